"""The hand-written half of every generated SDK, copied into it byte for byte as ``_runtime``."""
