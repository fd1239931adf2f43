"""What a message says of the one before it; see `reading`."""
