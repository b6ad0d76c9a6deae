"""The Python surface of two packages, for what no document shows: a change of generator, templates or runtime."""

from __future__ import annotations

from trueline.diff.surface.compare import compare_surface, raised
from trueline.diff.surface.replay import replay

__all__ = ["compare_surface", "raised", "replay"]
