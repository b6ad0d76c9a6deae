"""Step of *shape*: writes what OpenAPI 3.0 says in keywords of its own the way JSON Schema 2020-12 says it."""

from __future__ import annotations

from trueline.spec.document import Json, is_array
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.schema.keywords import NULL, remarks

_COMBINED = ("$ref", "allOf", "oneOf", "anyOf", "const")
_BOUNDS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))


def upgrade(schema: Json) -> Json:
    """``nullable`` becomes the type ``null``, boolean bounds become numbers, ``example`` becomes ``examples``."""
    if "example" in schema or not is_array(schema.get("examples", [])):
        schema = _examples(schema)
    for exclusive, bound in _BOUNDS:
        if isinstance(schema.get(exclusive), bool):
            schema = _bound(schema, exclusive, bound)
    if "nullable" in schema or "x-nullable" in schema:
        nullable = schema.get("nullable", schema.get("x-nullable")) is True
        schema = {key: value for key, value in schema.items() if key not in ("nullable", "x-nullable")}
        return _nullable(schema) if nullable else schema
    return schema


def _examples(schema: Json) -> Json:
    new = {key: value for key, value in schema.items() if key not in ("example", "examples")}
    examples = schema.get("examples", [])
    found = examples if is_array(examples) else [examples]
    return {**new, "examples": [*found, *([schema["example"]] if "example" in schema else [])]}


def _bound(schema: Json, exclusive: str, bound: str) -> Json:
    new = {key: value for key, value in schema.items() if key != exclusive}
    if schema[exclusive] and bound in new:
        new[exclusive] = new.pop(bound)
    return new


def _nullable(schema: Json) -> Json:
    kind = schema.get("type")
    if any(key in schema for key in _COMBINED) or (kind is None and "enum" not in schema):
        beside = remarks(schema)
        inner = {key: value for key, value in schema.items() if key not in beside}
        return {**beside, "oneOf": [inner, {**NULL, POINTER: schema[POINTER]}], POINTER: schema[POINTER]}
    if "enum" in schema and None not in schema["enum"]:
        schema = {**schema, "enum": [*schema["enum"], None]}
    if kind is None:
        return schema
    kinds = kind if is_array(kind) else [kind]
    return {**schema, "type": kinds if "null" in kinds else [*kinds, "null"]}
