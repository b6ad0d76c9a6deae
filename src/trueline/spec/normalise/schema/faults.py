"""Step of *shape*: repairs the faults of one schema that can only mean one thing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.report import Notes
from trueline.spec.normalise.schema.keywords import TYPES

#: What people write for a type, and the type and format that they mean.
_MEANT: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("any", "mixed", "unknown", "undefined"), ("", "")),
    **dict.fromkeys(("file", "binary"), ("string", "binary")),
    **dict.fromkeys(("str", "text", "char"), ("string", "")),
    **{name: ("string", name) for name in ("date", "time", "uuid", "uri", "email", "password", "byte", "duration")},
    **dict.fromkeys(("datetime", "date-time", "timestamp"), ("string", "date-time")),
    **dict.fromkeys(("int", "short", "long", "bigint"), ("integer", "")),
    **{name: ("integer", name) for name in ("int32", "int64")},
    **dict.fromkeys(("decimal", "numeric", "bignumber"), ("number", "")),
    **{name: ("number", name) for name in ("float", "double")},
    "bool": ("boolean", ""),
    **dict.fromkeys(("dict", "map", "hash", "hashmap", "json", "struct"), ("object", "")),
    **dict.fromkeys(("list", "set", "tuple"), ("array", "")),
    **dict.fromkeys(("none", "nil", "void"), ("null", "")),
}


def repair(schema: Json, notes: Notes) -> Json:
    """The schema without faults of its own; those of its subschemas stay, but for a misplaced ``required: true``."""
    for keyword, check in _CHECKS:
        if keyword in schema:
            schema = check(schema, notes)
    return schema


def _without(schema: Json, *keys: str) -> Json:
    return {key: value for key, value in schema.items() if key not in keys}


def _type(schema: Json, notes: Notes) -> Json:
    kind = schema.get("type")
    if isinstance(kind, str) and kind in TYPES:
        return schema
    if is_array(kind) and kind and all(isinstance(item, str) and item in TYPES for item in kind):
        return schema
    meant = _types_meant(kind) if is_array(kind) else _type_meant(kind)
    taken = f"taken as {meant['type']!r}" if meant and "type" in meant else "taken as not there"
    notes.repair(schema[POINTER], f"{kind!r} is not a type of JSON Schema; {taken}")
    rest = _without(schema, "type")
    return {**(meant or {}), **rest}


def _type_meant(kind: Any) -> Json | None:
    if not isinstance(kind, str):
        return None
    word = kind.strip().lower()
    if word in TYPES:
        return {"type": word}
    if word not in _MEANT:
        return None
    return {key: value for key, value in zip(("type", "format"), _MEANT[word], strict=True) if value}


def _types_meant(kinds: list[Any]) -> Json | None:
    meant = [_type_meant("null" if kind is None else kind) for kind in kinds]
    types = list(dict.fromkeys(item["type"] for item in meant if item and "type" in item))
    return {"type": types} if types and all(meant) else None


def _required(schema: Json, notes: Notes) -> Json:
    required = schema.get("required")
    if is_array(required) and all(isinstance(name, str) for name in required):
        return schema
    if is_array(required):
        notes.repair(schema[POINTER], "required lists something that is not a name; left out")
        return {**schema, "required": [name for name in required if isinstance(name, str)]}
    if isinstance(required, str):
        notes.repair(schema[POINTER], f"required is the text {required!r}; taken as a list of one name")
        return {**schema, "required": [required]}
    if not isinstance(required, bool):
        notes.repair(schema[POINTER], "required is not a list of names; taken as not there")
    return _without(schema, "required")


def _required_of_properties(schema: Json, notes: Notes) -> Json:
    meant: list[str] = []
    for name, sub in schema["properties"].items():
        if isinstance(sub.get("required"), bool):
            notes.repair(
                sub[POINTER], "required is true or false on a property; moved to the list of the object around it"
            )
            meant += [name] if sub["required"] else []
    return {**schema, "required": list(dict.fromkeys([*schema.get("required", []), *meant]))} if meant else schema


def _enum(schema: Json, notes: Notes) -> Json:
    if is_array(schema["enum"]) and schema["enum"]:
        return schema
    notes.repair(schema[POINTER], "the enum has no values, so nothing would be allowed; taken as not there")
    return _without(schema, "enum")


def _properties(schema: Json, notes: Notes) -> Json:
    """``properties`` says nothing about a value that is not an object (JSON Schema 2020-12, core, 10.3.2.1)."""
    kind = schema.get("type")
    if not schema.get("properties") or kind is None or "object" in (kind if is_array(kind) else [kind]):
        return schema
    notes.repair(schema[POINTER], f"the schema has properties, and its type is {kind!r}; they are without effect")
    return _without(schema, "properties", "required")


def _enum_of_objects(schema: Json, notes: Notes) -> Json:
    if schema.get("type") != "object" or not schema.get("properties"):
        return schema
    if any(is_object(value) for value in schema["enum"]):
        return schema
    notes.repair(schema[POINTER], "the schema has properties, and no value of its enum is an object; the enum left out")
    return _without(schema, "enum")


def _empty_list(key: str, schema: Json, notes: Notes) -> Json:
    if schema[key] != []:
        return schema
    notes.repair(schema[POINTER], f"{key} is empty; taken as not there")
    return _without(schema, key)


def _discriminator(schema: Json, notes: Notes) -> Json:
    found = schema["discriminator"]
    if is_object(found) and isinstance(found.get("propertyName"), str):
        return schema
    if isinstance(found, str):
        notes.repair(schema[POINTER], f"the discriminator is the text {found!r}; taken as its propertyName")
        return {**schema, "discriminator": {"propertyName": found}}
    notes.repair(schema[POINTER], "the discriminator names no property; taken as not there")
    return _without(schema, "discriminator")


def _flag(key: str, schema: Json, notes: Notes) -> Json:
    if isinstance(schema[key], bool):
        return schema
    meant = str(schema[key]).strip().lower() == "true"
    notes.repair(schema[POINTER], f"{key} is {schema[key]!r}; taken as {str(meant).lower()}")
    return {**schema, key: meant}


def _text(key: str, schema: Json, notes: Notes) -> Json:
    if isinstance(schema[key], str):
        return schema
    notes.repair(schema[POINTER], f"{key} is not text; taken as not there")
    return _without(schema, key)


#: In order: the keyword that a schema must have, and what looks at the schema then.
_CHECKS: tuple[tuple[str, Callable[[Json, Notes], Json]], ...] = (
    ("type", _type),
    ("required", _required),
    ("properties", _required_of_properties),
    ("properties", _properties),
    ("enum", _enum),
    ("enum", _enum_of_objects),
    *((key, partial(_empty_list, key)) for key in ("allOf", "oneOf", "anyOf")),
    ("discriminator", _discriminator),
    *((key, partial(_flag, key)) for key in ("readOnly", "writeOnly", "deprecated", "nullable")),
    *((key, partial(_text, key)) for key in ("title", "description", "format", "pattern")),
)
