"""Step of *shape*: enums of one JSON type with a name for each value, and constants."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

from trueline import names
from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.marks import derived
from trueline.spec.normalise.report import Notes
from trueline.spec.normalise.schema.enum_hints import given_names, given_texts
from trueline.spec.normalise.schema.keywords import NULL, remarks

NAMES = "x-enum-varnames"
TEXTS = "x-enum-descriptions"
_TYPES = {"str": "string", "int": "integer", "float": "number", "list": "array"}
_GROUPS = ("string", "integer", "number", "boolean", "null", "const")


def json_type(value: Any) -> str:
    """The JSON Schema type of a value; a float is a number even where it is whole."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    return _TYPES.get(type(value).__name__, "object")


def constant(schema: Json, kinds: list[str]) -> Json:
    """``{const: value}``, or the type ``null`` for the constant ``null``."""
    value = schema["const"]
    if value is None:
        return {**NULL, POINTER: schema[POINTER]}
    if isinstance(value, int) and not isinstance(value, bool) and kinds == ["string"]:
        value = str(value)
    return {"const": value, POINTER: schema[POINTER]}


def groups(schema: Json, kinds: list[str], notes: Notes) -> list[Json]:
    """An enum as one schema for each JSON type of its values, in the order string, integer, number, boolean, null."""
    only = [kind for kind in kinds if kind != "null"]
    values = [_meant(value, only, schema[POINTER], notes) for value in schema["enum"]]
    given = given_names(schema, schema[POINTER], notes)
    texts = given_texts(schema)
    whole = "number" if kinds == ["number"] or any(isinstance(value, float) for value in values) else "integer"
    split: dict[str, list[tuple[Any, str | None, str | None]]] = {}
    seen: set[Hashable] = set()
    for index, value in enumerate(values):
        kind = json_type(value)
        same = value if kind in ("integer", "number") else (kind, repr(value))  # 1.0 is 1
        if same in seen or (isinstance(value, float) and not math.isfinite(value)):
            continue
        seen.add(same)
        group = whole if kind in ("integer", "number") else kind if kind in _GROUPS else "const"
        split.setdefault(group, []).append((value, given[index] if given else None, texts[index]))
    several = len(split.keys() - {"null"}) > 1
    made = [_group(schema, kind, split[kind], several) for kind in _GROUPS if kind in split]
    return [sub for group in made for sub in group]


def _meant(value: Any, only: list[str], pointer: str, notes: Notes) -> Any:
    """A value as its declared type: YAML reads ``1`` and ``no`` in a list of texts as a number and a boolean."""
    if only == ["string"] and isinstance(value, bool | int | float):
        notes.repair(pointer, f"the type is string and the enum value {value!r} is not; taken as text")
        return str(value).lower() if isinstance(value, bool) else str(value)
    if only == ["integer"] and isinstance(value, str | float):
        try:
            number = int(value)
        except (ValueError, OverflowError):
            return value
        notes.repair(pointer, f"the type is integer and the enum value {value!r} is not; taken as {number}")
        return number
    return value


def _group(schema: Json, kind: str, rows: list[tuple[Any, str | None, str | None]], part: bool) -> list[Json]:
    if kind == "null" or (kind == "boolean" and len(rows) > 1):
        return [{"type": kind, POINTER: schema[POINTER]}]
    if kind in ("const", "boolean"):
        return [{"const": value, POINTER: schema[POINTER]} for value, _, _ in rows]
    pointer = derived(schema[POINTER], kind) if part else schema[POINTER]
    made: Json = {"type": kind, "enum": [value for value, _, _ in rows], POINTER: pointer}
    if isinstance(schema.get("format"), str):
        made["format"] = schema["format"]
    given = [names.constant(_text(value)) if name is None else name for value, name, _ in rows]
    made[NAMES] = value_names(made["enum"], given if any(name is not None for _, name, _ in rows) else None)
    if is_object(schema.get(TEXTS)):  # a map may speak of more values: those of an enum that this one was met with
        made[TEXTS] = schema[TEXTS]
    elif any(text is not None for _, _, text in rows):
        made[TEXTS] = {str(value): str(text) for value, _, text in rows if text is not None}
    return [made]


def value_names(values: list[Any], labels: list[str] | None = None) -> list[str]:
    """A Python name for each value: the given ones made safe, else made from the value. Adding a value renames none."""
    texts = labels if labels and len(set(labels)) == len(labels) else [_text(value) for value in values]
    made = names.unique(texts, _kept if texts is labels else names.constant)
    return [made[text] for text in texts]


def _kept(text: str) -> str:
    return text if _is_constant(text) else names.constant(text)


def _is_constant(text: str) -> bool:
    return (
        text.isascii()
        and text.isidentifier()
        and text.isupper()
        and not text.startswith("_")
        and len(text) < names.MAX_LENGTH
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)


def merge_values(members: list[Json], pointer: str) -> list[Json]:
    """Union members with the constants and inline enums of one JSON type made one enum, where there are several."""
    split = {kind: [member for member in members if _values_of(member, kind)] for kind in ("string", "integer")}
    merged = {kind: found for kind, found in split.items() if len(found) > 1}
    for kind, found in merged.items():
        made = _merged(found, kind, derived(pointer, kind) if len(merged) > 1 else pointer)
        members = [made if member is found[0] else member for member in members if member not in found[1:]]
    return members


def _values_of(member: Json, kind: str) -> list[Any]:
    if "const" in member:
        return [member["const"]] if json_type(member["const"]) == kind else []
    values: list[Any] = member.get("enum", []) if member.get("type") == kind else []
    return values


def _merged(members: list[Json], kind: str, pointer: str) -> Json:
    rows: dict[Any, tuple[str | None, Any]] = {}
    for member in members:
        labels = _labels(member)
        for value, label in zip(_values_of(member, kind), labels, strict=True):
            rows.setdefault(value, (label, member.get("description") if "const" in member else None))
    given = [label for label, _ in rows.values() if label is not None]
    merged: Json = {"type": kind, "enum": list(rows), POINTER: pointer}
    merged[NAMES] = value_names(merged["enum"], given if len(given) == len(rows) else None)
    texts = {str(value): str(text) for value, (_, text) in rows.items() if text}
    extra = remarks(members[0]) if "enum" in members[0] else {}
    return {**extra, **merged, **({TEXTS: texts} if texts else {})}


def _labels(member: Json) -> list[str | None]:
    if "const" in member:
        return [member.get("title")]
    return list(member.get(NAMES) or [None] * len(member["enum"]))
