"""Pass: no component is nullable; ``null`` stands wherever one that was is referred to.

A component is a class, and ``None`` is not one of it: ``Owner: {type: object, nullable: true}`` becomes the class
``Owner`` and each reference to it ``oneOf: [Owner, null]``. This holds for every kind of component, aliases included.
"""

from __future__ import annotations

from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.walk import rewrite, rewrite_children
from trueline.spec.normalise.report import Notes
from trueline.spec.normalise.schema.keywords import NULL, enum_labels, is_null, remarks
from trueline.spec.normalise.schema.union import union


def run(document: Json, _notes: Notes) -> Json:
    """The document with ``null`` moved from components to the references to them."""
    nullable = _nullable(document["components"]["schemas"])
    if not nullable:
        return document

    def inline(schema: Json) -> Json:
        schema = _reunited(rewrite_children(schema, inline), schema)
        if "$ref" in schema and schema["$ref"][1:] in nullable:
            bare = {"$ref": schema["$ref"], POINTER: schema[POINTER]}
            return {
                **remarks(schema),
                "oneOf": [bare, {**NULL, POINTER: schema[POINTER]}],
                POINTER: schema[POINTER],
            }
        return schema

    def component(key: str, schema: Json) -> Json:
        if "$ref" in schema:
            return schema
        schema = _reunited(rewrite_children(schema, inline), schema)
        return _stripped(schema) if key in nullable else schema

    return rewrite(document, inline, component)


def _reunited(schema: Json, before: Json) -> Json:
    """A union one of whose members became a union is flat again."""
    if schema is before or "oneOf" not in schema:
        return schema
    made = union(schema["oneOf"], schema[POINTER], schema.get("discriminator"))
    return {**made, **remarks(schema), **enum_labels(made), POINTER: schema[POINTER]}


def _stripped(schema: Json) -> Json:
    """A schema without ``null`` among the values that it says it may have."""
    if "allOf" in schema:
        return {**schema, "allOf": [_stripped(member) for member in schema["allOf"]]}
    if "oneOf" not in schema:
        return schema
    members = [member for member in schema["oneOf"] if not is_null(member)]
    made = union(members, schema[POINTER], schema.get("discriminator"))
    return {**made, **remarks(schema), **enum_labels(made), POINTER: schema[POINTER]}


def _nullable(schemas: Json) -> set[str]:
    """The components that ``null`` is a value of, but not the only one; found by going round until nothing is added."""
    found: set[str] = set()
    users: dict[str, set[str]] = {}
    for key, schema in schemas.items():
        for ref in _deciding(schema):
            users.setdefault(ref, set()).add(key)
    pending = [key for key, schema in schemas.items() if not is_null(schema) and _allows_null(schema, found)]
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending += [user for user in users.get(key, ()) if user not in found and _allows_null(schemas[user], found)]
    return found


def _deciding(schema: Json) -> set[str]:
    """The components that decide whether this schema allows null."""
    if "$ref" in schema:
        return {schema["$ref"][1:]}
    return {ref for member in (*schema.get("oneOf", ()), *schema.get("allOf", ())) for ref in _deciding(member)}


def _allows_null(schema: Json, nullable: set[str]) -> bool:
    if "$ref" in schema:
        return schema["$ref"][1:] in nullable
    if "allOf" in schema:
        return all(_allows_null(member, nullable) for member in schema["allOf"])
    return is_null(schema) or any(_allows_null(member, nullable) for member in schema.get("oneOf", ()))
