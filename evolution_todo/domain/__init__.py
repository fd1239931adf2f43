"""Tasks, tags, reminders and series: what may happen to them, and what follows."""
