"""The chat protocols: each an encoder of a turn's one stream of events."""
