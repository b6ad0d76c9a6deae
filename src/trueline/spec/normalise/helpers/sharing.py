"""Which inline schemas are one class: those of one structure and one name, if the SDK does not have them apart.

The *structure* is all that a class, its decoder and its page of the reference depend on, except texts. The *name* is
the title, else that of the property or parameter. What stands directly in an operation has no name and is never shared,
nor is what refers to itself, or what unions know by different values.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from trueline import names
from trueline.memory import Memory
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.canonical import MERGED, POINTER
from trueline.spec.normalise.helpers.contexts import inline_schemas, reachable, refs
from trueline.spec.normalise.helpers.walk import inside, operations
from trueline.spec.normalise.marks import PLACE
from trueline.spec.normalise.schema.keywords import is_hoistable

_TEXTS = frozenset((
    "title", "description", "example", "examples", "externalDocs", "x-enum-descriptions", POINTER, MERGED, PLACE,
))  # fmt: skip
_BY_NAME = frozenset(("properties", "patternProperties"))
_SHAPE_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Class:
    """Components that are one class; the first speaks for all. ``name`` is what it was called, empty for a new one."""

    keys: tuple[str, ...]
    shape: str
    name: str = ""


def shapes(
    document: Json, keys: Iterable[str], called: Mapping[str, str], edges: Mapping[str, set[str]]
) -> dict[str, str]:
    """A hash for each component of ``keys``: equal for those that may be one class.

    ``called`` are their names, different for what must stay apart; ``edges`` is what each refers to. A component that
    leads to itself has no hash.
    """
    schemas: Json = document["components"]["schemas"]
    waiting = {key: edges[key] for key in keys if is_hoistable(schemas[key])}
    roles = _roles(document)
    files = reachable((key for schema in _forms(document) for key in refs(schema)), edges)
    found: dict[str, str] = {}
    while waiting:
        ready = [key for key, inner in waiting.items() if waiting.keys().isdisjoint(inner)]
        if not ready:
            break
        for key in ready:
            form = key in files and "enum" not in schemas[key]
            told = [called[key].lower(), sorted(roles.get(key, ())), form, _structure(schemas[key], found)]
            found[key] = names.digest(json.dumps(told, sort_keys=True), _SHAPE_LENGTH)
        for key in ready:
            del waiting[key]
    return found


def classes(
    shapes: Mapping[str, str], words: Mapping[str, str], stated: Mapping[str, str], memory: Memory
) -> list[Class]:
    """The classes of components with hashes: ``words`` say where they are, ``stated`` what the document calls some.

    A name stays with the structure that most of its places have, then with the one that it had.
    """
    before = {place: name for name, was in memory.names.items() for place in was.places}
    had = {key: before[words[key]] for key in shapes if words[key] in before}
    had = {key: name for key, name in had.items() if stated.get(key, name) == name}
    kept = _kept(shapes, words, had, memory)
    groups: dict[str, dict[str, list[str]]] = {}
    for key in sorted(shapes, key=lambda key: words[key]):
        name = had.get(key, "")
        groups.setdefault(shapes[key], {}).setdefault(name if kept.get(name) == shapes[key] else "", []).append(key)
    joined = ((shape, name, keys) for shape, each in groups.items() for name, keys in _joined(each).items())
    return [Class(tuple(sorted(keys, key=lambda key: words[key])), shape, name) for shape, name, keys in joined]


def _kept(
    shapes: Mapping[str, str], words: Mapping[str, str], had: Mapping[str, str], memory: Memory
) -> dict[str, str]:
    """The structure that each remembered name stays with."""
    votes: dict[str, Counter[str]] = {}
    for key in sorted(had, key=lambda key: words[key]):
        votes.setdefault(had[key], Counter())[shapes[key]] += 1
    return {
        name: max(counts, key=lambda shape: (counts[shape], shape == memory.names[name].shape))
        for name, counts in votes.items()
    }


def _joined(group: dict[str, list[str]]) -> dict[str, list[str]]:
    """What is new in a structure that has classes already is of the one with the most places."""
    if "" not in group or len(group) == 1:
        return group
    old = {name: keys for name, keys in group.items() if name}
    most = min(old, key=lambda name: (-len(old[name]), len(name), name))
    return {**old, most: [*old[most], *group[""]]}


def _structure(value: Any, shapes: Mapping[str, str]) -> Any:
    """A schema without its texts; references are to structures, and what has no order is sorted."""
    if is_array(value):
        return [_structure(item, shapes) for item in value]
    if not is_object(value):
        return value
    made = {
        key: _part(key, sub, shapes) if key == "$ref" or isinstance(sub, (dict, list)) else sub
        for key, sub in value.items()
        if key not in _TEXTS
    }
    if "enum" in value:
        labels: list[Any] = value.get("x-enum-varnames") or value["enum"]
        named = zip(value["enum"], labels, strict=False)
        made |= {"enum": sorted(json.dumps(pair) for pair in named), "x-enum-varnames": None}
    if "required" in made and is_array(made["required"]):
        made["required"] = sorted(made["required"])
    return made


def _part(key: str, value: Any, shapes: Mapping[str, str]) -> Any:
    if key == "$ref":
        return shapes.get(value[1:], value)
    if key in _BY_NAME:
        return {name: _structure(sub, shapes) for name, sub in value.items()}
    if key == "discriminator":
        mapping = {said: shapes.get(ref[1:], ref) for said, ref in value.get("mapping", {}).items()}
        default = value.get("defaultMapping", "")
        return {**value, "mapping": mapping, "defaultMapping": shapes.get(default[1:], default)}
    return value if key in {"default", "const"} or key.startswith("x-") else _structure(value, shapes)


def _roles(document: Json) -> dict[str, set[tuple[str, str]]]:
    """By which values of which properties unions know a component."""
    found: dict[str, set[tuple[str, str]]] = {}
    for root in chain(document["components"]["schemas"].values(), inline_schemas(document)):
        for schema in inside(root):
            told: Json = schema["discriminator"] if "discriminator" in schema and "oneOf" in schema else {}
            for value, ref in told.get("mapping", {}).items():
                found.setdefault(ref[1:], set()).add((told["propertyName"], value))
    return found


def _forms(document: Json) -> Iterator[Json]:
    """The schemas of multipart bodies: what is binary in them is a file."""
    for _, _, operation in operations(document):
        for media_type, media in operation.get("requestBody", {}).get("content", {}).items():
            if media_type.lower().startswith("multipart/"):
                yield from (media[key] for key in ("schema", "itemSchema") if key in media)
