"""The models that can drive a turn."""
