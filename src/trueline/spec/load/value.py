"""The type of a parsed JSON value, and the few things that are done to any such value."""

from __future__ import annotations

import itertools
from typing import TypeAlias

#: What JSON can say. Numbers are finite; strings hold no lone surrogates.
Value: TypeAlias = "dict[str, Value] | list[Value] | str | int | float | bool | None"


def copy(value: Value) -> Value:
    """An equal value that shares no object or array with ``value``. Recurses: ``Limits.depth`` bounds it."""
    if isinstance(value, dict):
        return {key: copy(child) for key, child in value.items()}
    if isinstance(value, list):
        return [copy(child) for child in value]
    return value


def count(value: Value) -> int:
    """How many values ``value`` is made of, itself included."""
    total, pending = 0, [value]
    while pending:
        node = pending.pop()
        total += 1
        if isinstance(node, dict):
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return total


def depth(value: Value) -> int:
    """How many objects and arrays stand inside each other at most; 0 for a scalar."""
    level: list[Value] = [value]
    for levels in itertools.count():
        inner: list[Value] = []
        for node in level:
            if isinstance(node, dict):
                inner.extend(child for child in [None, *node.values()])
            elif isinstance(node, list):
                inner.extend(child for child in [None, *node])
        if not inner:
            return levels
        level = inner
    return 0


def kind_of(value: Value) -> str:
    """What a message calls ``value``: ``an object``, ``null``, ``the number 3.1``."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value!r}" if abs(value) < 1e15 else "a number"
    names = {dict: "an object", list: "an array", str: "a string"}
    return names[type(value)]
