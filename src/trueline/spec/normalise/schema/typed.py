"""Step of *shape*: what a schema says by itself (type, enum, properties, items) as a canonical schema or a union."""

from __future__ import annotations

import math
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.marks import derived
from trueline.spec.normalise.report import Notes
from trueline.spec.normalise.schema import enums
from trueline.spec.normalise.schema.keywords import NULL, is_any, sealed
from trueline.spec.normalise.schema.union import union
from trueline.spec.patterns import python_pattern

_OBJECT = ("properties", "additionalProperties", "patternProperties", "required", "minProperties", "maxProperties",
           "dependentSchemas", "propertyNames", "unevaluatedProperties")  # fmt: skip
_ARRAY = ("items", "prefixItems", "minItems", "maxItems", "uniqueItems")
_NUMBERS = {"int32": "integer", "int64": "integer", "float": "number", "double": "number"}
_TEXTS = {"date-time", "date", "time", "duration", "uuid", "byte", "binary", "uri", "email", "hostname", "ipv4", "ipv6"}
_KEPT = {
    "string": ("minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType", "contentSchema"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": ("minItems", "maxItems", "uniqueItems"),
    "object": ("minProperties", "maxProperties", "propertyNames"),
}


def typed(schema: Json, notes: Notes) -> Json | None:
    """The canonical schema of a schema's own keywords, or ``None`` when they allow anything."""
    if "not" in schema:
        return {"not": {}, POINTER: schema[POINTER]}
    kinds = _kinds(schema, notes)
    if "const" in schema:
        return enums.constant(schema, kinds)
    if "enum" in schema:
        nulls = [{**NULL, POINTER: schema[POINTER]}] if "null" in kinds else []
        return union([*enums.groups(schema, kinds, notes), *nulls], schema[POINTER])
    if not kinds:
        return None
    if len(kinds) == 1:
        return _one(schema, kinds[0], notes, several=False)
    if len(kinds) == 2 and "null" in kinds:  # what the union below would be, without the search for what is twice there
        one = _one(schema, next(kind for kind in kinds if kind != "null"), notes, several=False)
        return {"oneOf": [one, {**NULL, POINTER: schema[POINTER]}], POINTER: schema[POINTER]}
    several = sum(kind != "null" for kind in kinds) > 1
    return union([_one(schema, kind, notes, several=several) for kind in kinds], schema[POINTER])


def _kinds(schema: Json, notes: Notes) -> list[str]:
    kind = schema.get("type")
    if kind is not None:
        return list(dict.fromkeys(kind)) if is_array(kind) else [kind]
    if "enum" in schema or "const" in schema:
        return []
    sides = any(schema.get(key, {}).get("properties") for key in ("then", "else"))
    inferred = ["object"] if sides or any(key in schema for key in _OBJECT) else []
    inferred += ["array"] if any(key in schema for key in _ARRAY) else []
    if not inferred and _is_binary(schema):  # OpenAPI 3.1, 4.8.14.4: where bytes are meant, there is no type
        return ["string"]
    shape = schema.get("format")
    if not inferred and isinstance(shape, str) and (shape in _NUMBERS or shape in _TEXTS):
        inferred = [_NUMBERS.get(shape, "string")]
        notes.repair(schema[POINTER], f"the schema has the format {shape} and no type; taken as {inferred[0]}")
    return inferred


def _one(schema: Json, kind: str, notes: Notes, *, several: bool) -> Json:
    pointer = derived(schema[POINTER], kind) if several else schema[POINTER]
    if kind == "null":
        return {**NULL, POINTER: pointer}
    made: Json = {"type": kind, POINTER: pointer}
    made |= {key: schema[key] for key in _KEPT.get(kind, ()) if key in schema and _is_plain(key, schema[key])}
    if kind == "array":
        made["items"] = _items(schema)
    elif kind == "object":
        made |= _object(schema, pointer, notes)
    elif isinstance(schema.get("format"), str) and (
        not several or (schema["format"] in _NUMBERS) == (kind != "string")
    ):
        made["format"] = schema["format"]
    if kind == "string" and (text := _text_format(schema)):
        made["format"] = text
    return made


#: Beginnings of media types that are not text: nothing but a file is sent so without an encoding.
_BINARY = (
    *("image/", "audio/", "video/", "font/"),
    *("application/octet-stream", "application/pdf", "application/zip", "application/gzip"),
)


def _is_plain(key: str, value: Any) -> bool:
    """Whether a constraint can stay as it is: one that holds a schema which refers to others can't."""
    return key != "propertyNames" or (
        is_object(value) and not any(isinstance(v, dict | list) for v in value.values()) and "$ref" not in value
    )


def _text_format(schema: Json) -> str | None:
    """OpenAPI 3.1 says ``format: byte`` and ``format: binary`` with content keywords (section 4.8.14.4)."""
    if "format" in schema:
        return None
    if str(schema.get("contentEncoding", "")).lower() in ("base64", "base64url"):
        return "byte"
    return "binary" if _is_binary(schema) else None


def _is_binary(schema: Json) -> bool:
    media = str(schema.get("contentMediaType", "")).partition(";")[0].strip().lower()
    is_text = schema.get("contentEncoding") or media.endswith(("+xml", "+json"))
    return media.startswith(_BINARY) and not is_text


def _items(schema: Json) -> Json:
    items = schema.get("items")
    pointer = f"{schema[POINTER]}/items"
    tuples = schema.get("prefixItems") or (items if is_array(items) else [])
    if not tuples:
        return items if is_object(items) else {POINTER: pointer}
    rest = items if is_object(items) else schema.get("additionalItems")
    rest = rest if rest is not None else schema.get("unevaluatedItems")
    if rest is None and not schema.get("maxItems", math.inf) <= len(tuples):
        rest = {POINTER: pointer}  # what comes after a tuple is free where nothing is said of it
    return union([*tuples, *([rest] if is_object(rest) else [])], pointer)


def _object(schema: Json, pointer: str, notes: Notes) -> Json:
    properties: Json = dict(schema.get("properties", {}))
    sides: list[Json | None] = [schema.get("then"), schema.get("else"), *schema.get("dependentSchemas", {}).values()]
    for side in sides:
        stated: Json = (side or {}).get("properties", {})
        for name, sub in stated.items():
            both = [properties[name], sub] if name in properties and name not in schema.get("properties", {}) else [sub]
            if name not in schema.get("properties", {}):
                properties[name] = union(both, sub[POINTER])
    made: Json = {"properties": properties, POINTER: pointer}
    if schema.get("required"):
        made["required"] = list(dict.fromkeys(schema["required"]))
    extra = schema.get("additionalProperties", schema.get("unevaluatedProperties"))
    patterns = schema.get("patternProperties", {})
    if patterns and not all(map(python_pattern, patterns)):
        said = "a pattern of patternProperties is not a regular expression that Python has; names are not told apart"
        notes.repair(pointer, said)
        rest = {POINTER: f"{pointer}/additionalProperties"} if extra is None else extra
        extra, patterns = union([*patterns.values(), rest], f"{pointer}/additionalProperties"), {}
    if patterns:
        made["patternProperties"] = patterns
    says_nothing = extra is None or (not properties and is_object(extra) and is_any(extra))
    return made if says_nothing else sealed({**made, "additionalProperties": extra})
