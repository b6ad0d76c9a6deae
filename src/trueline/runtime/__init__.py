"""The hand-written half of every generated SDK, copied into it as ``_runtime``: the same code, without most comments (decision 038)."""
