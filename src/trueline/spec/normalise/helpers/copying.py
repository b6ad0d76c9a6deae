"""Copies a schema of the loaded document, stamping every subschema with the pointer it stands at."""

from __future__ import annotations

from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.report import Notes
from trueline.spec.pointer import escape

#: Keywords whose value is a schema, a list of schemas, or an object of schemas.
_ONE = ("items", "additionalProperties", "if", "then", "else", "contentSchema", "unevaluatedProperties",
       "unevaluatedItems", "additionalItems")  # fmt: skip
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "dependentSchemas")
KINDS = {**dict.fromkeys(_ONE, "one"), **dict.fromkeys(_MANY, "many"), **dict.fromkeys(_NAMED, "named")}

MAX_DEPTH = 64


def copy_schema(node: Any, pointer: str, notes: Notes, depth: int = 0) -> Json:
    """A stamped copy. ``true`` becomes ``{}`` and ``false`` becomes ``{not: {}}``; other non-objects are refused."""
    if isinstance(node, bool):
        return {POINTER: pointer} if node else {"not": {}, POINTER: pointer}
    if node is None:
        notes.repair(pointer, "a schema is null; taken as the empty schema, which allows anything")
        return {POINTER: pointer}
    if not is_object(node):
        notes.refuse(pointer, f"a schema is a JSON {kind_of(node)}, not an object", "Write a schema object here.")
    if depth > MAX_DEPTH:
        cure = "Move inner schemas to components.schemas and refer to them."
        notes.refuse(pointer, f"schemas are nested more than {MAX_DEPTH} deep", cure)
    copy: Json = {}
    for key, value in node.items():
        kind = KINDS.get(key)
        copy[key] = value if kind is None else _children(kind, value, f"{pointer}/{escape(key)}", notes, depth + 1)
    if "not" in node and node["not"] not in ({}, True):  # only validates; ``{not: {}}`` says that there is no value
        del copy["not"]
    copy[POINTER] = pointer
    return copy


def _children(kind: str, value: Any, pointer: str, notes: Notes, depth: int) -> Any:
    if kind == "named" and is_object(value):
        return {
            str(name): copy_schema(sub, f"{pointer}/{escape(str(name))}", notes, depth) for name, sub in value.items()
        }
    if is_array(value) and kind != "named":  # ``items`` may be a list: the tuple of JSON Schema before 2020-12
        return [copy_schema(sub, f"{pointer}/{index}", notes, depth) for index, sub in enumerate(value)]
    if kind == "one":
        return copy_schema(value, pointer, notes, depth)
    if kind == "many" and is_object(value):
        notes.repair(pointer, "one schema stands where a list of schemas belongs; taken as a list of one")
        return [copy_schema(value, pointer, notes, depth)]
    if value is None:
        notes.repair(pointer, "the keyword has no value; taken as not there")
        return {} if kind == "named" else []
    wanted = "an object of schemas" if kind == "named" else "a list of schemas"
    return notes.refuse(pointer, f"this is a JSON {kind_of(value)}, not {wanted}", f"Write {wanted} here.")


def kind_of(value: Any) -> str:
    """The JSON type of a value, for people."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    kinds = {"str": "string", "int": "number", "float": "number", "list": "array", "dict": "object"}
    name = type(value).__name__
    return kinds.get(name, name)
