from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

import attrs

from ..decoding import read_value
from ..enums import OpenEnum, OpenFloatEnum, OpenIntEnum
from ..models import Model
from ..unset import is_object
from . import FakeServerError

if TYPE_CHECKING:
    from .document import Document


Schema = Mapping[str, Any]
_DEEP, _TOO_DEEP = 5, 40
_ITEMS = 2
_TRIES = 60


class Sampler:
    def __init__(self, document: Document, seed: int) -> None:
        self._document = document
        self._counter = Counter(seed)

    def sample(self, schema: Schema, name: str = "", depth: int = 0) -> Any:
        if depth > _TOO_DEEP:
            raise FakeServerError("the document's schema has no end: give this answer yourself")
        if "$ref" in schema:
            return self.sample(self.component(schema["$ref"]), name, depth + 1)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][self._counter.next() % len(schema["enum"])]
        for several in ("oneOf", "anyOf"):
            if several in schema:
                return self._one_of(schema, schema[several], name, depth)
        return schema["example"] if "example" in schema else self._of_type(schema, name, depth)

    def component(self, name: str) -> Schema:
        return self._document.schemas[name]

    def _of_type(self, schema: Schema, name: str, depth: int) -> Any:
        kind = schema.get("type")
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            return self._array(schema, name, depth)
        if kind in {"integer", "number"}:
            return self._counter.number(schema, whole=kind == "integer")
        if kind == "boolean":
            return bool(self._counter.dice.getrandbits(1))
        if "not" in schema and not schema["not"]:
            raise FakeServerError("the document allows no value here")
        return None if kind == "null" else self._counter.text(schema, name)

    def _one_of(self, schema: Schema, members: list[Schema], name: str, depth: int) -> Any:
        nothing = {"type": "null"} in members
        if nothing and depth > _DEEP:
            return None
        for member in members:
            if member != {"type": "null"}:
                try:
                    return _tagged(schema, member, self.sample(member, name, depth + 1))
                except FakeServerError:
                    continue
        if nothing:
            return None
        raise FakeServerError("no member of the union has a value that ends: give this answer yourself")

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        required = schema.get("required", ())
        made: dict[str, Any] = {}
        for name, each in schema.get("properties", {}).items():
            if name in required:
                made[name] = self.sample(each, name, depth + 1)
            elif depth < _DEEP:
                self._optional(made, name, each, depth)
        stated = schema.get("additionalProperties", True)
        extra: Schema = stated if is_object(stated) else {}
        for name in required:
            if name not in made:
                made[name] = self.sample(extra, name, depth + 1)
        if stated is not False:
            self._fill(made, schema, extra, depth)
        return made

    def _optional(self, values: dict[str, Any], name: str, schema: Schema, depth: int) -> None:
        try:
            values[name] = self.sample(schema, name, depth + 1)
        except FakeServerError:
            return

    def _fill(self, values: dict[str, Any], schema: Schema, extra: Schema, depth: int) -> None:
        is_map = extra and "not" not in extra and not schema.get("properties") and depth < _DEEP
        is_map = is_map and schema.get("maxProperties", 1)
        least = max(schema.get("minProperties", 0), 1 if is_map else 0)
        names = schema.get("propertyNames", {"type": "string"})
        for _ in range(_TRIES):
            if len(values) >= least:
                return
            key = str(self.sample(names, "key"))
            values[key] = self.sample(extra, key, depth + 1)
        raise FakeServerError("the document asks for more names of properties than there are")

    def _array(self, schema: Schema, name: str, depth: int) -> list[Any]:
        made = [self.sample(each, name, depth + 1) for each in schema.get("prefixItems", ())]
        least, most = schema.get("minItems", 0), schema.get("maxItems", _ITEMS)
        count = max(least, min(_ITEMS, most) if depth < _DEEP else 0)
        items = schema.get("items", {})
        if items is False or (made and "items" not in schema):
            return made[:most]
        for _ in range(_TRIES + count):
            if len(made) >= count:
                return made
            try:
                item = self.sample(items, name, depth + 1)
            except FakeServerError:
                if len(made) >= least:
                    return made
                raise
            if not (schema.get("uniqueItems") and item in made):
                made.append(item)
        if len(made) >= least:
            return made
        raise FakeServerError("the document asks for more different items than there are")


def _tagged(union: Schema, member: Schema, value: Any) -> Any:
    tag = union.get("discriminator")
    if tag is None or not is_object(value):
        return value
    means = next((text for text, name in tag["mapping"].items() if name == member.get("$ref")), None)
    return value if means is None else {**value, tag["propertyName"]: means}


T = TypeVar("T")


def make(type_: type[T], sampler: Sampler, values: dict[str, Any]) -> T:
    kind: Any = type_
    if not issubclass(kind, (Model, OpenEnum, OpenIntEnum, OpenFloatEnum)):
        raise FakeServerError(f"{type_.__name__} is not a model of the API")
    decode = cast("Callable[[Any], Any]", getattr(kind, "_decode", kind))
    made = decode(sampler.sample({"$ref": kind.__name__}))
    known = {field.name for field in attrs.fields(kind)} if attrs.has(kind) else set[str]()
    for name, value in values.items():
        if name not in known:
            raise FakeServerError(f"{type_.__name__} has no attribute {name!r}; it has {', '.join(sorted(known))}")
        setattr(made, name, value)
    if values:
        made = read_value(decode, made.to_dict(), strict=True)
    return cast("T", made)


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
