from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from .decoding import (
    SEPARATORS,
    Decoder,
    anything,
    boolean,
    date_time,
    integer,
    list_of,
    made_of,
    map_of,
    null,
    number,
    parts_of,
    string,
)
from .enums import OpenEnum
from .formats import from_iso_utc
from .unset import UNSET

_PLAIN: dict[Any, str] = {string: "str", integer: "int", number: "float", boolean: "bool"}
_KEPT = {string, number, boolean, null, anything}


def one(properties: Any) -> Callable[[Any, Any], None]:
    lines = _Lines()
    fill: Callable[[Any, Any], None]
    fill = lines.function("def fill(self, d):", [lines.store(each) for each in properties] or ["pass"])
    return fill


def many(
    properties: Any, rest: Callable[[Any], Any], complete: bool, become: Callable[[Any, type], object]
) -> Callable[[Any, type, type], None]:
    lines = _Many()
    change, extras = lines.name(become), f"{lines.name(rest)}(d)"
    body = [
        f"{change}(self, filling)",
        *map(lines.store, properties),
        f"self.additional_properties = {f'{{}} if len(d) == {len(properties)} else ' if complete else ''}{extras}",
        "self.__class__ = cls",
        "self.__raw__ = None",
    ]
    fill: Callable[[Any, type, type], None]
    fill = lines.function("def fill(pairs, filling, cls):", ["for self, d in pairs:", *(f" {line}" for line in body)])
    return fill


class _Lines:
    def __init__(self) -> None:
        self._names: dict[str, Any] = {"UNSET": UNSET}

    def function(self, head: str, body: list[str]) -> Any:
        exec(compile("\n ".join([head, *body]), "<decoder>", "exec"), self._names)
        return self._names["fill"]

    def name(self, value: Any) -> str:
        found = f"c{len(self._names)}"
        self._names[found] = value
        return found

    def store(self, each: Any) -> str:
        if each.required:
            return f"self.{each.attr or each.name} = {self._value(each.decode, f'd[{each.name!r}]')}"
        given = f"UNSET if (v := d.get({each.name!r}, UNSET)) is UNSET else {self._value(each.decode, 'v')}"
        return f"self.{each.attr or each.name} = {given}"

    def _value(self, decode: Decoder[Any], source: str) -> str:
        given = source if source == "v" else f"v := {source}"
        kind, *rest = parts_of(decode) or ("",)
        if decode in _PLAIN:
            return f"v if type({given}) is {_PLAIN[decode]} else {self.name(decode)}(v)"
        if decode is anything:
            return source
        if kind == "nullable":
            return f"None if ({given}) is None else {self._value(rest[0], 'v')}"
        return self._code(decode, kind, rest, source, given)

    def _code(self, decode: Decoder[Any], kind: str, rest: list[Any], source: str, source_once: str) -> str:
        if kind in {"array", "map"}:
            return f"{self.name(list_of if kind == 'array' else map_of)}({self._called(rest[0])}, {source})"
        return f"{self._called(decode)}({source})"

    def _called(self, decode: Decoder[Any]) -> str:
        kind, *rest = parts_of(decode) or ("",)
        if kind != "sibling":
            return self.name(decode)

        def first(value: Any) -> Any:
            self._names[name] = rest[0]()
            return self._names[name](value)

        name = self.name(made_of(first, "sibling", rest[0]))
        return name


class _Many(_Lines):
    def _value(self, decode: Decoder[Any], source: str) -> str:
        kind, *rest = parts_of(decode) or ("",)
        if kind == "sibling":
            return self._value(rest[0](), source)
        return source if _is_kept(decode) else super()._value(decode, source)

    def _code(self, decode: Decoder[Any], kind: str, rest: list[Any], source: str, source_once: str) -> str:
        if kind in {"array", "map"}:
            return self._several(kind, rest[0], source_once)
        if kind == "enum" and issubclass(rest[0], OpenEnum):
            return self._member(decode, rest[0], source_once)
        if decode is date_time:
            usual = f"({source_once})[{self.name(SEPARATORS)}] == '--T::Z'{_NOT_24}"
            return f"{self.name(from_iso_utc)}(v) if {usual} else {self.name(decode)}(v)"
        return super()._code(decode, kind, rest, source, source_once)

    def _member(self, decode: Decoder[Any], cls: Any, source: str) -> str:
        known = {member.value: member for member in cls}
        return f"{self.name(known.get)}({source}) or {self.name(decode)}(v)"

    def _several(self, kind: str, inner: Decoder[Any], source: str) -> str:
        made = super()._code(inner, kind, [inner], "v", "v")
        python, empty = ("list", "[]") if kind == "array" else ("dict", "{}")
        if _is_kept(inner):
            return f"v if type({source}) is {python} else {made}"
        while parts_of(inner)[:1] == ("sibling",):
            inner = parts_of(inner)[1]()
        if kind == "array" and parts_of(inner)[:1] == ("enum",) and issubclass(parts_of(inner)[1], OpenEnum):
            member = self._member(inner, parts_of(inner)[1], "v")
            made = f"[{member} for v in v] if type(v) is list else {made}"
        return f"{empty} if ({source}) == {empty} else {made}"

    def _called(self, decode: Decoder[Any]) -> str:
        kind, *rest = parts_of(decode) or ("",)
        return self.name(rest[0]() if kind == "sibling" else decode)


_NOT_24 = " and v[11] != '2'" if sys.version_info >= (3, 14) else ""


def _is_kept(decode: Decoder[Any]) -> bool:
    kind, *rest = parts_of(decode) or ("",)
    return decode in _KEPT or kind == "constant" or (kind == "nullable" and _is_kept(rest[0]))
