"""Schemas of Swagger 2.0 as schemas of OpenAPI 3.0: nearly the same, in the same places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.helpers.copying import KINDS
from trueline.spec.pointer import join
from trueline.spec.swagger.work import Work

#: What AutoRest and Swagger Codegen call the value that tells a child.
_VALUES = ("x-ms-discriminator-value", "x-discriminator-value")
_FILE: Json = {"type": "string", "format": "binary"}


def schema(node: Any) -> Any:
    """A fresh copy of a schema and its subschemas. What is not an object is passed on, for *normalise* to judge."""
    if not is_object(node):
        return node
    new: Json = {key: _children(KINDS[key], value) if key in KINDS else value for key, value in node.items()}
    if isinstance(node.get("discriminator"), str):
        new["discriminator"] = {"propertyName": node["discriminator"]}
    return {**new, **_FILE} if node.get("type") == "file" else new


def _children(kind: str, value: Any) -> Any:
    if kind == "named" and is_object(value):
        return {name: schema(sub) for name, sub in value.items()}
    return [schema(sub) for sub in value] if is_array(value) else schema(value)


def definitions(work: Work) -> Json:
    """All of ``definitions``, with the discriminator values that children state in an extension mapped."""
    found = work.object(work.root.get("definitions"), "/definitions")
    made = {name: schema(node) for name, node in found.items()}
    for name, node in found.items():
        value = next((node[key] for key in _VALUES if key in node), None) if is_object(node) else None
        if isinstance(value, str):
            for parent in _ancestors(work, join("/definitions", name)):
                _map(made.get(parent), value, name)
    return made


def _map(parent: Any, value: str, name: str) -> None:
    discriminator = parent.get("discriminator") if is_object(parent) else None
    if is_object(discriminator):
        discriminator.setdefault("mapping", {})[value] = f"#{join('/components/schemas', name)}"


def _ancestors(work: Work, pointer: str) -> Iterator[str]:
    """The names of the definitions that one is made from through ``allOf``, itself among them."""
    pending, seen = [pointer], set[str]()
    while pending:
        here = pending.pop()
        if here in seen:
            continue
        seen.add(here)
        if here.count("/") == 2:
            yield here.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        node = work.source.at(here)
        members: Any = node.get("allOf") if is_object(node) else None
        for member in members if is_array(members) else ():
            ref = member.get("$ref") if is_object(member) else None
            target = work.source.resolve(ref) if isinstance(ref, str) else None
            pending += [target] if target is not None else []
