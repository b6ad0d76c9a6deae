"""Two small documents as two sides."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from trueline.diff import Diff, Side, compare, side


def side_of(document: dict[str, Any]) -> Side:
    """The side of a document given as a value; what every document has is filled in."""
    whole = {"openapi": "3.1.0", "info": {"title": "T", "version": "1.0.0"}, "paths": {}, **document}
    return side("-", stdin=BytesIO(json.dumps(whole).encode()))


def diff_of(old: dict[str, Any], new: dict[str, Any]) -> Diff:
    """What changes from one document to the other."""
    return compare(side_of(old), side_of(new))
