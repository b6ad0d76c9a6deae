"""Strings that match a schema's pattern, made when an SDK is generated; and whether an example is one of its schema."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from random import Random
from string import printable
from typing import Any

from rstr import Rstr

from trueline.runtime import formats
from trueline.runtime.exact import parse_decimal, parse_uuid
from trueline.spec.document import Json

#: What decides whether a string is one of a schema.
_TEXT = ("type", "format", "pattern", "minLength", "maxLength")
_SAMPLES, _TRIES = 4, 40
#: Letters that are looked at before strings get shorter: a class of all of Unicode has 50,000.
_WORK = 1_000_000
#: Of a pattern: what opens or closes a group, a choice, and repeats without bound and with one. Escapes and classes are
#: letters.
_PARTS = re.compile(
    r"(?:\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(\()|(\))|(\|)|[^()\[\]\\*+{|])?(?:([*+]|\{\d*,\})|(\{[\d,]+\}))?", re.DOTALL
)
_MOST_STEPS = 1e10
_LONGEST = 1_000_000


def matching(schema: Json, first: Iterable[str] = ()) -> list[str]:
    """Some strings that match a schema's pattern, ``first`` before others; none where none was found."""
    return list(_matching(json.dumps({key: schema[key] for key in _TEXT if key in schema}), tuple(first)))


def fits_in_time(schema: Json, value: object) -> bool:
    """Whether a value is one of the schema. A pattern that may take for ever to say no is not asked: ``(a*)*`` may."""
    steps = _steps(str(schema.get("pattern", "")), len(value) if isinstance(value, str) else 0)
    return fits(schema if steps <= _MOST_STEPS else {key: schema[key] for key in schema if key != "pattern"}, value)


def _steps(pattern: str, length: int) -> float:
    """How many ways there are, at most, to match a text of this length: more with each repeat that has no bound."""
    groups, repeats = [False], 0
    for opened, closed, choice, unbounded, bounded in _PARTS.findall(pattern):
        repeats += bool(unbounded)
        inner = groups.pop() if closed and len(groups) > 1 else False
        if inner and (unbounded or bounded):
            return math.inf
        groups[-1] |= inner or bool(unbounded or choice)
        groups += [False] if opened else []
    return float(length) ** min(repeats, 20)


class _Dice(Random):
    """The same pattern, the same strings, in bounded work.

    What rstr makes of ``[^...]`` has the order of a set, which is another one in each process. It is at most what can
    be printed in ASCII: longer lists, such as all that ``[\u00a0-\ud7ff]`` means, have their order, and cost as much
    as they are long. Repeats inside repeats multiply: a string that would take too long is given up, and later ones
    repeat less.
    """

    def __init__(self, pattern: str, shortest: int) -> None:
        super().__init__(pattern)
        #: How often something is repeated at most, where it may be without bound: short strings are read with ease.
        self.most = shortest + 8
        self.left = _WORK

    def choice(self, seq: Any) -> Any:
        self._pay(len(seq))
        is_set = len(seq) <= len(printable) and all(isinstance(each, str) for each in seq)
        return super().choice(sorted(seq) if is_set else seq)

    def randint(self, a: int, b: int) -> int:
        self._pay(1)
        return super().randint(a, min(b, a + self.most))

    def _pay(self, work: int) -> None:
        self.left -= work
        if self.left < 0:
            self.most, self.left = self.most // 8, _WORK
            raise _TooLongError


class _TooLongError(Exception):
    """A string of a pattern that would take too much work."""


@lru_cache(maxsize=1 << 10)
def _matching(text: str, first: tuple[str, ...]) -> tuple[str, ...]:
    schema: Json = json.loads(text)
    found = list(first)
    words = Rstr(_Dice(schema["pattern"], schema.get("minLength", 0)))
    for _ in range(_TRIES):
        if len(found) >= _SAMPLES:
            break
        try:
            text = words.xeger(schema["pattern"])
        except _TooLongError:
            continue
        except (re.error, KeyError, ValueError, OverflowError, RecursionError, IndexError):
            break
        if text not in found and text.isprintable() and fits_in_time(schema, text):
            found.append(text)
    return tuple(found)


def fits(schema: Mapping[str, Any], value: object) -> bool:
    """Whether a scalar is one that the schema allows: for the examples of a document, which may be wrong."""
    kind = schema.get("type")
    if kind == "string":
        return isinstance(value, str) and _fits_text(schema, value)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in {"integer", "number"} and isinstance(value, (int, float)) and not isinstance(value, bool):
        return _fits_number(schema, value) and (kind == "number" or isinstance(value, int))
    return False


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "date-time": formats.parse_date_time,
    "date": formats.parse_date,
    "time": formats.parse_time,
    "duration": formats.parse_duration,
    "uuid": parse_uuid,
    "byte": formats.parse_byte,
    "decimal": parse_decimal,
}


def _fits_text(schema: Mapping[str, Any], value: str) -> bool:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", _LONGEST):
        return False
    pattern, parse = schema.get("pattern"), _PARSERS.get(schema.get("format", ""))
    try:
        if parse is not None:
            parse(value)
        return pattern is None or re.search(pattern, value) is not None
    except (re.error, ValueError, OverflowError):
        return False


def _fits_number(schema: Mapping[str, Any], value: float) -> bool:
    return (
        value >= schema.get("minimum", value)
        and value <= schema.get("maximum", value)
        and value > schema.get("exclusiveMinimum", -math.inf)
        and value < schema.get("exclusiveMaximum", math.inf)
        and not ("multipleOf" in schema and value % schema["multipleOf"])
    )
