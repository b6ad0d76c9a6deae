from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from operator import itemgetter
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
from .unset import UNSET, is_object

Fill = Callable[[Iterator[Any], type], None]

_PLAIN: dict[Any, str] = {string: "str", integer: "int", number: "float", boolean: "bool"}
_KEPT = {string, number, boolean, null, anything}
_AROUND = {"nullable", "array", "map"}


def one(properties: Any) -> Callable[[Any, Any], None]:
    lines = _Lines()
    fill: Callable[[Any, Any], None]
    fill = lines.function("def fill(self, d):", [lines.store(each) for each in properties] or ["pass"])
    return fill


class _Lines:
    def __init__(self) -> None:
        self.names: dict[str, Any] = {"UNSET": UNSET}

    def function(self, head: str, body: list[str]) -> Any:
        exec(compile("\n ".join([head, *body]), "<decoder>", "exec"), self.names)
        return self.names["fill"]

    def name(self, value: Any) -> str:
        found = f"c{len(self.names)}"
        self.names[found] = value
        return found

    def store(self, each: Any) -> str:
        if each.required:
            return f"self.{each.attr or each.name} = {self.value(each.decode, f'd[{each.name!r}]')}"
        return f"self.{each.attr or each.name} = {self._given(each, f'(v := d.get({each.name!r}, UNSET))', 'v')}"

    def _given(self, each: Any, source: str, v: str) -> str:
        return f"UNSET if {source} is UNSET else {self.value(each.decode, v, v)}"

    def value(self, decode: Decoder[Any], source: str, v: str = "v") -> str:
        given = source if source == v else f"{v} := {source}"
        kind, *rest = parts_of(decode) or ("",)
        if decode in _PLAIN:
            return f"{v} if type({given}) is {_PLAIN[decode]} else {self.name(decode)}({v})"
        if decode is anything:
            return source
        if kind == "nullable":
            return f"None if ({given}) is None else {self.value(rest[0], v, v)}"
        return self._code(decode, kind, rest, source)

    def _code(self, decode: Decoder[Any], kind: str, rest: list[Any], source: str) -> str:
        if kind in {"array", "map"}:
            return f"{self.name(list_of if kind == 'array' else map_of)}({self.called(rest[0])}, {source})"
        return f"{self.called(decode)}({source})"

    def called(self, decode: Decoder[Any]) -> str:
        kind, *rest = parts_of(decode) or ("",)
        if kind != "sibling":
            return self.name(decode)

        def first(value: Any) -> Any:
            self.names[name] = rest[0]()
            return self.names[name](value)

        name = self.name(made_of(first, "sibling", rest[0]))
        return name


def many(properties: Any, rest: Callable[[Any], Any], first: dict[str, Any]) -> Fill:
    lines = _Many()
    stores = ["self.__become__ = cls", *_stores(_attrs(properties), "extras"), "self.__raw__ = None"]
    body = [*lines.values(properties, rest, first), "; ".join(stores)]
    before = [f"{name} = {value}" for name, value in lines.before.items()]
    fill: Fill = lines.function("def fill(pairs, cls):", [*before, "for self, d in pairs:", *map(_inside, body)])
    return fill


def part(cls: Any, decode: Decoder[Any], first: dict[str, Any]) -> Callable[[Any], Any]:
    lines, shape = _Many(alone=True), cls.__shape__
    body = [
        f"if type(d) is not dict: return {lines.name(decode)}(d)",
        *lines.values(shape.properties, shape.rest, first),
        f"self = {lines.name(cls.__new__)}({lines.name(cls)})",
        *_stores(_attrs(shape.properties), "extras"),
        "return self",
    ]
    fill: Callable[[Any], Any] = lines.function("def fill(d):", body)
    return fill


@cache
def moved(attrs: tuple[str, ...]) -> Callable[[Any, Any, type], None]:
    values = {attr: f"other.{attr}" for attr in attrs}
    stores = ["self.__become__ = cls", *_stores(values, "other.additional_properties"), "self.__raw__ = None"]
    fill: Callable[[Any, Any, type], None] = _Lines().function("def fill(self, other, cls):", ["; ".join(stores)])
    return fill


def _attrs(properties: Any) -> dict[str, str]:
    return {each.attr or each.name: f"v{at}" for at, each in enumerate(properties)}


def _stores(values: dict[str, str], extras: str) -> list[str]:
    return [*(f"self.{attr} = {value}" for attr, value in values.items()), f"self.additional_properties = {extras}"]


def _inside(line: str) -> str:
    return f" {line}"


