"""Dates, times of day, stretches and offsets; see `reading`."""
