"""The documents of a checkout as one folder for a site builder."""

from __future__ import annotations

from trueline.site.stage import stage

__all__ = ["stage"]
