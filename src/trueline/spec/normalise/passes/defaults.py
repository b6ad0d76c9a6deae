"""Pass: every ``default`` is a value of its schema; one that can be read as such is, any other is left out."""

from __future__ import annotations

import math
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.walk import rewrite, rewrite_children
from trueline.spec.normalise.report import Notes
from trueline.spec.patterns import matches

_MAX_DEPTH = 32
_SCALARS: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "null": (type(None),)
}  # fmt: skip


def run(document: Json, notes: Notes) -> Json:
    """The document with valid defaults only."""
    schemas = document["components"]["schemas"]

    def visit(schema: Json) -> Json:
        schema = rewrite_children(schema, visit)
        if "default" not in schema or _is_valid(schema["default"], schema, schemas, 0):
            return schema
        rest = {key: value for key, value in schema.items() if key != "default"}
        for meant in _readings(schema["default"]):
            if _is_valid(meant, schema, schemas, 0):
                notes.repair(
                    schema[POINTER], f"the default {schema['default']!r:.80} is of another type; taken as {meant!r}"
                )
                return {**rest, "default": meant}
        notes.repair(schema[POINTER], f"the default {schema['default']!r:.80} is not a value of the schema; left out")
        return rest

    return rewrite(document, visit)


def _readings(value: Any) -> list[Any]:
    """What a value of the wrong type may have been meant as: ``"10"`` as 10, ``"true"`` as true, 5 as ``"5"``."""
    if isinstance(value, str):
        words = {"true": True, "false": False}
        found: list[Any] = [words[value.lower()]] if value.lower() in words else []
        for number in (int, float):
            try:
                found.append(number(value))
            except (ValueError, OverflowError):
                continue
        return [item for item in found if math.isfinite(item)]
    if isinstance(value, bool):
        return [str(value).lower()]
    if isinstance(value, float) and value.is_integer():
        return [int(value), str(value)]
    return [str(value)] if isinstance(value, int | float) else []


def _is_valid(value: Any, schema: Json, schemas: Json, depth: int) -> bool:
    if depth > _MAX_DEPTH:
        return False
    if "$ref" in schema:
        return _is_valid(value, schemas[schema["$ref"][1:]], schemas, depth + 1)
    if "oneOf" in schema:
        return any(_is_valid(value, member, schemas, depth + 1) for member in schema["oneOf"])
    if "not" in schema:
        return False
    if "const" in schema:
        return type(value) is type(schema["const"]) and bool(value == schema["const"])
    if "enum" in schema:
        return any(value == item and isinstance(value, bool) == isinstance(item, bool) for item in schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return is_array(value) and all(_is_valid(item, schema["items"], schemas, depth + 1) for item in value)
    if kind == "object":
        return is_object(value) and _is_valid_object(value, schema, schemas, depth)
    return kind is None or (isinstance(value, _SCALARS[kind]) and isinstance(value, bool) == (kind == "boolean"))


def _is_valid_object(value: Json, schema: Json, schemas: Json, depth: int) -> bool:
    properties = schema.get("properties", {})
    extra = schema.get("additionalProperties", {})
    if any(name not in value for name in schema.get("required", ()) if name in properties):
        return False
    for name, item in value.items():
        matched = (sub for pattern, sub in schema.get("patternProperties", {}).items() if matches(pattern, name))
        sub = properties.get(name) or next(matched, extra)
        if sub is False or (is_object(sub) and not _is_valid(item, sub, schemas, depth + 1)):
            return False
    return True
