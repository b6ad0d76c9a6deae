"""Pass: every schema takes one canonical shape, or is an ``allOf`` of such; each schema is looked at once, inside out.

What a schema says by itself, its ``$ref``, ``allOf``, ``oneOf`` and ``anyOf`` all hold at once: one of them alone is
the schema, several become the members of an ``allOf`` (which the *all_of* pass merges). Annotations stay outside.
"""

from __future__ import annotations

from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.walk import rewrite, rewrite_children
from trueline.spec.normalise.report import Notes
from trueline.spec.normalise.schema.faults import repair
from trueline.spec.normalise.schema.keywords import CONSTRAINTS, enum_labels, is_any, remarks
from trueline.spec.normalise.schema.typed import typed
from trueline.spec.normalise.schema.union import union
from trueline.spec.normalise.schema.upgrade import upgrade


def run(document: Json, notes: Notes) -> Json:
    """The document with canonical schemas, but for ``allOf``, inline objects and enums, and nullable components."""
    return rewrite(document, lambda schema: shape(schema, notes))


#: All that most schemas say: a type without a word that could be repaired, inferred or moved.
_PLAIN = frozenset({"type", "format", "description", "example", POINTER})
_SCALARS = ("string", "integer", "boolean", "number")


def shape(schema: Json, notes: Notes) -> Json:
    """One schema in its canonical shape."""
    if "$ref" in schema and len(schema) == 2:
        return schema
    if _PLAIN.issuperset(schema) and (plain := _plain(schema)):
        return plain
    schema = upgrade(repair(schema, notes))
    schema = rewrite_children(schema, lambda sub: shape(sub, notes))
    beside = remarks(schema)
    if "string" in schema.get("type", ()):  # what the text holds is said at the text, not at a union with null
        beside = {key: value for key, value in beside.items() if not key.startswith("content")}
    parts, said = _parts(schema, notes)
    beside = {**said, **beside}
    if not parts:
        constraints = {key: value for key, value in schema.items() if key in CONSTRAINTS and not is_object(value)}
        return {**constraints, **beside, POINTER: schema[POINTER]}
    if len(parts) > 1:
        beside |= {"discriminator": schema["discriminator"]} if "discriminator" in schema else {}
        return {**beside, "allOf": parts, POINTER: schema[POINTER]}
    part = parts[0]
    if part.get("type") == "object" and "discriminator" in schema:
        beside["discriminator"] = schema["discriminator"]
    return {**part, **beside, **enum_labels(part), POINTER: schema[POINTER]}


def _plain(schema: Json) -> Json | None:
    """What the steps below make of a text, a number or a boolean, in a fifth of the time; None for anything else."""
    if schema.get("type") not in _SCALARS:
        return None
    made = {"type": schema["type"], POINTER: schema[POINTER]}
    for key in ("format", "description"):
        if key in schema:
            if not isinstance(schema[key], str):
                return None
            made[key] = schema[key]
    if "example" in schema:
        made["examples"] = [schema["example"]]
    return made


def _parts(schema: Json, notes: Notes) -> tuple[list[Json], Json]:
    """The conjuncts of a schema, and what empty members of its ``allOf`` say about it."""
    parts: list[Json] = [{"$ref": schema["$ref"], POINTER: schema[POINTER]}] if "$ref" in schema else []
    said: Json = {}
    for member in schema.get("allOf", ()):
        if is_any(member):
            said |= remarks(member)
        else:
            parts.append(member)
    own = typed(schema, notes)
    if own is not None:
        parts.append(own)
    for key in ("oneOf", "anyOf"):
        if key in schema:
            parts.append(union(schema[key], schema[POINTER], schema.get("discriminator")))
    return [part for part in parts if not is_any(part)], said
