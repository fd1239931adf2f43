"""What is asked, as values: the request, its filter, what it leaves out."""
