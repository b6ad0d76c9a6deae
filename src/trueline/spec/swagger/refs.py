"""Points every reference of the converted document to where its target is now."""

from __future__ import annotations

from typing import cast

from trueline.spec.document import Json
from trueline.spec.load.references import Kind, references_of, walk
from trueline.spec.load.targets import Missing, follow, normal_pointer
from trueline.spec.load.value import Value
from trueline.spec.swagger.places import Places
from trueline.spec.swagger.work import reference


def rewrite_refs(document: Json, places: Places) -> None:
    """Change every local ``$ref`` of ``document`` in place; what stands in extensions and is referred to as well."""
    value = cast("Value", document)
    seen: set[tuple[int, Kind]] = set()
    done: set[tuple[int, str]] = set()
    pending: list[tuple[Value, Kind, str]] = [(value, Kind.DOCUMENT, "")]
    while pending:
        for node in walk(*pending.pop(), seen):
            for found in references_of(node):
                text = found.text
                if found.in_mapping or not isinstance(text, str) or not text.startswith("#/"):
                    continue
                if (id(found.holder), found.key) not in done:
                    done.add((id(found.holder), found.key))
                    now = places.now(normal_pointer(text[1:]))
                    found.holder[found.key] = reference(now)
                    pending += _outside(value, now, found.kind)


def _outside(document: Value, pointer: str, kind: Kind) -> list[tuple[Value, Kind, str]]:
    """The target, where it stands in a place that the walk does not come by."""
    if not pointer.startswith("/x-"):
        return []
    try:
        return [(follow(document, pointer), kind, pointer)]
    except Missing:
        return []
