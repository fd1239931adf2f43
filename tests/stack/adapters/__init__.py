"""The adapters on real sidecars."""
