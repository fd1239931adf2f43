"""Recurrence rules: read from English, laid out on the calendar, said back; see `reading`."""
