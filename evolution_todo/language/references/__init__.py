"""What a phrase points at among the tasks there are; see `reading`."""
