"""Pass: takes off what the passes left for each other, and writes the last schemas in the one form they may have."""

from __future__ import annotations

from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.walk import rewrite, rewrite_children
from trueline.spec.normalise.helpers.written import written
from trueline.spec.normalise.marks import PLACE, WORKING, real
from trueline.spec.normalise.report import Notes
from trueline.spec.normalise.schema.keywords import is_model, remarks, shape_key
from trueline.spec.normalise.schema.union import union


def run(document: Json, notes: Notes) -> Json:
    """The document in the canonical form."""

    def inner(schema: Json) -> Json:
        new = visit(schema)
        del new[POINTER]
        return new

    def visit(schema: Json) -> Json:
        new = dict(schema) if WORKING.isdisjoint(schema) else _without_marks(schema)
        properties = new.pop("properties", None)
        if schema.get("type") == "object" and not is_model(schema):
            new = _map(new)
            properties = None
        new = _distinct(rewrite_children(new, inner))
        if properties is not None:
            new["properties"] = {name: _at(visit(sub), sub) for name, sub in properties.items()}
            new["required"] = _required(schema, notes)
        return _at(new, schema)

    document = {**document, "openapi": "3.1.0"}
    return written(rewrite(document, inner, lambda _, schema: visit(schema)), notes.source)


def _without_marks(schema: Json) -> Json:
    return {key: value for key, value in schema.items() if key not in WORKING}


def _at(new: Json, schema: Json) -> Json:
    return {**new, POINTER: real(schema.get(PLACE) or schema[POINTER])}


def _distinct(schema: Json) -> Json:
    """A union whose members have lost what told them apart, as one that names each once."""
    if "oneOf" not in schema:
        return schema
    members = schema["oneOf"]
    if len(dict.fromkeys(map(shape_key, members))) == len(members):
        return schema
    made = union(members, schema[POINTER], schema.get("discriminator"))
    return {**made, **remarks(schema), POINTER: schema[POINTER]}


def _map(schema: Json) -> Json:
    new = {key: value for key, value in schema.items() if key != "required"}
    return {**new, "additionalProperties": schema.get("additionalProperties", {POINTER: ""})}


def _required(schema: Json, notes: Notes) -> list[str]:
    """Names of properties that are there. A required name that nothing describes is most often a slip of the pen."""
    properties = schema["properties"]
    found = [name for name in dict.fromkeys(schema.get("required", ())) if name in properties]
    for name in schema.get("required", ()):
        if name not in properties:
            notes.repair(schema[POINTER], f"required names {name!r}, which is not a property; left out")
    return found
