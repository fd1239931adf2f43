"""What a message asks, read with the conversation before it; see `reading`."""
