"""Evolution Todo: a task assistant one talks to."""
