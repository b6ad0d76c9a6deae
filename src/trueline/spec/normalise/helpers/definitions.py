"""What stands in ``$defs``: a type with a name of its own, which no place around it has to explain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from trueline import names
from trueline.spec.pointer import build, parse

_DEFINITIONS = frozenset({"$defs", "definitions"})
_MAPS = _DEFINITIONS | {"properties", "patternProperties", "dependentSchemas", "schemas"}


class Definitions:
    """Short names of components below ``$defs``, of those that are the only ones called so."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._places = {key: place for key in keys if (place := _definition(key))}
        self._names = {place: names.class_name(parse(place)[-1]) for place in set(self._places.values())}
        self._counts = Counter(self._names.values())

    def wishes(self, key: str, long: Mapping[str, str], components: Mapping[str, str]) -> Iterator[str]:
        """What ``key`` would like to be called. ``long``: names by place; ``components``: those so far."""
        place = self._places.get(key, "")
        if not place:
            return
        own = self._names[place]
        owner = place.rpartition("/")[0].rpartition("/")[0]
        around = names.joined([components.get(owner) or long.get(owner) or _last(owner), own])
        if key == place:
            yield from [own, around] if self._counts[own] == 1 else [around]
        elif long[key].startswith(whole := long.get(place) or f"{long.get(owner) or _last(owner)}Defs{own}"):
            yield names.joined([components.get(place) or around, long[key].removeprefix(whole)])


def _definition(key: str) -> str:
    """The pointer of the innermost definition that a key is or is inside of; empty where there is none."""
    tokens = parse(key)
    found, at = 0, 0
    while at < len(tokens) - 1:
        is_map = tokens[at] in _MAPS
        if tokens[at] in _DEFINITIONS and at:
            found = at + 2
        at += 2 if is_map else 1
    return build(tokens[:found]) if found else ""


def _last(pointer: str) -> str:
    return names.class_name(parse(pointer)[-1])
