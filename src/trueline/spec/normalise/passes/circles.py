"""Pass: no union is a member of itself, directly or through other unions: what it adds to itself is nothing new."""

from __future__ import annotations

from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.contexts import reachable, reverse
from trueline.spec.normalise.report import Notes
from trueline.spec.normalise.schema.keywords import remarks
from trueline.spec.normalise.schema.union import union


def run(document: Json, notes: Notes) -> Json:
    """The document with each union in a circle written out as all that the circle holds."""
    schemas = document["components"]["schemas"]
    edges = {key: _names(schema, schemas) for key, schema in schemas.items() if "oneOf" in schema or "$ref" in schema}
    circle = _in_circles(edges)
    if not circle:
        return document
    new = dict(schemas)
    for key in circle:
        notes.repair(key, "the union is a member of itself; written out without it")
        members = [member for other in [key, *sorted(circle[key] - {key})] for member in _members(schemas[other])]
        kept = [member for member in members if member.get("$ref", "#")[1:] not in circle[key]]
        new[key] = {**union(kept, key), **remarks(schemas[key]), POINTER: schemas[key][POINTER]}
    return {**document, "components": {**document["components"], "schemas": new}}


def _members(schema: Json) -> list[Json]:
    found: list[Json] = schema.get("oneOf", [schema])
    return found


def _names(schema: Json, schemas: Json) -> set[str]:
    """The unions and aliases among the members."""
    keys = {member["$ref"][1:] for member in _members(schema) if "$ref" in member}
    return {key for key in keys if "oneOf" in schemas[key] or "$ref" in schemas[key]}


def _in_circles(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    """For every key that leads back to itself, all keys on such a way. What leads nowhere is peeled off first."""
    left = {key: len(targets) for key, targets in edges.items()}
    users = reverse(edges)
    ends = [key for key, count in left.items() if not count]
    while ends:
        for user in users.get(ends.pop(), ()):
            left[user] -= 1
            if not left[user]:
                ends.append(user)
    rest = {key: edges[key] for key, count in left.items() if count}
    back = reverse(rest)
    found = {key: reachable(rest[key], rest) & reachable(back.get(key, set()), back) for key in rest}
    return {key: circle for key, circle in found.items() if key in circle}
