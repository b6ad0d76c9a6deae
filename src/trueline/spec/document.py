"""What *load* hands on: a plain JSON value, where it came from, and a way to find a pointer's line again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from trueline.errors import Where

#: A JSON object as parsed: str keys, values of JSON's seven types. The only dict-shaped value that crosses a stage.
Json = dict[str, Any]


def is_object(value: object) -> TypeGuard[Json]:
    """Whether a parsed JSON value is an object; narrows it for type checkers."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether a parsed JSON value is an array; narrows it for type checkers."""
    return isinstance(value, list)


def _same(pointer: str) -> str:
    return pointer


def _nowhere(_pointer: str) -> tuple[int, int] | None:
    return None


@dataclass(frozen=True, slots=True)
class Document:
    """A loaded OpenAPI document, all its files bundled into one value.

    ``locate`` answers the line and column (from 1) of an RFC 6901 pointer in the root file, or ``None`` for a
    pointer that came from a bundled file or an overlay. It re-reads the source, so it is for error messages only.
    ``origin`` answers where a pointer of ``value`` stood in the document that its author wrote: elsewhere only where
    ``value`` is the OpenAPI 3 form of a Swagger 2.0 document.
    """

    value: Json
    source: str
    sha256: str
    locate: Callable[[str], tuple[int, int] | None] = field(default=_nowhere, compare=False, repr=False)
    origin: Callable[[str], str] = field(default=_same, compare=False, repr=False)

    @property
    def has_own_places(self) -> bool:
        """Whether pointers of ``value`` are those of the document that its author wrote."""
        return self.origin is _same

    def where(self, pointer: str) -> Where:
        """The place of ``pointer``, with line and column where the source can still tell."""
        pointer = self.origin(pointer)
        found = self.locate(pointer)
        line, column = found if found else (None, None)
        return Where(self.source, pointer, line, column)
