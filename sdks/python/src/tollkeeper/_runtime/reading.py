from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, NamedTuple

from . import formats
from .decoding import (
    ByName,
    DecodeError,
    Decoder,
    Strictness,
    anything,
    date_time,
    json_path,
    json_type,
    parts_of,
)
from .enums import OpenEnum, OpenFloatEnum, OpenIntEnum
from .models import Model
from .unions import Attempt, Members, Place, Unrecognized, nearest, takes_objects
from .unset import UNSET, is_array, is_object

MOST = 100
_LONGEST_PATH = 500
_MOST_PLACES = 100
_OPEN = (OpenEnum, OpenIntEnum, OpenFloatEnum)
Choices = dict[tuple[int, int], "Attempt | None"]


class Deviation(NamedTuple):
    path: str
    expected: str
    got: str


def is_no_number(value: Any) -> bool:
    return type(value) is formats.WireFloat and value.wire[-1:].isalpha()


def no_numbers(value: Any) -> Reading:
    reading = Reading()
    _find(reading, value)
    return reading


def _find(reading: Reading, value: Any) -> None:
    if is_no_number(value):
        reading.off(value, "JSON", value.wire)
    pairs = value.items() if is_object(value) else enumerate(value) if is_array(value) else ()
    for key, inner in pairs:
        with reading.at(key):
            _find(reading, inner)


