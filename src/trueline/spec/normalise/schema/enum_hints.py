"""Names and texts that a document gives the values of an enum, for this generator or another.

``x-enum-varnames`` and its spellings, ``x-speakeasy-enums`` (lists or maps), ``x-ms-enum`` (a list with names) and
``x-fern-enum`` (a map of values). A list of another length is not a hint that can be used, and is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.report import Notes

_NAMES = ("x-enum-varnames", "x-enumNames", "x-enum-names", "x-enum-varNames", "x-speakeasy-enums")
_TEXTS = ("x-enum-descriptions", "x-enumDescriptions", "x-speakeasy-enum-descriptions")


def given_names(schema: Json, pointer: str, notes: Notes) -> list[str | None] | None:
    """A name or ``None`` for each value of ``enum``; ``None`` where nothing names any."""
    for key in _NAMES:
        if key in schema:
            found = _listed(schema[key], schema["enum"])
            if found is None:
                notes.repair(pointer, f"{key} does not have one name for each value; not used")
            return found
    return _from_objects(schema, "name")


def given_texts(schema: Json) -> list[str | None]:
    """A description or ``None`` for each value of ``enum``."""
    for key in _TEXTS:
        found = schema.get(key)
        if is_array(found):
            texts = [text if isinstance(text, str) and text else None for text in found]
            return [*texts, *[None] * len(schema["enum"])][: len(schema["enum"])]
        if is_object(found):
            return [_text(found, value) for value in schema["enum"]]
    return _from_objects(schema, "description") or [None] * len(schema["enum"])


def _listed(stated: Any, values: list[Any]) -> list[str | None] | None:
    if is_array(stated) and len(stated) == len(values) and all(isinstance(name, str) for name in stated):
        return list(stated)
    found = [_text(stated, value) for value in values] if is_object(stated) else []
    return found if any(found) else None


def _from_objects(schema: Json, hint: str) -> list[str | None] | None:
    """What ``x-ms-enum`` or ``x-fern-enum`` say of each value under one key."""
    rows: dict[str, Any] = {}
    microsoft = schema.get("x-ms-enum")
    listed = microsoft.get("values") if is_object(microsoft) else None
    for row in listed if is_array(listed) else ():
        if is_object(row) and "value" in row:
            rows[str(row["value"])] = row.get(hint)
    fern = schema.get("x-fern-enum")
    for value, row in fern.items() if is_object(fern) else ():
        rows.setdefault(value, row.get(hint) if is_object(row) else None)
    found = [_text(rows, value) for value in schema["enum"]]
    return found if any(found) else None


def _text(holder: Mapping[str, Any], value: Any) -> str | None:
    found = holder.get(str(value))
    return found if isinstance(found, str) and found else None
