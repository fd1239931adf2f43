"""A line as a task: its title, and what is said of it; see `quickadd`."""
