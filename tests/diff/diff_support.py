"""Two small documents as two sides."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from trueline.diff import Diff, Side, compare, side
from trueline.memory import Memory, after


def side_of(document: dict[str, Any], before: Side | None = None) -> Side:
    """The side of a document given as a value; what every document has is filled in. It comes after ``before``."""
    whole = {"openapi": "3.1.0", "info": {"title": "T", "version": "1.0.0"}, "paths": {}, **document}
    memory = after(before.type_names) if before else Memory()
    return side("-", stdin=BytesIO(json.dumps(whole).encode()), memory=lambda: memory)


def diff_of(old: dict[str, Any], new: dict[str, Any]) -> Diff:
    """What changes from one document to the other."""
    first = side_of(old)
    return compare(first, side_of(new, first))
