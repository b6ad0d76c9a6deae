"""The hand-written half of every generated SDK, copied into it as ``_runtime``, without comments (decision 038)."""
