"""Pass: components get their names as Python classes, and every reference and mapping follows.

The document's own schemas come first, then the variants of *parents* and *read_write*, then what was hoisted. Only
schemas that would have the same name make each other give way, so a new schema renames nothing else.
"""

from __future__ import annotations

from collections.abc import Callable

from trueline.spec.document import Json
from trueline.spec.normalise.helpers.class_names import ClassNames, is_own
from trueline.spec.normalise.helpers.contexts import reachable, refs, roots
from trueline.spec.normalise.helpers.sharing import Class
from trueline.spec.normalise.helpers.walk import rewrite, rewrite_children
from trueline.spec.normalise.helpers.woven import woven
from trueline.spec.normalise.marks import INPUT
from trueline.spec.normalise.report import Notes
from trueline.spec.openapi import SCHEMAS


def run(document: Json, notes: Notes) -> Json:
    """The document with ``components.schemas`` keyed by class name. What was hoisted and is not used is gone."""
    document = _pruned(document)
    words = ClassNames(document, notes)
    memory = notes.memory()
    groups = words.classes(memory)
    apart = memory.apart and any(len(group.keys) > 1 for group in groups)
    groups = [] if apart else groups
    document = _shared(document, groups)
    schemas = document["components"]["schemas"]
    groups = [group for group in groups if group.keys[0] in schemas]
    found = words.names(schemas, groups, memory)
    notes.names = None if apart else words.remembered(groups, found)

    def visit(schema: Json) -> Json:
        return _led(rewrite_children(schema, visit), lambda ref: SCHEMAS + found[ref[1:]])

    new = rewrite(document, visit)
    renamed = {found[key]: new["components"]["schemas"][key] for key in schemas}
    return {**new, "components": {**new["components"], "schemas": renamed}}


def _led(schema: Json, to: Callable[[str], str]) -> Json:
    """A schema whose reference, and those of whose mapping, lead elsewhere."""
    if "$ref" in schema:
        schema = {**schema, "$ref": to(schema["$ref"])}
    if "mapping" in schema.get("discriminator", ()):
        told = schema["discriminator"]
        told = {**told, "mapping": {value: to(ref) for value, ref in told["mapping"].items()}}
        if "defaultMapping" in told:
            told["defaultMapping"] = to(told["defaultMapping"])
        schema = {**schema, "discriminator": told}
    return schema


def _shared(document: Json, groups: list[Class]) -> Json:
    """The document with one component for each class, which says what all of them say."""
    spokesmen = {key: group.keys[0] for group in groups for key in group.keys[1:]}
    if not spokesmen:
        return document

    def visit(schema: Json) -> Json:
        schema = rewrite_children(schema, visit)
        return _led(schema, lambda ref: f"#{spokesmen.get(ref[1:], ref[1:])}")

    old = document["components"]["schemas"]
    one = {group.keys[0]: woven([old[key] for key in group.keys]) for group in groups if len(group.keys) > 1}
    schemas = {key: one.get(key, schema) for key, schema in old.items() if key not in spokesmen}
    document = {**document, "components": {**document["components"], "schemas": schemas}}
    return _pruned(rewrite(document, visit))


def _pruned(document: Json) -> Json:
    schemas = document["components"]["schemas"]
    asked, answered = roots(document)
    edges = {key: set(refs(schema)) for key, schema in schemas.items()}
    kept = reachable([*asked, *answered, *(key for key in schemas if _is_kept(key))], edges)
    components = {**document["components"], "schemas": {key: schema for key, schema in schemas.items() if key in kept}}
    return {**document, "components": components}


def _is_kept(key: str) -> bool:
    return is_own(key.removesuffix(INPUT))
