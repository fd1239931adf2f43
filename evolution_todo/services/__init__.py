"""What acts by itself: consumers of events and keepers of the clock."""
