"""``x-stainless-*`` in a document: those that nothing here reads, told by where each is first and how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.pointer import build

OVERRIDE = "x-stainless-override-schema"
_PREFIX = "x-stainless-"
_READ = frozenset({
    "x-stainless-skip", "x-stainless-method", "x-stainless-param", "x-stainless-naming", OVERRIDE,
    "x-stainless-pagination-property",
})  # fmt: skip
#: Of other languages, of files, and of what changes nothing in Python.
_OTHERS = (
    "x-stainless-terraform", "x-stainless-cli", "x-stainless-go", "x-stainless-java", "x-stainless-kotlin",
    "x-stainless-ruby", "x-stainless-csharp", "x-stainless-php", "x-stainless-snippets", "x-stainless-docs",
    "x-stainless-starlight", "x-stainless-mcp", "x-stainless-const", "x-stainless-empty-object", "x-stainless-any",
)  # fmt: skip


def not_carried(root: Json) -> Iterator[tuple[str, str]]:
    """Pointer and sentence of each such key."""
    found: dict[str, list[str]] = {}
    for pointer, name in _keys(root, ()):
        found.setdefault(name, []).append(pointer)
    for name, pointers in found.items():
        more = f", here and in {len(pointers) - 1} more places" if len(pointers) > 1 else ""
        yield pointers[0], f"{name} is not carried{more}: read are {', '.join(sorted(_READ))}"


def _keys(value: Any, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name, inner in value.items() if is_object(value) else ():
        place = (*above, name)
        if name.startswith(_PREFIX) and name not in _READ and not name.startswith(_OTHERS):
            yield build(place), name
        elif name not in {"example", "examples", "default", "enum", "const"}:
            yield from _keys(inner, place)
    for number, inner in enumerate(value) if is_array(value) else ():
        yield from _keys(inner, (*above, str(number)))
