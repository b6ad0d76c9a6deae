"""From a canonical schema to the type language."""

from __future__ import annotations

import json
from typing import Any

from trueline.errors import InternalError, Where
from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.openapi import SCHEMAS
from trueline.spec.patterns import python_pattern
from trueline.spec.types import (
    ANY,
    NULL,
    STRING,
    Constant,
    Discriminator,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    ScalarKind,
    Type,
    Union,
)

_STRING_FORMATS = {
    "date-time": ScalarKind.DATE_TIME,
    "date": ScalarKind.DATE,
    "time": ScalarKind.TIME,
    "duration": ScalarKind.DURATION,
    "uuid": ScalarKind.UUID,
    "byte": ScalarKind.BYTE,
    "decimal": ScalarKind.DECIMAL,
    "binary": ScalarKind.BINARY,
}


def component(ref: str) -> str:
    """The class name that a canonical ``$ref`` points to."""
    return ref.removeprefix(SCHEMAS)


def canonical_json(value: Any) -> str:
    """A JSON value as text that is equal for equal values; key order is kept, for it may mean something to a reader."""
    return json.dumps(value, ensure_ascii=True, separators=(", ", ": "))


def type_of(schema: Json) -> Type:
    """The type of a canonical schema. Objects with properties and enums are components, so they come by ``$ref``."""
    if "$ref" in schema:
        return Ref(component(schema["$ref"]))
    if "oneOf" in schema:
        return _union(schema)
    if "const" in schema:
        return NULL if schema["const"] is None else Constant(canonical_json(schema["const"]))
    if "not" in schema and "type" not in schema:
        return Scalar(ScalarKind.NEVER)
    return _by_type(schema)


def _by_type(schema: Json) -> Type:
    match schema.get("type"):
        case None:
            return ANY
        case "string":
            return _string(schema)
        case "number" if schema.get("format") == "decimal":
            return Scalar(ScalarKind.DECIMAL_NUMBER)
        case "array":
            return ListOf(type_of(schema["items"]))
        case "object" if "properties" not in schema:
            extra = schema.get("additionalProperties", {})
            return MapOf(type_of(extra) if is_object(extra) else ANY, patterns_of(schema))
        case "integer" | "number" | "boolean" | "null" as name:
            return Scalar(ScalarKind(name))
        case other:
            where = Where("canonical document", schema.get(POINTER, "?"))
            raise InternalError(f"a schema of type {other!r} is not in canonical form", where=where)


def patterns_of(schema: Json) -> tuple[tuple[str, Type], ...]:
    """The types of an object's properties by patterns of their names, as ``re`` has them."""
    found = ((python_pattern(pattern), sub) for pattern, sub in schema.get("patternProperties", {}).items())
    return tuple((pattern, type_of(sub)) for pattern, sub in found if pattern is not None)


def _string(schema: Json) -> Type:
    if schema.get("contentEncoding") == "base64":
        return Scalar(ScalarKind.BYTE)
    kind = _STRING_FORMATS.get(schema.get("format", ""))
    return Scalar(kind) if kind else STRING


def _union(schema: Json) -> Type:
    members = tuple(type_of(member) for member in schema["oneOf"])
    unique = tuple(dict.fromkeys(members))
    discriminator = schema.get("discriminator")
    if len(unique) == 1:
        return unique[0]
    if not discriminator:
        return Union(unique)
    mapping = tuple((value, component(ref)) for value, ref in discriminator["mapping"].items())
    stated = discriminator.get("defaultMapping")
    default = component(stated) if stated else None
    return Union(unique, Discriminator(discriminator["propertyName"], mapping, default))
