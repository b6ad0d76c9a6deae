"""Names for what is imported from other files: short, stable, and never another component's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from trueline.spec import pointer as pointers
from trueline.spec.load.references import Kind

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_STRUCTURE = {"schema", "items", "content", "allOf", "anyOf", "oneOf", "properties", "additionalProperties", "not"}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One import: the file as seen from the root document, the pointer in it, and what it is."""

    file: str
    pointer: str
    section: str

    @property
    def kind(self) -> Kind:
        """The section as a kind."""
        return Kind(self.section)


def assign(places: list[Place], taken: dict[str, set[str]]) -> dict[Place, str]:
    """A component name for each of ``places``; ``taken`` holds the names in use by section.

    The order of references in the document plays no part, so moving an operation renames nothing. Where two imports
    want one name, the one whose file and pointer sort first keeps it and the other is prefixed with its file's name.
    """
    used = {section: set(names) for section, names in taken.items()}
    names: dict[Place, str] = {}
    for place in sorted(places):
        mine = used.setdefault(place.section, set())
        names[place] = next(name for name in _candidates(place) if name not in mine)
        mine.add(names[place])
    return names


def _candidates(place: Place) -> Iterator[str]:
    folders = [part for part in re.split(r"[/\\]+", place.file) if part not in {"", ".", ".."}]
    stem = folders.pop().split(".")[0] if folders else "imported"
    tokens = pointers.parse(place.pointer)
    start = max(len(tokens) - 1, 0)
    while start and (tokens[start].isdecimal() or tokens[start] in _STRUCTURE):
        start -= 1
    parts = tokens[start:] or [stem]
    yield _join(parts)
    if tokens:
        parts = [stem, *parts]
        yield _join(parts)
    for folder in reversed(folders):
        parts = [folder, *parts]
        yield _join(parts)
    yield from (f"{_join(parts)}_{number}" for number in count(2))


def _join(parts: list[str]) -> str:
    return "_".join(_UNSAFE.sub("_", part).strip("_") or "_" for part in parts)
