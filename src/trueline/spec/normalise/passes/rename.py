"""Pass: components get their names as Python classes, and every reference and mapping follows.

The document's own schemas come first, then the variants of *parents* and *read_write*, then what was hoisted. Only
schemas that would have the same name make each other give way, so a new schema renames nothing else.
"""

from __future__ import annotations

from collections.abc import Callable

from trueline.spec.document import Json
from trueline.spec.normalise.helpers.class_names import ClassNames, is_own
from trueline.spec.normalise.helpers.contexts import edges_of, reachable, roots
from trueline.spec.normalise.helpers.sharing import Class
from trueline.spec.normalise.helpers.walk import rewrite, rewrite_children
from trueline.spec.normalise.helpers.woven import woven
from trueline.spec.normalise.marks import INPUT
from trueline.spec.normalise.report import Notes
from trueline.spec.openapi import SCHEMAS


def run(document: Json, notes: Notes) -> Json:
    """The document with ``components.schemas`` keyed by class name. What was hoisted and is not used is gone."""
    edges = edges_of(document)
    used = set[str]().union(*roots(document))
    document = _with(document, _pruned(document["components"]["schemas"], used, edges))
    words = ClassNames(document, notes)
    memory = notes.memory()
    groups = words.classes(memory, edges)
    apart = memory.apart and any(len(group.keys) > 1 for group in groups)
    groups = [] if apart else groups
    speaks = {key: group.keys[0] for group in groups for key in group.keys}
    schemas = _shared(document["components"]["schemas"], groups, speaks)
    schemas = _pruned(schemas, _led(used, speaks), {key: _led(edges[key], speaks) for key in schemas})
    groups = [group for group in groups if group.keys[0] in schemas]
    found = words.names(schemas, groups, memory)
    notes.names = None if apart else words.remembered(groups, found)

    def to(ref: str) -> str:
        return SCHEMAS + found[speaks.get(ref[1:], ref[1:])]

    def visit(schema: Json) -> Json:
        return _referring(rewrite_children(schema, visit), to)

    new = rewrite(_with(document, schemas), visit)
    return _with(new, {found[key]: schema for key, schema in new["components"]["schemas"].items()})


def _with(document: Json, schemas: Json) -> Json:
    return {**document, "components": {**document["components"], "schemas": schemas}}


def _pruned(schemas: Json, used: set[str], edges: dict[str, set[str]]) -> Json:
    kept = reachable([*used, *(key for key in schemas if is_own(key.removesuffix(INPUT)))], edges)
    return {key: schema for key, schema in schemas.items() if key in kept}


def _shared(schemas: Json, groups: list[Class], speaks: dict[str, str]) -> Json:
    """One component for each class, which says what all of them say. References still lead to all of them."""
    one = {group.keys[0]: woven([schemas[key] for key in group.keys]) for group in groups if len(group.keys) > 1}
    return {key: one.get(key, schema) for key, schema in schemas.items() if speaks.get(key, key) == key}


def _led(keys: set[str], speaks: dict[str, str]) -> set[str]:
    return {speaks.get(key, key) for key in keys}


def _referring(schema: Json, to: Callable[[str], str]) -> Json:
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
