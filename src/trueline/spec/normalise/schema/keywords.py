"""The keywords of a schema, by what they do, and small questions about canonical schemas."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.canonical import POINTER

TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")

#: Keywords that say something about a value without saying what it is.
ANNOTATIONS = frozenset((
    "title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples", "externalDocs",
    "contentMediaType", "contentEncoding", "contentSchema",
))  # fmt: skip

#: Keywords that narrow a value down and change neither its Python type nor its wire form. The SDK does not validate.
CONSTRAINTS = frozenset((
    "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "propertyNames",
))  # fmt: skip

NULL: Json = {"type": "null"}
NEVER: Json = {"not": {}}


def is_annotation(key: str) -> bool:
    """Whether a keyword stands beside a schema rather than being part of it."""
    return key in ANNOTATIONS or key[:2] == "x-"


def remarks(schema: Json) -> Json:
    """What stands beside a schema, its pointer left out."""
    return {key: value for key, value in schema.items() if key in ANNOTATIONS or (key[:2] == "x-" and key != POINTER)}


def enum_labels(schema: Json) -> Json:
    """The names and descriptions of an enum's values, which belong to the values and not to the place."""
    return {key: schema[key] for key in schema if key in ("x-enum-varnames", "x-enum-descriptions")}


def is_null(schema: Json) -> bool:
    """Whether ``null`` is the only value."""
    return schema.get("type") == "null"


def is_any(schema: Json) -> bool:
    """Whether a schema allows every value: annotations and constraints alone."""
    if "type" in schema or "$ref" in schema:  # nearly always
        return False
    return all(key in CONSTRAINTS or key == "format" or is_annotation(key) for key in schema)


def is_model(schema: Json) -> bool:
    """Whether a schema is an object with properties of its own, or one that has none on purpose."""
    return schema.get("type") == "object" and bool(
        schema.get("properties") or schema.get("additionalProperties") is False
    )


def is_open_object(schema: Json) -> bool:
    """Whether a schema says no more than "an object", give or take what is required."""
    says = ("additionalProperties", "patternProperties")
    return schema.get("type") == "object" and not schema.get("properties") and not any(key in schema for key in says)


def sealed(schema: Json) -> Json:
    """An object whose other properties can be nothing, as one that has none: ``false``.

    Where only patterns name its properties it stays a map, and the values of all other names are nothing.
    """
    extra = schema.get("additionalProperties")
    if not (extra is False or (is_object(extra) and "not" in extra)):
        return schema
    patterns = schema.get("patternProperties") and not schema.get("properties")
    return {**schema, "additionalProperties": {**NEVER, POINTER: schema[POINTER]} if patterns else False}


def is_hoistable(schema: Json) -> bool:
    """Whether a schema may only stand as a component: a class of its own in Python."""
    return "enum" in schema or is_model(schema)


def shape_key(schema: Json) -> Hashable:
    """Equal for two schemas that allow the same values as written: annotations and constraints do not count."""
    if "$ref" in schema and len(schema) <= 2:
        return str(schema["$ref"])
    found: list[tuple[str, Hashable]] = []
    for key, value in schema.items():
        if key in CONSTRAINTS or is_annotation(key):
            continue
        if key in ("items", "additionalProperties") and is_object(value):
            found.append((key, shape_key(value)))
        elif key in ("allOf", "oneOf"):
            found.append((key, tuple(map(shape_key, value))))
        elif key in ("properties", "patternProperties"):
            found.append((key, frozenset((name, shape_key(sub)) for name, sub in value.items())))
        else:
            found.append((key, value_key(value)))
    if len(found) == 1 and found[0][0] == "$ref":
        return found[0][1]
    return frozenset(found)


def value_key(value: Any) -> Hashable:
    """Equal for two JSON values that are the same: ``1`` is not ``true``."""
    if is_object(value):
        return frozenset((key, value_key(item)) for key, item in value.items())
    if is_array(value):
        return ("list", *map(value_key, value))
    return value if isinstance(value, str) else (type(value).__name__, value)
