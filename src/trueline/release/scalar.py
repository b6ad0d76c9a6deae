"""Read and replace ``info.version`` in the text of a document: one scalar's span, and not a byte beside it.

A YAML or JSON round trip would lose comments, quotes and order. So the scalar is found by its position, replaced, and
the result is read again: if anything but the version means something else now (an alias, say), nothing is written.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import NamedTuple

import yaml

from trueline.errors import Where, printable
from trueline.release.errors import PreconditionError
from trueline.spec.document import is_object
from trueline.spec.load.events import mask

_PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+!_-]*")
_CURE = "Write it there as a plain or quoted text: version: 1.2.3"


class _Span(NamedTuple):
    """Where the scalar stands in the text, in characters, and what it says."""

    start: int
    end: int
    value: str


@lru_cache(maxsize=8)
def read_version(document: bytes, source: str) -> str:
    """``info.version``; a step asks several times, of a document or two.

    Raises ``PreconditionError`` where the document has none of its own.
    """
    return _find(_text(document, source), source).value


def with_version(document: bytes, version: str, source: str) -> bytes:
    """The document with another ``info.version``; quoted as before, all other bytes the same.

    Raises ``PreconditionError`` where that is not possible.
    """
    if not _PLAIN.fullmatch(version):
        raise PreconditionError(f"{printable(version)!r} can't be written as a version", where=Where(source))
    text = _text(document, source)
    span = _find(text, source)
    old = text[span.start : span.end]
    quote = old[0] if old[:1] in {"'", '"'} else _quote_for(version)
    written = f"{text[: span.start]}{quote}{version}{quote}{text[span.end :]}"
    _refuse_side_effects(text, written, version, source)
    return written.encode("utf-8")


def _quote_for(version: str) -> str:
    """``1.0`` without quotes is a number in YAML, ``1.2.0`` is a text."""
    return "" if isinstance(yaml.safe_load(version), str) else "'"


def _text(document: bytes, source: str) -> str:
    try:
        return document.decode("utf-8")
    except UnicodeDecodeError:
        raise PreconditionError("it is not UTF-8", where=Where(source), cure="Save the document as UTF-8.") from None


def _find(text: str, source: str) -> _Span:
    try:
        span = _json_span(text) if text.lstrip("\ufeff \t\r\n").startswith("{") else _yaml_span(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PreconditionError(f"the document can't be read: {printable(str(error))}", where=Where(source)) from None
    if span is None:
        where = Where(source, "/info/version")
        raise PreconditionError("the document has no version of its own", where=where, cure=_CURE)
    return span


def _yaml_span(text: str) -> _Span | None:
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    masked = mask(text.removeprefix("\ufeff"))[0]
    shift = len(text) - len(masked)
    root = yaml.compose(masked, Loader=loader)
    node = _member(_member(root, "info"), "version")
    if not isinstance(node, yaml.ScalarNode) or node.start_mark is None or node.end_mark is None:
        return None
    start, end = node.start_mark.index, node.end_mark.index
    written = masked[start:end]
    if not written or written[0] in {"&", "!", "*", "|", ">"} or "\n" in written:
        return None
    return _Span(start + shift, end + shift, str(node.value))


def _member(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    values = [value for name, value in node.value if isinstance(name, yaml.ScalarNode) and name.value == key]
    return values[-1] if values else None


def _json_span(text: str) -> _Span | None:
    """Follow the members of the root and of ``info`` with the JSON decoder's own scanner."""
    start = _value_of(text, _skip(text, 1 if text.startswith("\ufeff") else 0), "info")
    at = _value_of(text, start, "version") if start is not None else None
    if at is None or text[at : at + 1] != '"':
        return None
    value, end = json.JSONDecoder().raw_decode(text, at)
    return _Span(at, end, str(value))


def _value_of(text: str, start: int, key: str) -> int | None:
    """Where the value of a key begins in the object that begins at ``start``; of the last one, as JSON readers do."""
    if text[start : start + 1] != "{":
        return None
    decoder, at, value_at = json.JSONDecoder(), _skip(text, start + 1), None
    while text[at : at + 1] == '"':
        name, at = decoder.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        value_at = at if name == key else value_at
        _, at = decoder.raw_decode(text, at)
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
    return value_at


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in {" ", "\t", "\r", "\n"}:
        at += 1
    return at


def _refuse_side_effects(before: str, after: str, version: str, source: str) -> None:
    """Raise where replacing the scalar changed anything else."""
    old, new = _value(before), _value(after)
    if is_object(old) and is_object(info := old.get("info")):
        info["version"] = version
    if old != new:
        cure = "Write it out as a plain text of its own, without anchor or alias, and run this again."
        where = Where(source, "/info/version")
        raise PreconditionError("replacing the version would change something else too", where=where, cure=cure)


def _value(text: str) -> object:
    loader = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
    text = text.removeprefix("\ufeff")
    return json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, Loader=loader)  # noqa: S506 - BaseLoader makes texts, lists and maps alone