class Reading:
    def __init__(self, strict: Strictness = False) -> None:
        self._strict = strict
        self._path: list[str | int] = []
        self.prefers: Strictness = strict
        self.choices: Choices = {}
        self.found: list[Deviation] = []
        self.more = 0

    def read(self, decode: Decoder[Any], value: Any) -> Any:
        parts = parts_of(decode)
        if not parts:
            owner = getattr(decode, "__self__", None)
            if not (isinstance(owner, type) and issubclass(owner, Model)):
                return self._whole(decode, value)
            parts = ("model", owner)
        kind, *rest = parts
        return getattr(self, f"_{kind}")(decode, value, *rest)

    def under(self, key: str | int, decode: Decoder[Any], value: Any) -> Any:
        self._path.append(key)
        try:
            return self.read(decode, value)
        finally:
            self._path.pop()

    @contextmanager
    def at(self, key: str | int) -> Generator[None]:
        self._path.append(key)
        try:
            yield
        finally:
            self._path.pop()

    def off(self, value: Any, expected: str, got: str, reason: str = "") -> Any:
        if self._strict:
            kind = "" if value is UNSET else json_type(value)
            raise DecodeError(reason or f"expected {expected}, got {got}", kind, tuple(self._path), expected)
        if len(self.found) < MOST:
            self.found.append(Deviation(json_path(self._path)[:_LONGEST_PATH], expected, got))
        else:
            self.more += 1
        return value

    def let_pass(self, value: Any, /, *told: str) -> None:
        self.off(value, *told)


    def _whole(self, decode: Decoder[Any], value: Any) -> Any:
        if is_no_number(value) and not self._strict:
            return value
        try:
            return decode(value)
        except DecodeError as error:
            known = getattr(value, "tzinfo", None)
            if known is None and decode is date_time and isinstance(value, str):
                local = formats.parse_local_date_time(value)
                if local is not None:
                    self.off(value, "date-time with a time zone", "date-time without one", error.reason)
                    return local
            return self.off(value, error.expected or "what its decoder takes", _kind(value), error.reason)

    def _constant(self, decode: Decoder[Any], value: Any, expected: Any) -> Any:
        found = self._whole(decode, value)
        if _alike(found, expected) and not _same(found, expected):
            shown = f"the constant {expected!r}" if isinstance(expected, (str, int, float)) else "the constant"
            self.let_pass(value, shown, f"another {json_type(value)}", "not the value that the document fixes")
        return found

    def _enum(self, decode: Decoder[Any], value: Any, cls: type) -> Any:
        found = self._whole(decode, value)
        if isinstance(found, _OPEN) and not found.is_known:
            reason = f"not a value of {cls.__name__} that the document lists"
            self.let_pass(value, f"a value of {cls.__name__}", f"another {json_type(value)}", reason)
        return found


    def _nullable(self, _: Decoder[Any], value: Any, inner: Decoder[Any]) -> Any:
        return None if value is None else self.read(inner, value)

    def _array(self, _: Decoder[Any], value: Any, item: Decoder[Any]) -> Any:
        if not is_array(value):
            return self.off(value, "array", _kind(value))
        return [self.under(index, item, each) for index, each in enumerate(value)]

    def _map(self, _: Decoder[Any], value: Any, inner: Decoder[Any]) -> Any:
        if not is_object(value):
            return self.off(value, "object", _kind(value))
        return self._values(inner, value, open_=True, closed=False)

    def _values(self, decode: Decoder[Any], members: dict[str, Any], *, open_: bool, closed: bool) -> dict[str, Any]:
        named = decode if isinstance(decode, ByName) else None
        values: dict[str, Any] = {}
        for key, each in members.items():
            documented = named and named.documented(key)
            if not documented and (not open_ or (named and named.rest is None)):
                self._undocumented(key, each, forbidden=closed or bool(named and named.rest is None))
            values[key] = self.under(key, named.of(key) if named else decode, each)
        return values

    def _sibling(self, _: Decoder[Any], value: Any, real: Callable[[], Decoder[Any]]) -> Any:
        return self.read(real(), value)

    def _model(self, _: Decoder[Any], value: Any, cls: type[Model]) -> Any:
        if not is_object(value):
            return self.off(value, "object", _kind(value))
        model = cls.__new__(cls)
        self.fill(model, cls, value)
        return model

    def fill(self, model: Any, cls: type[Model], value: dict[str, Any]) -> None:
        shape = cls.__shape__
        for each in shape.properties:
            if each.name in value:
                found = self.under(each.name, each.decode, value[each.name])
            else:
                found = self._missing(each.name) if each.required else UNSET
            setattr(model, each.attr or each.name, found)
        extras = {key: each for key, each in value.items() if key not in shape.names}
        model.additional_properties = self._values(shape.extra, extras, open_=shape.open, closed=shape.closed)

    def _missing(self, key: str) -> Any:
        self._path.append(key)
        found = self.off(UNSET, "a value", "nothing", "required property is missing")
        self._path.pop()
        return found

    def _undocumented(self, key: str, value: Any, /, *, forbidden: bool) -> None:
        if self._strict == "types" or not (self._strict or forbidden):
            return
        self._path.append(key)
        self.off(value, "no such property", json_type(value), "property is not in the document")
        self._path.pop()


    def _tagged(self, _: Decoder[Any], value: Any, name: str, member_of: Callable[[Any], Any]) -> Any:
        try:
            member = member_of(value)
        except DecodeError:
            if not is_object(value):
                return self.off(value, "object", _kind(value))
            self._missing(name)
            return Unrecognized(value)
        if member is not None:
            return self.read(member, value)
        self.let_pass(value, "a member of the union", "object", "fits no member of the union")
        return Unrecognized(value)

    def _one_of(self, decode: Decoder[Any], value: Any, variants: Members, /) -> Any:
        chosen = self.choice(variants, value)
        if chosen is not None:
            return chosen.decoded if chosen.is_whole else self.read(chosen.variant.decode, value)
        near = nearest(variants, value)
        if near is not None:
            return self.read(near.decode, value)
        if is_object(value) and takes_objects(variants):
            self.let_pass(value, "a member of the union", "object", "fits no member of the union")
            return Unrecognized(value)
        return self._whole(decode, value)

    def choice(self, variants: Members, value: Any) -> Attempt | None:
        key = (id(variants), id(value))
        if key in self.choices:
            return self.choices[key]
        attempts: list[Attempt] = []
        for variant in variants.fitting(value):
            trial = Trial(self)
            try:
                found = trial.read(variant.decode, value)
            except DecodeError:
                continue
            attempts.append(Attempt(variant, value, found, *trial.noted))
            if attempts[-1].is_good:
                break
        self.choices[key] = best(attempts, self.prefers)
        return self.choices[key]


