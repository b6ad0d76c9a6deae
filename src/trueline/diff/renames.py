"""What is gone under one name and there under another one: told of as a rename where the two are alike enough."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from trueline.spec.document import Json
from trueline.spec.normalise.canonical import MERGED, POINTER

_TEXTS = frozenset((POINTER, MERGED, "title", "description", "example", "examples", "deprecated", "name"))
#: How much of two names has to agree; ``colour`` and ``color`` do, ``first`` and ``last`` do not.
_ALIKE = 0.8


def renames(old: Mapping[str, Json], new: Mapping[str, Json]) -> dict[str, str]:
    """The new name of each part that has one, of those on one side alone.

    Both have to say the same but for texts, their names or descriptions have to be alike, and no third one may be like
    either of them: what is not sure is an addition and a removal.
    """
    gone = [name for name in old if name not in new]
    added = [name for name in new if name not in old]
    pairs = [(a, b) for a in gone for b in added if _are_alike(a, old[a], b, new[b])]
    return {a: b for a, b in pairs if sum(x == a for x, _ in pairs) == 1 and sum(y == b for _, y in pairs) == 1}


def _are_alike(name: str, a: Json, other: str, b: Json) -> bool:
    if {key: a[key] for key in a if key not in _TEXTS} != {key: b[key] for key in b if key not in _TEXTS}:
        return False
    description = a.get("description")
    if description and description == b.get("description"):
        return True
    x, y = ("".join(filter(str.isalnum, each)).casefold() for each in (name, other))
    return SequenceMatcher(None, x, y, autojunk=False).ratio() >= _ALIKE
