"""JSON text (RFC 8259) to a value, stricter than the standard library: no duplicate keys, no NaN, no bombs."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass, field
from typing import NoReturn

from trueline.errors import DocumentError, Where, printable
from trueline.spec.load.events import Event, Kind, json_events
from trueline.spec.load.limits import Limits
from trueline.spec.load.scalars import ScalarError, integer, number
from trueline.spec.load.value import Value

_NOT_KEPT = bytes(set(range(256)) - set(b'[]{}"'))
_BRACES = bytes.maketrans(b"[]", b"{}")
_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_OPEN = ord("{")
_ROUNDS = 32
#: What stands before each value but the first.
_BEFORE_VALUES = (b",", b"{", b"[")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class JsonSyntaxError(DocumentError):
    """The text is not JSON at all, so it may still be YAML. Other refusals are plain DocumentError."""


class _RefusedError(Exception):
    """Raised by a parser hook, which can't see positions; the text is read again to explain it."""


def parse_json(text: str, source: str, limits: Limits) -> Value:
    """The value of ``text``. Raises JsonSyntaxError, or DocumentError for JSON that is refused."""
    _bound(text, source, limits)
    try:
        value: Value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float, parse_int=_int
        )
    except json.JSONDecodeError as error:
        where = Where(source, line=error.lineno, column=error.colno)
        raise JsonSyntaxError(f"not valid JSON: {error.msg}", where=where, cure="Correct the JSON here.") from None
    except _RefusedError:
        raise _explain(text, source) from None
    except RecursionError:
        raise DocumentError("nested too deep", where=Where(source), cure="Flatten it.") from None
    if _SURROGATE.search(text):
        _refuse_surrogates(value, text, source)
    return value


def _bound(text: str, source: str, limits: Limits) -> None:
    """Refuse depth and size before anything is built: brackets are counted outside strings."""
    data = text.encode("utf-8", "surrogatepass")
    if _is_deeper(_brackets(data), limits.depth):
        where = _place_of_depth(text, source, limits.depth)
        cure = "Flatten it, or move parts behind a $ref."
        raise DocumentError(f"nested more than {limits.depth} deep", where=where, cure=cure)
    if sum(map(data.count, _BEFORE_VALUES)) >= limits.nodes:
        rest = _STRING.sub("", text).encode("utf-8", "surrogatepass")
        if sum(map(rest.count, _BEFORE_VALUES)) >= limits.nodes:
            raise DocumentError(f"more than {limits.nodes:,} values", where=Where(source), cure="Split the document.")


def _brackets(data: bytes) -> bytes:
    """The brackets outside strings, all as braces, by passes of C over bytes: text of any script has four a letter."""
    return b"".join(_ESCAPED.sub(b"", data).translate(_BRACES, _NOT_KEPT).split(b'"')[::2])


def _is_deeper(brackets: bytes, limit: int) -> bool:
    """Whether brackets nest deeper. Each round takes the innermost pairs away, and few documents need all rounds."""
    rest = brackets
    for _ in range(min(limit, _ROUNDS)):
        rest = rest.replace(b"{}", b"")
    if not rest:
        return False
    depths = itertools.accumulate(1 if bracket == _OPEN else -1 for bracket in brackets)
    return any(depth > limit for depth in depths)


def _place_of_depth(text: str, source: str, limit: int) -> Where:
    depth = 0
    for event in json_events(text):
        if event.kind in {Kind.MAP, Kind.SEQ}:
            depth += 1
            if depth > limit:
                return Where(source, line=event.line, column=event.column)
        elif event.kind is Kind.END:
            depth -= 1
    return Where(source)


def _object(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _RefusedError
    return value


def _constant(_text: str) -> NoReturn:
    raise _RefusedError


def _float(text: str) -> float:
    try:
        return number(text)
    except ScalarError:
        raise _RefusedError from None


def _int(text: str) -> int:
    try:
        return integer(text)
    except ScalarError:
        raise _RefusedError from None


@dataclass(slots=True)
class _Open:
    """An object or array while it is read again. ``keys`` holds the place of each key of an object."""

    is_map: bool
    keys: dict[str, Event] = field(default_factory=dict[str, Event])
    after_key: bool = False


def _explain(text: str, source: str) -> DocumentError:
    """What in ``text`` was refused, and where."""
    stack: list[_Open] = []
    for event in json_events(text):
        top = stack[-1] if stack else None
        if event.kind is Kind.END:
            stack.pop()
            continue
        if top and top.is_map and not top.after_key:
            if event.text in top.keys:
                return _duplicate(event, top.keys[event.text], source)
            top.keys[event.text] = event
            top.after_key = True
            continue
        if top:
            top.after_key = False
        if event.kind is not Kind.SCALAR:
            stack.append(_Open(event.kind is Kind.MAP))
        elif error := _bad_number(event, source):
            return error
    return DocumentError("not acceptable JSON", where=Where(source))


def _duplicate(event: Event, first: Event, source: str) -> DocumentError:
    what = f'duplicate key "{printable(event.text, 80)}" (first at {first.line}:{first.column})'
    return DocumentError(what, where=Where(source, line=event.line, column=event.column), cure="Keep one of the two.")


def _bad_number(event: Event, source: str) -> DocumentError | None:
    if not event.bare or event.text in {"true", "false", "null"}:
        return None
    where = Where(source, line=event.line, column=event.column)
    if event.text in {"NaN", "Infinity", "-Infinity"}:
        return DocumentError(f"{event.text} is not a JSON number", where=where, cure="Leave it out.")
    try:
        integer(event.text) if event.text.lstrip("-").isdecimal() else number(event.text)
    except ScalarError as error:
        return DocumentError(error.what, where=where, cure=error.cure)
    except ValueError:
        return None
    return None


def _refuse_surrogates(value: Value, text: str, source: str) -> None:
    """Half of a surrogate pair can't be written as UTF-8, so nothing downstream could print it."""
    pending = [value]
    while pending:
        node = pending.pop()
        strings = [node] if isinstance(node, str) else []
        if isinstance(node, dict):
            pending.extend(node.values())
            strings = list(node)
        elif isinstance(node, list):
            pending.extend(node)
        for string in strings:
            if any("\ud800" <= char <= "\udfff" for char in string):
                raise _surrogate_error(text, source)


def _surrogate_error(text: str, source: str) -> DocumentError:
    where = Where(source)
    for event in json_events(text):
        if any("\ud800" <= char <= "\udfff" for char in event.text):
            where = Where(source, line=event.line, column=event.column)
            break
    return DocumentError("a lone UTF-16 surrogate in a string", where=where, cure="Write the whole character.")
