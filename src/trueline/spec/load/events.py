"""JSON and YAML text as one stream of events with positions, for everything that must say *where*.

``libyaml`` is used when PyYAML was built with it (its wheels are). Both parsers take U+0085, U+2028 and U+2029 for line
breaks, as YAML 1.1 did; in YAML 1.2 and JSON they are ordinary characters, so they are masked before parsing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import yaml


class Kind(Enum):
    """What an event starts or is."""

    MAP = auto()
    SEQ = auto()
    END = auto()
    SCALAR = auto()
    ALIAS = auto()


class Event(NamedTuple):
    """One event. ``text`` is a scalar's value; ``bare`` says it was written without quotes. Positions count from 1."""

    kind: Kind
    text: str
    bare: bool
    line: int
    column: int


_ODD_BREAKS = "\x85\u2028\u2029"
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{},:]|[^\s"\[\]{},:]+', re.DOTALL)
_PUNCTUATION = {"{": Kind.MAP, "[": Kind.SEQ, "}": Kind.END, "]": Kind.END}


def mask(text: str) -> tuple[str, dict[int, str]]:
    """``text`` with odd line breaks replaced by unused private characters, and the table that puts them back."""
    odd = [char for char in _ODD_BREAKS if char in text]
    if not odd:
        return text, {}
    used = set(text)
    spare = (chr(code) for code in range(0xF0000, 0xFFFFE) if chr(code) not in used)
    masks = dict(zip(odd, spare, strict=False))
    table = {ord(char): masked for char, masked in masks.items()}
    return text.translate(table), {ord(masked): char for char, masked in masks.items()}


def parse(text: str) -> Iterator[yaml.Event]:
    """PyYAML's own events of ``text``. Raises yaml.YAMLError."""
    import yaml  # noqa: PLC0415 - most documents are JSON

    return yaml.parse(text, Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)


def position(event: yaml.Event) -> tuple[int, int]:
    """Line and column of a YAML event, from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def yaml_events(text: str) -> Iterator[Event]:
    """The events of YAML text that has been loaded before. Raises yaml.YAMLError."""
    import yaml  # noqa: PLC0415

    masked, restore = mask(text)
    for event in parse(masked):
        line, column = position(event)
        if isinstance(event, yaml.ScalarEvent):
            yield Event(Kind.SCALAR, event.value.translate(restore), event.implicit[0], line, column)
        elif isinstance(event, yaml.AliasEvent):
            yield Event(Kind.ALIAS, "", False, line, column)
        elif isinstance(event, yaml.MappingStartEvent):
            yield Event(Kind.MAP, "", False, line, column)
        elif isinstance(event, yaml.SequenceStartEvent):
            yield Event(Kind.SEQ, "", False, line, column)
        elif isinstance(event, yaml.CollectionEndEvent):
            yield Event(Kind.END, "", False, line, column)


def json_events(text: str) -> Iterator[Event]:
    """The events of JSON text, as far as it is JSON. Strings are decoded, other scalars as written."""
    line, line_start, seen = 1, 0, 0
    for token in _JSON_TOKEN.finditer(text):
        start = token.start()
        breaks = text.count("\n", seen, start)
        if breaks:
            line, line_start = line + breaks, text.rfind("\n", seen, start) + 1
        seen = start
        written = token.group()
        if written in {",", ":"}:
            continue
        kind = _PUNCTUATION.get(written, Kind.SCALAR)
        quoted = written.startswith('"')
        yield Event(kind, _unquote(written) if quoted else written, not quoted, line, start - line_start + 1)


def _unquote(written: str) -> str:
    try:
        return str(json.loads(written, strict=False))
    except ValueError:
        return written
