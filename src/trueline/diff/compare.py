"""Two sides in, the diff out."""

from __future__ import annotations

from trueline.diff.found import Found
from trueline.diff.model import Diff
from trueline.diff.operations import compare_operations
from trueline.diff.side import Side


def compare(old: Side, new: Side) -> Diff:
    """Every change from ``old`` to ``new``. A document compared with itself has none."""
    found = Found()
    if old.sha256 != new.sha256:
        compare_operations(old, new, found)
    return found.diff()
