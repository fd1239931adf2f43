"""English text in, values and spans out; imports nothing of ours."""
