"""What every step of the conversion is handed, and how it reads a document that may be ill-formed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.helpers.copying import kind_of
from trueline.spec.normalise.helpers.source import Source
from trueline.spec.normalise.report import Notes
from trueline.spec.swagger.places import Places

JSON = "application/json"
_SAFE = "/~!$&'()*+,;=:@-._"


def reference(pointer: str) -> str:
    """The text of a local ``$ref`` to a pointer."""
    return f"#{quote(pointer, safe=_SAFE)}"


@dataclass(slots=True)
class Work:
    """The document being read, the map being made, and the notes."""

    root: Json
    notes: Notes
    places: Places
    source: Source = field(init=False)

    def __post_init__(self) -> None:
        self.source = Source(self.notes)

    def object(self, value: Any, pointer: str) -> Json:
        """``value`` if it is an object, ``{}`` for null; anything else is refused."""
        if value is None:
            return {}
        if not is_object(value):
            self.notes.refuse(pointer, f"this is a JSON {kind_of(value)}, not an object", "Write an object here.")
        return value

    def array(self, value: Any, pointer: str) -> list[Any]:
        """``value`` if it is an array, ``[]`` for null; anything else is refused."""
        if value is None:
            return []
        if not is_array(value):
            self.notes.refuse(pointer, f"this is a JSON {kind_of(value)}, not a list", "Write a list here.")
        return value

    def texts(self, value: Any, pointer: str) -> list[str]:
        """A list of texts, each once; one text alone is taken as a list of one."""
        if isinstance(value, str):
            self.notes.repair(pointer, f"this is the text {value!r}, not a list; taken as a list of one")
            value = [value]
        found = self.array(value, pointer)
        if not all(isinstance(item, str) for item in found):
            self.notes.refuse(pointer, "a member of this list is not text", "Write a list of texts.")
        return list(dict.fromkeys(item.strip() for item in found))

    def media_types(self, key: str, node: Json, pointer: str) -> list[str]:
        """``consumes`` or ``produces`` of an operation, else of the document (Swagger 2.0, Operation Object)."""
        if node.get(key) is not None:
            return self.texts(node[key], f"{pointer}/{key}")
        return self.texts(self.root.get(key), f"/{key}")
