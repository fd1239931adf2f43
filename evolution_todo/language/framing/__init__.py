"""What stands around a title and is no part of it: “I still have to …”; see `reading`."""
