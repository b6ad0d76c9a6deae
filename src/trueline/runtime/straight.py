"""What decodes the objects of one model: straight lines, written from the model's table when they are first needed.

As attrs writes ``__init__``. In them are names of attributes, keys as literals, and ``c1``, ``c2``: nothing of an
answer. Plain values are checked in line, so that the good case makes no call; what is not exactly of that type goes to
its decoder.
"""

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

#: Fills models that wait from their objects, and makes them what they are of.
Fill = Callable[[Iterator[Any], type], None]

_PLAIN: dict[Any, str] = {string: "str", integer: "int", number: "float", boolean: "bool"}
_KEPT = {string, number, boolean, null, anything}
_AROUND = {"nullable", "array", "map"}


def one(properties: Any) -> Callable[[Any, Any], None]:
    """``fill(model, object)``: stores the attributes in the order of the table."""
    lines = _Lines()
    fill: Callable[[Any, Any], None]
    fill = lines.function("def fill(self, d):", [lines.store(each) for each in properties] or ["pass"])
    return fill


class _Lines:
    """The lines of one function, and what stands behind the names in them."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"UNSET": UNSET}

    def function(self, head: str, body: list[str]) -> Any:
        exec(compile("\n ".join([head, *body]), "<decoder>", "exec"), self.names)  # noqa: S102 - the SDK's own table
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
        """What decodes a property that may not be there, which ``source`` is then ``UNSET`` for."""
        return f"UNSET if {source} is UNSET else {self.value(each.decode, v, v)}"

    def value(self, decode: Decoder[Any], source: str, v: str = "v") -> str:
        """What decodes ``source``, which is evaluated once; it is called ``v`` then."""
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
        """The name of a decoder. One of another module stands there itself once it has been called."""
        kind, *rest = parts_of(decode) or ("",)
        if kind != "sibling":
            return self.name(decode)

        def first(value: Any) -> Any:
            self.names[name] = rest[0]()
            return self.names[name](value)

        name = self.name(made_of(first, "sibling", rest[0]))
        return name


# --- many objects of a lenient answer together: a loop over all ---


def many(properties: Any, rest: Callable[[Any], Any], first: dict[str, Any]) -> Fill:
    """``fill(pairs, cls)``, of models that wait and their objects; each model is of ``cls`` then.

    It stops at the first object that does not fit; those before are done, and ``pairs`` goes on behind it. All values
    of an object are got at once, by the keys of the ``first``: parsers give all objects the same, and a key that is
    the same is found without comparing its letters.
    """
    lines = _Many()
    stores = ["self.__become__ = cls", *_stores(_attrs(properties), "extras"), "self.__raw__ = None"]
    body = [*lines.values(properties, rest, first), "; ".join(stores)]
    before = [f"{name} = {value}" for name, value in lines.before.items()]
    fill: Fill = lines.function("def fill(pairs, cls):", [*before, "for self, d in pairs:", *map(_inside, body)])
    return fill


def part(cls: Any, decode: Decoder[Any], first: dict[str, Any]) -> Callable[[Any], Any]:
    """``fill(object)``, which makes a model that is a part of many, as :func:`many` does."""
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
    """``fill(self, other, cls)``: makes a model that waits one of ``cls``, with the values of another."""
    values = {attr: f"other.{attr}" for attr in attrs}
    stores = ["self.__become__ = cls", *_stores(values, "other.additional_properties"), "self.__raw__ = None"]
    fill: Callable[[Any, Any, type], None] = _Lines().function("def fill(self, other, cls):", ["; ".join(stores)])
    return fill


def _attrs(properties: Any) -> dict[str, str]:
    return {each.attr or each.name: f"v{at}" for at, each in enumerate(properties)}


def _stores(values: dict[str, str], extras: str) -> list[str]:
    """What stores the attributes of a model.

    Where a model that waits becomes one of its class, they stand in one line: no other thread sees it half done. The
    interpreter lets others go on at calls and at the ends of loops, of which there is none, and a tracer at new lines.
    """
    return [*(f"self.{attr} = {value}" for attr, value in values.items()), f"self.additional_properties = {extras}"]


def _inside(line: str) -> str:
    return f" {line}"


class _Many(_Lines):
    """Lines for many objects of a lenient answer: what they refer to is loaded. A value is called as in :func:`many`.

    A value that is not as documented is kept as it came, so those that would be anyway are not looked at. Lists and
    maps of them are kept, too: nothing else holds the object that they are of. Times and members of enums are often
    those of the object before: a text is compared with that one's first, unless an object is ``alone``.
    """

    def __init__(self, *, alone: bool = False) -> None:
        super().__init__()
        self._alone = alone
        #: Names of locals, and what they are before the first object.
        self.before: dict[str, str] = {}

    def values(self, properties: Any, rest: Callable[[Any], Any], first: dict[str, Any]) -> list[str]:
        """What gets and decodes the values of an object ``d``."""
        decoded = [self._known(each, f"v{at}") for at, each in enumerate(properties)]
        return [*self._all(properties, self.name(rest), first), *(line for lines in decoded for line in lines)]

    def _all(self, properties: Any, rest: str, first: dict[str, Any]) -> list[str]:
        """What gets the values, quickly for objects that have the properties of the ``first`` and no others."""
        there = [(f"v{at}", each.name) for at, each in enumerate(properties) if each.required or each.name in first]
        every = [(f"v{at}", each.name) for at, each in enumerate(properties)]
        optional = {each.name: UNSET for each in properties if not each.required}
        missing = [f"{each[0]} = UNSET" for each in every if each not in there]
        others = len(first) - len(there)
        quick = [self._got(there, {key: key for key in first}, "d"), f"extras = {f'{rest}(d)' if others else '{}'}"]
        whole = f"{{**{self.name(optional)}, **d}}" if optional else "d"
        slow = [self._got(every, {}, whole), f"extras = {rest}(d)"]
        if missing and others:
            return slow  # as many properties need not be the same
        same = ["try:", *map(_inside, [*missing, *quick]), "except KeyError:", *map(_inside, slow)]
        return [*_when(f"len(d) == {len(first)}", same), "else:", *map(_inside, slow)]

    def _got(self, named: list[tuple[str, str]], keys: dict[str, str], source: str) -> str:
        if not named:
            return "pass"
        get = itemgetter(*(keys.get(name, name) for _, name in named))
        return f"{', '.join(v for v, _ in named)} = {self.name(get)}({source})"

    def _known(self, each: Any, v: str) -> list[str]:
        """What decodes a property whose value is ``v``, in place."""
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
        """``decoded``, which stands for the text ``v``; what that of the object before was where they are the same."""
        if self._alone:
            return [f"{v} = {decoded}"]
        text, value = f"t{v}", f"w{v}"
        self.before |= {text: "None", value: "None"}
        return [f"if {v} != {text}: {value} = {decoded}; {text} = {v}", f"{v} = {value}"]

    def _several(self, kind: str, inner: Decoder[Any], v: str) -> list[str]:
        """A list or a map, quickly where it is empty, or of members of an enum."""
        made = f"{v} = {self.name(list_of if kind == 'array' else map_of)}({self.called(inner)}, {v})"
        while parts_of(inner)[:1] == ("sibling",):
            inner = parts_of(inner)[1]()
        of_enum = parts_of(inner)[:1] == ("enum",) and issubclass(parts_of(inner)[1], OpenEnum)
        if kind == "map" or not of_enum:
            return _when(f"{v} != {'[]' if kind == 'array' else '{}'}", [made])
        same = f"w{v}"  # members are equal to their texts
        each = [f"for i, t in enumerate({v}): {v}[i] = {self.name(_Members(inner, parts_of(inner)[1]))}[t]"]
        new = [*_when(f"type({v}) is list", each), f"else: {made}"]
        if self._alone:
            return new
        self.before[same] = "[]"
        return [*_when(f"{v} != {same}", [*new, f"{same} = {v}"]), f"{v} = {same}.copy()"]

    def _part(self, cls: Any, decode: Decoder[Any]) -> str:
        """The name of what makes a model from an object. It is written with the first that there is."""

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
    """The members of an enum by their values; its decoder finds what is none of them."""

    def __init__(self, decode: Decoder[Any], cls: Any) -> None:
        super().__init__((member.value, member) for member in cls)
        self._decode = decode

    def __missing__(self, value: Any) -> Any:
        return self._decode(value)


#: What stands at ``SEPARATORS`` where a time has three digits of a fraction, and the last of them is not 0.
_MILLI = frozenset(f"--T::.{digit}" for digit in range(1, 10))
#: Python takes hour 24 from 3.14 on, RFC 3339 never does: hours from 20 on are left to the decoder.
_NOT_24 = " and {}[11] != '2'" if sys.version_info >= (3, 14) else ""


def _is_kept(decode: Decoder[Any]) -> bool:
    """Whether every value is what it was, whatever it is: if it fits for it does, and if not for it is kept."""
    kind, *rest = parts_of(decode) or ("",)
    return decode in _KEPT or kind == "constant" or (kind in _AROUND and _is_kept(rest[0]))
