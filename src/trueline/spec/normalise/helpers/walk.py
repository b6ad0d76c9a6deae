"""Rewrites the schemas of an expanded document without touching it: what does not change is shared, not copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import is_not
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.helpers.copying import KINDS

#: Keywords that hold schemas: most schemas are leaves, and every pass asks.
HOLDERS = frozenset(KINDS)

SchemaFn = Callable[[Json], Json]


def inside(schema: Json) -> list[Json]:
    """A schema and all that it holds. A list, for passes ask by the hundred thousand."""
    found = [schema]
    for node in found:  # it grows meanwhile
        if HOLDERS.isdisjoint(node):
            continue
        for key, value in node.items():
            kind = KINDS.get(key)
            if kind is None:
                continue
            if is_array(value):
                found += value
            elif kind == "named":
                found += value.values()
            elif is_object(value):
                found.append(value)
    return found


def rewrite_children(schema: Json, change: SchemaFn) -> Json:
    """``schema`` with ``change`` applied to its direct subschemas; the same object when none of them changes."""
    if HOLDERS.isdisjoint(schema):
        return schema
    changed: Json = {}
    for key, value in schema.items():
        kind = KINDS.get(key)
        if kind is None:
            continue
        differs = False
        if is_array(value):
            new: Any = [change(sub) for sub in value]
            differs = any(map(is_not, new, value))
        elif kind == "named":
            new = {}
            for name, sub in value.items():
                made = new[name] = change(sub)
                differs = differs or made is not sub
        elif is_object(value):
            new = change(value)
            differs = new is not value
        else:
            continue
        if differs:
            changed[key] = new
    return {**schema, **changed} if changed else schema


def rewrite(document: Json, inline: SchemaFn, component: Callable[[str, Json], Json] | None = None) -> Json:
    """The document with ``inline`` applied to each schema that an operation holds, ``component`` to each component."""
    messages = _Messages(inline)
    components = document["components"]
    schemas = components["schemas"]
    new = {key: component(key, schema) if component else inline(schema) for key, schema in schemas.items()}
    return {
        **document,
        "paths": _each(document["paths"], messages.path_item),
        "webhooks": _each(document["webhooks"], messages.path_item),
        "components": {**components, "schemas": new},
    }


def _each(value: Json, change: Callable[[Any], Any]) -> Json:
    """An object with ``change`` applied to its members; the same object when none of them changes."""
    changed = {}
    for name, sub in value.items():
        new = change(sub)
        if new is not sub:
            changed[name] = new
    return {**value, **changed} if changed else value


class Once:
    """Changes an object the first time it comes by; the second time the answer is the same object as the first."""

    def __init__(self, change: SchemaFn) -> None:
        self._change = change
        self._seen: dict[int, tuple[Json, Json]] = {}

    def __call__(self, value: Json) -> Json:
        seen = self._seen.get(id(value))
        if seen is None:  # the value is kept beside the answer, so that no other object can get its id
            seen = self._seen[id(value)] = (value, self._change(value))
        return seen[1]


class _Messages:
    """Goes through operations down to their schemas; what operations share is rewritten once and stays shared."""

    def __init__(self, change: SchemaFn) -> None:
        self._change = change
        self._once = Once(self._message)

    def path_item(self, item: Json) -> Json:
        return _each(item, self.operation)

    def operation(self, operation: Json) -> Json:
        """The operation with its messages rewritten; the same object when none of them changes."""
        changed: Json = {}
        parameters = [self._once(parameter) for parameter in operation["parameters"]]
        if any(map(is_not, parameters, operation["parameters"])):
            changed["parameters"] = parameters
        changed["responses"] = _each(operation["responses"], self._once)
        if "requestBody" in operation:
            changed["requestBody"] = self._once(operation["requestBody"])
        if "callbacks" in operation:
            changed["callbacks"] = _each(operation["callbacks"], lambda callback: _each(callback, self.path_item))
        return _updated(operation, changed)

    def _message(self, message: Json) -> Json:
        return rewrite_message(message, self._change, self._once)


def rewrite_message(message: Json, change: SchemaFn, inner: SchemaFn | None = None) -> Json:
    """A parameter, body, response, header or media type with ``change`` applied to the schemas that it holds."""

    def again(part: Json) -> Json:
        return inner(part) if inner else rewrite_message(part, change)

    changed: Json = {}
    for key in ("schema", "itemSchema"):
        if key in message:
            changed[key] = change(message[key])
    for key in ("content", "headers", "encoding"):
        if key in message:
            changed[key] = _each(message[key], again)
    return _updated(message, changed)


def _updated(value: Json, changed: Json) -> Json:
    for key, new in changed.items():
        if value[key] is not new:
            return {**value, **changed}
    return value


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Every operation with its path (or webhook name) and method; callbacks right after the operation they are of."""
    stack = [*reversed(document["webhooks"].items()), *reversed(document["paths"].items())]
    while stack:
        path, item = stack.pop()
        for method, operation in item.items():
            yield path, method, operation
            for callback in operation.get("callbacks", {}).values():
                stack += reversed(callback.items())


def rewrite_operations(document: Json, change: Callable[[str, str, Json], Json]) -> Json:
    """The document with ``change(path, method, operation)`` applied to every operation, those of callbacks first."""

    def items(paths: Json) -> Json:
        return {path: {method: one(path, method, op) for method, op in item.items()} for path, item in paths.items()}

    def one(path: str, method: str, operation: Json) -> Json:
        if "callbacks" in operation:
            operation = {**operation, "callbacks": _each(operation["callbacks"], items)}
        return change(path, method, operation)

    return {**document, "paths": items(document["paths"]), "webhooks": items(document["webhooks"])}