class Trial(Reading):
    def __init__(self, outer: Reading) -> None:
        super().__init__(strict=True)
        self.prefers = outer.prefers
        self.choices = outer.choices
        self._odd: list[Place] = []
        self._extra: list[Place] = []
        self._kept = False

    @property
    def noted(self) -> tuple[tuple[Place, ...], tuple[Place, ...], bool]:
        return tuple(self._odd), tuple(self._extra), self._kept

    def let_pass(self, _: Any, /, *__: str) -> None:
        self._note(self._odd, ())

    def _undocumented(self, key: str, _: Any, /, *, forbidden: bool) -> None:
        self._note(self._odd if forbidden else self._extra, (key,))

    def _note(self, places: list[Place], inner: Place) -> None:
        if len(places) < _MOST_PLACES:
            places.append((*self._path, *inner))

    def _one_of(self, _: Decoder[Any], value: Any, variants: Members, /) -> Any:
        chosen = self.choice(variants, value)
        if chosen is None:
            if not (is_object(value) and takes_objects(variants)):
                self.off(value, "a member of the union", json_type(value))
            self._note(self._odd, ())
            self._kept |= nearest(variants, value) is not None
            return Unrecognized(value)
        for place in chosen.odd:
            self._note(self._odd, place)
        for place in chosen.extra:
            self._note(self._extra, place)
        self._kept |= chosen.kept
        return chosen.decoded


def _alike(one: Any, other: Any) -> bool:
    return json_type(one).replace("integer", "number") == json_type(other).replace("integer", "number")


def _same(one: Any, other: Any) -> bool:
    if is_array(one) and is_array(other):
        return len(one) == len(other) and all(map(_same, one, other))
    if is_object(one) and is_object(other):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return bool(one == other) and _alike(one, other)


def _kind(value: Any) -> str:
    return "empty string" if value == "" else json_type(value)


def best(attempts: list[Attempt], strict: Strictness) -> Attempt | None:
    if len(attempts) < 2:
        return attempts[0] if attempts else None
    beyond = [_beyond(each) for each in attempts]
    odd = {place for each in attempts for place in each.odd}

    def rank(at: int) -> tuple[Any, ...]:
        each = attempts[at]
        refused = bool(strict and (each.odd or (each.extra and strict != "types")))
        extra = len({*each.extra, *((name,) for name in each.variant.unknown(each.value))})
        unclear = sum(_is_within(place, beyond[at]) for place in odd.difference(each.odd))
        return (refused, *each.variant.deep_rank(each.value, len(each.odd) + unclear, extra))

    return attempts[min(range(len(attempts)), key=rank)]


def _beyond(attempt: Attempt) -> set[Place]:
    rest = _rest(attempt.variant.decode)
    unknown = attempt.variant.unknown(attempt.value)
    free = [name for name in unknown if (rest.of(name) if isinstance(rest, ByName) else rest) is anything]
    return {*attempt.extra, *((name,) for name in free)}


def _rest(decode: Decoder[Any]) -> Decoder[Any]:
    kind, *parts = parts_of(decode) or ("",)
    while kind in {"sibling", "nullable"}:
        kind, *parts = parts_of(parts[0]() if kind == "sibling" else parts[0]) or ("",)
    found: Decoder[Any] = parts[0] if kind == "map" else parts[0].__shape__.extra if kind == "model" else anything
    return found


def _is_within(place: Place, outer: set[Place]) -> bool:
    return any(place[:length] in outer for length in range(1, len(place) + 1))
