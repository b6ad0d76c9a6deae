"""Regular expressions of a document (ECMA-262, as JSON Schema asks for) as those of Python's ``re``."""

from __future__ import annotations

import re
from functools import lru_cache

_GROUP = re.compile(r"\(\?<(?![=!])")
#: Classes of characters by their property, as far as ``re`` has one.
_PROPERTIES = {
    r"\p{L}": r"[^\W\d_]", r"\p{Letter}": r"[^\W\d_]", r"\p{N}": r"\d", r"\p{Nd}": r"\d", r"\p{digit}": r"\d",
}  # fmt: skip


def matches(pattern: str, text: str) -> bool:
    """Whether an expression that :func:`python_pattern` can read is found in a text."""
    found = python_pattern(pattern)
    return found is not None and re.search(found, text) is not None


@lru_cache(maxsize=1024)
def python_pattern(pattern: str) -> str | None:
    """The same expression for :func:`re.search`; ``None`` for one that ``re`` can't have."""
    found = _GROUP.sub("(?P<", pattern)
    for name, alike in _PROPERTIES.items():
        found = found.replace(name, alike)
    try:
        re.compile(found)
    except (re.error, RecursionError, OverflowError):
        return None
    return found
