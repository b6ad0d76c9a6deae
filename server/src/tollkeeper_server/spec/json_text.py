"""JSON from outside: parsed once, with one limit for how deep it is nested.

Nothing behind this limit has to fear a value: validators, encoders and walks of our own all reach deeper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import orjson

from tollkeeper_server.exact import load_json
from tollkeeper_server.problems import Fault, Problem
from tollkeeper_server.spec.shapes import is_array, is_object

MOST_DEEP = 64
"""Arrays and objects in each other. The deepest body of the document has four."""
_LONGEST_POINTER = 500
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},:]', re.DOTALL)


def read_json(raw: bytes) -> Any:
    """The value of a text. Raises ``Problem`` 400 for what is not JSON, and for what is nested too deep."""
    try:
        value = load_json(raw)
    except orjson.JSONDecodeError as error:
        if "depth limit" in str(error):
            raise _too_deep(raw) from None
        what = "has a number that is too large" if "infinity" in str(error) else "is not JSON"
        where = f"at line {error.lineno}, column {error.colno}"
        raise Problem("malformed_json", f"The body {what}, {where}.") from None
    if _is_deep(value):
        raise _too_deep(raw)
    return value


def pointer(path: Iterable[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _is_deep(value: Any) -> bool:
    """Level by level: no call goes deeper than this one."""
    level = [value]
    for _ in range(MOST_DEEP + 1):
        level = [item for node in level if isinstance(node, (dict, list)) for item in _inside(node)]
        if not level:
            return False
    return True


def _inside(node: Any) -> Iterable[Any]:
    if is_object(node):
        return node.values() or (None,)
    return node or (None,) if is_array(node) else ()


def _too_deep(raw: bytes) -> Problem:
    detail = f"It is nested more than {MOST_DEEP} deep."
    where = _place(raw)
    return Problem("malformed_json", f"{where or 'The body'}: {detail}", errors=[Fault(where, detail)])


def _place(raw: bytes) -> str:
    """Where the first array or object too many begins; as much of the way there as fits."""
    path: list[str | int] = []
    text = b'""'
    for found in _TOKENS.finditer(raw):
        token = found[0]
        if token in b"[{" and len(path) == MOST_DEEP:
            break
        if token in b"[{":
            path.append(0 if token == b"[" else "")
        elif token in b"]}":
            path.pop()
        elif token == b":":
            path[-1] = str(orjson.loads(text))
        elif token == b",":
            last = path[-1]
            path[-1] = last + 1 if isinstance(last, int) else last
        else:
            text = token
    while len(pointer(path)) > _LONGEST_POINTER:
        path.pop()
    return pointer(path)
