"""The real servers of the backbone, found or installed, on loopback and in folders of their own."""
