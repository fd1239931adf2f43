"""A change, read by taking it out of what is said in any order (decision 35); see `reading`."""
