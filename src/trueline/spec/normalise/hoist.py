"""Pass: inline objects and enums become components, keyed by the pointer they stood at; a reference takes their place.

Members of an ``allOf`` stay where they are, for they are parts of one schema; what they hold is hoisted.
"""

from __future__ import annotations

from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.keywords import is_hoistable, is_null, remarks
from trueline.spec.normalise.report import MARK, Notes
from trueline.spec.normalise.walk import rewrite, rewrite_children

#: Annotations that say something about the place, not about the schema that stands there.
_OF_THE_PLACE = frozenset({"default", "deprecated", "readOnly", "writeOnly"})
_OF_THE_ENUM = ("x-enum-varnames", "x-enum-descriptions", "x-enum-names", "x-enumNames")


def run(document: Json, _notes: Notes) -> Json:
    """The document with objects and enums in ``components.schemas`` only."""
    hoisted: Json = {}
    roots = document["components"]["schemas"]
    new = rewrite(document, lambda s: hoist(s, hoisted, roots), lambda _, s: hoist_children(s, hoisted, roots))
    schemas = {**new["components"]["schemas"], **hoisted}
    return {**new, "components": {**new["components"], "schemas": schemas}}


def hoist(schema: Json, hoisted: Json, roots: Json) -> Json:
    """A schema that may stand inline: itself, or a reference to the component that it became."""
    schema = hoist_children(schema, hoisted, roots)
    return to_component(schema, hoisted, roots) if is_hoistable(schema) else schema


def hoist_children(schema: Json, hoisted: Json, roots: Json) -> Json:
    """A schema with its subschemas hoisted, but not itself."""
    if "allOf" in schema:
        members = [hoist_children(member, hoisted, roots) for member in schema["allOf"]]
        rest = {key: value for key, value in schema.items() if key != "allOf"}
        return {**rewrite_children(rest, lambda sub: hoist(sub, hoisted, roots)), "allOf": members}
    described = _described(schema)
    new = rewrite_children(described, lambda sub: hoist(sub, hoisted, roots))
    if described is not schema:
        said = ("title", "description")
        new = {**new, "oneOf": [{k: v for k, v in member.items() if k not in said} for member in new["oneOf"]]}
    return new


def to_component(schema: Json, hoisted: Json, roots: Json) -> Json:
    """Moves a schema to ``hoisted`` and refers to it; what is said about the place stays at the place.

    A member of a union that is itself a component may share its pointer: ``roots`` are the components that there were.
    """
    key = schema[POINTER]
    key = f"{key}{MARK}{schema['type']}" if key in roots else key
    beside = remarks(schema)
    if key not in hoisted:
        hoisted[key] = {name: value for name, value in schema.items() if name not in _OF_THE_PLACE}
    for name in _OF_THE_ENUM:
        beside.pop(name, None)
    return {"$ref": f"#{key}", **beside, POINTER: schema[POINTER]}


def _described(schema: Json) -> Json:
    """``oneOf: [{an object}, null]`` with the title and description also on the object, which will need them."""
    members = schema.get("oneOf", ())
    said = {key: schema[key] for key in ("title", "description") if key in schema}
    if not said or sum(not is_null(member) for member in members) != 1 or not is_hoistable(members[0]):
        return schema
    return {**schema, "oneOf": [{**said, **members[0]}, *members[1:]]}
