"""The HTTP face: chat, REST and the page."""