class _Many(_Lines):
    def __init__(self, *, alone: bool = False) -> None:
        super().__init__()
        self._alone = alone
        self.before: dict[str, str] = {}

    def values(self, properties: Any, rest: Callable[[Any], Any], first: dict[str, Any]) -> list[str]:
        decoded = [self._known(each, f"v{at}") for at, each in enumerate(properties)]
        return [*self._all(properties, self.name(rest), first), *(line for lines in decoded for line in lines)]

    def _all(self, properties: Any, rest: str, first: dict[str, Any]) -> list[str]:
        there = [(f"v{at}", each.name) for at, each in enumerate(properties) if each.required or each.name in first]
        every = [(f"v{at}", each.name) for at, each in enumerate(properties)]
        optional = {each.name: UNSET for each in properties if not each.required}
        missing = [f"{each[0]} = UNSET" for each in every if each not in there]
        others = len(first) - len(there)
        quick = [self._got(there, {key: key for key in first}, "d"), f"extras = {f'{rest}(d)' if others else '{}'}"]
        whole = f"{{**{self.name(optional)}, **d}}" if optional else "d"
        slow = [self._got(every, {}, whole), f"extras = {rest}(d)"]
        if missing and others:
            return slow
        same = ["try:", *map(_inside, [*missing, *quick]), "except KeyError:", *map(_inside, slow)]
        return [*_when(f"len(d) == {len(first)}", same), "else:", *map(_inside, slow)]

    def _got(self, named: list[tuple[str, str]], keys: dict[str, str], source: str) -> str:
        if not named:
            return "pass"
        get = itemgetter(*(keys.get(name, name) for _, name in named))
        return f"{', '.join(v for v, _ in named)} = {self.name(get)}({source})"

    def _known(self, each: Any, v: str) -> list[str]:
        lines = self._decoded(each.decode, v)
        return lines if each.required else _when(f"{v} is not UNSET", lines)

    def _decoded(self, decode: Decoder[Any], v: str) -> list[str]:
        kind, *rest = parts_of(decode) or ("",)
        if _is_kept(decode):
            return []
        if kind == "sibling":
            return self._decoded(rest[0](), v)
        if kind == "nullable":
            return _when(f"{v} is not None", self._decoded(rest[0], v))
        if kind in {"array", "map"}:
            return self._several(kind, rest[0], v)
        if kind == "enum" and issubclass(rest[0], OpenEnum):
            return self._as_before(f"{self.name(_Members(decode, rest[0]))}[{v}]", v)
        if decode is date_time:
            whole = f"(s := {v}[{self.name(SEPARATORS)}]) == '--T::Z'{_NOT_24.format(v)}"
            milli = f"s in {self.name(_MILLI)} and {v}[-1] == 'Z' and len({v}) == 24"
            usual = f"{self.name(from_iso_utc)}({v}) if {whole} or {milli}"
            return self._as_before(f"{usual} else {self.name(date_time)}({v})", v)
        return [f"{v} = {self.value(decode, v, v)}"]

    def _as_before(self, decoded: str, v: str) -> list[str]:
        if self._alone:
            return [f"{v} = {decoded}"]
        text, value = f"t{v}", f"w{v}"
        self.before |= {text: "None", value: "None"}
        return [f"if {v} != {text}: {value} = {decoded}; {text} = {v}", f"{v} = {value}"]

    def _several(self, kind: str, inner: Decoder[Any], v: str) -> list[str]:
        made = f"{v} = {self.name(list_of if kind == 'array' else map_of)}({self.called(inner)}, {v})"
        while parts_of(inner)[:1] == ("sibling",):
            inner = parts_of(inner)[1]()
        of_enum = parts_of(inner)[:1] == ("enum",) and issubclass(parts_of(inner)[1], OpenEnum)
        if kind == "map" or not of_enum:
            return _when(f"{v} != {'[]' if kind == 'array' else '{}'}", [made])
        same = f"w{v}"
        each = [f"for i, t in enumerate({v}): {v}[i] = {self.name(_Members(inner, parts_of(inner)[1]))}[t]"]
        new = [*_when(f"type({v}) is list", each), f"else: {made}"]
        if self._alone:
            return new
        self.before[same] = "[]"
        return [*_when(f"{v} != {same}", [*new, f"{same} = {v}"]), f"{v} = {same}.copy()"]

    def _part(self, cls: Any, decode: Decoder[Any]) -> str:
        def first(value: Any) -> Any:
            if is_object(value):
                self.names[name] = part(cls, decode, value)
            return decode(value)

        name = self.name(first)
        return name

    def called(self, decode: Decoder[Any]) -> str:
        kind, *rest = parts_of(decode) or ("",)
        if kind == "model":
            return self._part(rest[0], decode)
        return self.called(rest[0]()) if kind == "sibling" else self.name(decode)


def _when(condition: str, lines: list[str]) -> list[str]:
    return [f"if {condition}:", *map(_inside, lines)] if lines else []


class _Members(dict[Any, Any]):
    def __init__(self, decode: Decoder[Any], cls: Any) -> None:
        super().__init__((member.value, member) for member in cls)
        self._decode = decode

    def __missing__(self, value: Any) -> Any:
        return self._decode(value)


_MILLI = frozenset(f"--T::.{digit}" for digit in range(1, 10))
_NOT_24 = " and {}[11] != '2'" if sys.version_info >= (3, 14) else ""


def _is_kept(decode: Decoder[Any]) -> bool:
    kind, *rest = parts_of(decode) or ("",)
    return decode in _KEPT or kind == "constant" or (kind in _AROUND and _is_kept(rest[0]))
