from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any
from uuid import UUID

from .. import formats
from ..exact import parse_decimal, parse_uuid

_START = datetime(2026, 1, 31, 9, 30, tzinfo=timezone.utc)
_LARGEST = 1_000_000


def _moment(n: int) -> datetime:
    return _START + timedelta(minutes=n)


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "date-time": lambda n: _moment(n).isoformat().replace("+00:00", "Z"),
    "date": lambda n: _moment(n * 1440).date().isoformat(),
    "time": lambda n: _moment(n).time().isoformat() + "Z",
    "duration": lambda n: f"PT{n + 1}S",
    "email": lambda n: f"user{n}@example.com",
    "idn-email": lambda n: f"user{n}@example.com",
    "hostname": lambda n: f"host{n}.example.com",
    "idn-hostname": lambda n: f"host{n}.example.com",
    "ipv4": lambda n: f"192.0.2.{n % 254 + 1}",
    "ipv6": lambda n: f"2001:db8::{n % 65_535 + 1:x}",
    "uri": lambda n: f"https://example.com/{n}",
    "url": lambda n: f"https://example.com/{n}",
    "iri": lambda n: f"https://example.com/{n}",
    "uri-reference": lambda n: f"/{n}",
    "iri-reference": lambda n: f"/{n}",
    "uri-template": lambda n: f"https://example.com/{n}/{{id}}",
    "json-pointer": lambda n: f"/{n}",
    "relative-json-pointer": str,
    "regex": lambda n: f"[a-z]{{{n % 9 + 1}}}",
    "decimal": lambda n: f"{n}.50",
    "byte": lambda n: base64.b64encode(f"bytes {n}".encode()).decode(),
    "int64": str,
}


class Counter:
    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self._made = seed * 1000

    def next(self) -> int:
        self._made += 1
        return self._made

    def text(self, schema: Mapping[str, Any], name: str) -> str:
        number = self.next()
        if samples := schema.get("samples"):
            return str(samples[number % len(samples)])
        if make := _FORMATS.get(schema.get("format", "")):
            return make(number)
        if schema.get("format") == "uuid":
            return str(UUID(int=self.dice.getrandbits(128), version=4))
        if schema.get("contentEncoding") in {"base64", "base64url"}:
            return _FORMATS["byte"](number)
        return _cut(f"{name or 'text'}-{number}", str(number), schema)

    def number(self, schema: Mapping[str, Any], *, whole: bool) -> float:
        low, high = _bounds(schema, whole=whole)
        step = schema.get("multipleOf")
        if step:
            first = math.ceil(low / step)
            last = max(first, math.floor(min(high, low + 100 * step) / step))
            value = self.dice.randint(first, last) * step
        else:
            value = self.dice.randint(math.ceil(low), max(math.ceil(low), math.floor(min(high, low + 100))))
        if not low <= value <= high:
            value = (low + high) / 2
        return int(value) if whole else value


def _cut(text: str, number: str, schema: Mapping[str, Any]) -> str:
    longest, shortest = schema.get("maxLength", _LARGEST), schema.get("minLength", 0)
    if len(text) > longest:
        text = number[-longest:] if longest else ""
    return text.ljust(shortest, "x")


def _bounds(schema: Mapping[str, Any], *, whole: bool) -> tuple[float, float]:
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    least = 1 if whole else 0.5
    if above is not None and (low is None or above >= low):
        low = above + least if below is None or above + least < below else (above + below) / 2
    if below is not None and (high is None or below <= high):
        high = (
            below - least
            if low is None or below - least >= low
            else (below + (above if above is not None else low)) / 2
        )
    if low is None:
        low = 1 if high is None or high >= 1 else high - 100
    return low, low + _LARGEST if high is None else high


def fits(schema: Mapping[str, Any], value: object) -> bool:
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
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", _LARGEST):
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
