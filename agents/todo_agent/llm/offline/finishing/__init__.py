"""What is left of a message when another model has done a part of it."""
