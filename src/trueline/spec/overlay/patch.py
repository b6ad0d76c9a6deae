"""Changes to a JSON value without changing it: containers are copied when first touched, the rest is shared."""

from __future__ import annotations

from typing import TypeAlias

from trueline.errors import printable
from trueline.spec import pointer as pointers
from trueline.spec.load.value import Value, copy, kind_of

#: Keys and indexes from the root, as JSONPath reports them.
Location: TypeAlias = tuple[str | int, ...]


class IncompatibleError(Exception):
    """Two values that the Overlay Specification does not let merge. The message continues a sentence."""


class Patch:
    """A value in the course of being corrected. ``value`` is the current state; the original is never touched."""

    def __init__(self, original: Value) -> None:
        self.value = original
        self._original = original
        # Held, not only their ids: an id is free for reuse once its object is gone.
        self._own: dict[int, Value] = {}

    def merge(self, location: Location, update: Value) -> None:
        """Merge a copy of ``update`` into what stands at ``location`` (Overlay 1.1, Action Object).

        Raises ``IncompatibleError`` where the two have different types.
        """
        target = self._reach(location)
        if isinstance(target, list):
            target.extend(_copies(update) if isinstance(update, list) else [copy(update)])
        elif isinstance(target, dict):
            if not isinstance(update, dict):
                raise IncompatibleError(f"merges {kind_of(update)} into an object")
            self._merge_object(target, update)
        elif isinstance(update, (dict, list)):
            raise IncompatibleError(f"replaces {kind_of(target)} by {kind_of(update)}")
        elif location:
            self._put(location, update)

    def remove(self, locations: list[Location]) -> None:
        """Take away what stands at each of ``locations``, all of which are given for the state before.

        Raises ``IncompatibleError`` for the whole document.
        """
        if () in locations:
            raise IncompatibleError("removes the whole document")
        for location in sorted(locations, key=_sort_key, reverse=True):
            parent = self._reach(location[:-1])
            last = location[-1]
            if isinstance(parent, dict):
                del parent[str(last)]
            elif isinstance(parent, list):
                del parent[int(last)]

    def is_original(self, pointer: str) -> bool:
        """Whether ``pointer`` names the same place in the original.

        Members of objects keep their names. An item of an array may have moved: it counts while the item at its index
        is the very one that stood there.
        """
        now, before = self.value, self._original
        for token in pointers.parse(pointer):
            if isinstance(now, dict) and isinstance(before, dict):
                if token not in now or token not in before:
                    return False
                now, before = now[token], before[token]
            elif isinstance(now, list) and isinstance(before, list):
                if not token.isdecimal() or int(token) >= min(len(now), len(before)):
                    return False
                now, before = now[int(token)], before[int(token)]
                if now is not before and now != before:
                    return False
            else:
                return False
        return True

    def _reach(self, location: Location) -> Value:
        """What stands at ``location``, with every container on the way made our own."""
        self.value = here = self._owned(self.value)
        for token in location:
            if isinstance(here, dict):
                child = here[str(token)] = self._owned(here[str(token)])
                here = child
            elif isinstance(here, list):
                child = here[int(token)] = self._owned(here[int(token)])
                here = child
        return here

    def _owned(self, value: Value) -> Value:
        if not isinstance(value, (dict, list)) or id(value) in self._own:
            return value
        mine: Value = dict(value) if isinstance(value, dict) else list(value)
        self._own[id(mine)] = mine
        return mine

    def _put(self, location: Location, value: Value) -> None:
        parent = self._reach(location[:-1])
        last = location[-1]
        if isinstance(parent, dict):
            parent[str(last)] = value
        elif isinstance(parent, list):
            parent[int(last)] = value

    def _merge_object(self, target: dict[str, Value], update: dict[str, Value]) -> None:
        """``target`` is our own. Depth is bounded by the overlay's, which *load* bounds."""
        for key, new in update.items():
            if key not in target:
                target[key] = copy(new)
                continue
            old = target[key]
            if isinstance(old, dict) and isinstance(new, dict):
                target[key] = mine = self._owned(old)
                if isinstance(mine, dict):
                    self._merge_object(mine, new)
            elif isinstance(old, list) and isinstance(new, list):
                target[key] = [*old, *_copies(new)]
            elif isinstance(old, (dict, list)) or isinstance(new, (dict, list)):
                raise IncompatibleError(f"merges {kind_of(new)} into {kind_of(old)} at {printable(key, 60)!r}")
            else:
                target[key] = new


def _copies(values: list[Value]) -> list[Value]:
    return [copy(value) for value in values]


def _sort_key(location: Location) -> list[tuple[int, str]]:
    """Indexes in numeric order, and what is inside before what holds it once reversed."""
    return [(token, "") if isinstance(token, int) else (-1, token) for token in location]
