"""A message in its clauses: each read by itself, and then as they hang together."""
