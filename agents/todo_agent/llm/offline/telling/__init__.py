"""What was found and done, said to the person."""
