"""Pass: inline objects and enums become components, keyed by the pointer they stood at; a reference takes their place.

Members of an ``allOf`` stay where they are, for they are parts of one schema; what they hold is hoisted.
"""

from __future__ import annotations

from trueline.spec.document import Json
from trueline.spec.normalise.helpers.components import to_component
from trueline.spec.normalise.helpers.walk import HOLDERS, rewrite, rewrite_children
from trueline.spec.normalise.report import Notes
from trueline.spec.normalise.schema.keywords import is_hoistable, is_null


def run(document: Json, _notes: Notes) -> Json:
    """The document with objects and enums in ``components.schemas`` only."""
    hoisted: Json = {}
    roots = document["components"]["schemas"]
    new = rewrite(document, lambda s: hoist(s, hoisted, roots), lambda _, s: hoist_children(s, hoisted, roots))
    schemas = {**new["components"]["schemas"], **hoisted}
    return {**new, "components": {**new["components"], "schemas": schemas}}


def hoist(schema: Json, hoisted: Json, roots: Json) -> Json:
    """A schema that may stand inline: itself, or a reference to the component that it became."""
    if not HOLDERS.isdisjoint(schema):
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


def _described(schema: Json) -> Json:
    """``oneOf: [{an object}, null]`` with the title and description also on the object, which will need them."""
    members = schema.get("oneOf", ())
    said = {key: schema[key] for key in ("title", "description") if key in schema}
    if not said or sum(not is_null(member) for member in members) != 1 or not is_hoistable(members[0]):
        return schema
    return {**schema, "oneOf": [{**said, **members[0]}, *members[1:]]}
