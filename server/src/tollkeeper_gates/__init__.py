"""The gates of this repository: those of any SDK, and its own of the document, code, server and pictures."""
