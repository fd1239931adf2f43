"""All that touches the outside: settings, database, clocks, files."""
