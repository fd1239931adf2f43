"""Requests carried out: which tasks are meant, which calls are made, what is asked first."""
