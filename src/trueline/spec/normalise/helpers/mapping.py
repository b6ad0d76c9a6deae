"""Finds the components that the values of a discriminator's mapping name."""

from __future__ import annotations

from typing import Any

from trueline.spec.document import Json
from trueline.spec.normalise.helpers.source import Source
from trueline.spec.pointer import join


def target(value: Any, schemas: Json, source: Source) -> str | None:
    """The component that a mapping's value names: by name, by URI, or by the name of a file."""
    if not isinstance(value, str):
        return None
    if value[:1] == "#" and value[1:] in schemas:  # as a pass writes it
        return value[1:]
    named = join("/components/schemas", value)
    if named in schemas:
        return named
    resolved = source.resolve(value if "#" in value else f"#{value}")
    if resolved in schemas:
        return resolved
    stem = join("/components/schemas", value.rpartition("/")[2].partition(".")[0])
    return stem if stem in schemas else None


def end_of(key: str, schemas: Json) -> str:
    """The component that a chain of aliases ends at."""
    seen = {key}
    while "$ref" in schemas[key] and schemas[key]["$ref"][1:] not in seen:
        key = schemas[key]["$ref"][1:]
        seen.add(key)
    return key
