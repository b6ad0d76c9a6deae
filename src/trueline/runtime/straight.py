"""What decodes the objects of one model: straight lines, written from the model's table when they are first needed.

As attrs writes ``__init__``. In them are names of attributes, keys as literals, and ``c1``, ``c2``: nothing of an
answer. Plain values are checked in line, so that the good case makes no call; what is not exactly of that type goes to
its decoder.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
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
from .unset import UNSET

_PLAIN: dict[Any, str] = {string: "str", integer: "int", number: "float", boolean: "bool"}
_KEPT = {string, number, boolean, null, anything}
_AROUND = {"nullable", "array", "map"}


def one(properties: Any) -> Callable[[Any, Any], None]:
    """``fill(model, object)``: stores the attributes in the order of the table."""
    lines = _Lines()
    fill: Callable[[Any, Any], None]
    fill = lines.function("def fill(self, d):", [lines.store(each) for each in properties] or ["pass"])
    return fill


def many(
    properties: Any, rest: Callable[[Any], Any], become: Callable[[Any, type], object], first: dict[str, Any]
) -> Callable[[Any, type, type], None]:
    """``fill(pairs, filling, cls)``, of models and objects; each model is of ``filling`` meanwhile, then of ``cls``.

    It stops at the first object that does not fit; those before are done, and ``pairs`` goes on behind it. All values
    of an object are got at once, by the keys of the ``first``: parsers give all objects the same, and a key that is
    the same is found without comparing its letters.
    """
    lines = _Many()
    keys, optional = {key: key for key in first}, {each.name: UNSET for each in properties if not each.required}
    named = [keys.get(each.name, each.name) if each.required else each.name for each in properties]
    got = [*(f"v{at}" for at, _ in enumerate(properties)), "_", "_"]
    whole = f"{{**{lines.name(optional)}, **d}}" if optional else "d"
    # An ``itemgetter`` of one key, or of none, gives no tuple.
    values = f"{', '.join(got)} = {lines.name(itemgetter(*named, named[0], named[0]))}({whole})" if named else "pass"
    extras = f"{'' if optional else f'{{}} if len(d) == {len(named)} else '}{lines.name(rest)}(d)"
    body = [
        f"{lines.name(become)}(self, filling)",
        values,
        *(f"self.{each.attr or each.name} = {lines.known(each, f'v{at}')}" for at, each in enumerate(properties)),
        f"self.additional_properties = {extras}",
        "self.__class__ = cls",
        "self.__raw__ = None",
    ]
    fill: Callable[[Any, type, type], None]
    fill = lines.function("def fill(pairs, filling, cls):", ["for self, d in pairs:", *(f" {line}" for line in body)])
    return fill


class _Lines:
    """The lines of one function, and what stands behind the names in them."""

    def __init__(self) -> None:
        self._names: dict[str, Any] = {"UNSET": UNSET}

    def function(self, head: str, body: list[str]) -> Any:
        exec(compile("\n ".join([head, *body]), "<decoder>", "exec"), self._names)  # noqa: S102 - the SDK's own table
        return self._names["fill"]

    def name(self, value: Any) -> str:
        found = f"c{len(self._names)}"
        self._names[found] = value
        return found

    def store(self, each: Any) -> str:
        if each.required:
            return f"self.{each.attr or each.name} = {self._value(each.decode, f'd[{each.name!r}]')}"
        return f"self.{each.attr or each.name} = {self._given(each, f'(v := d.get({each.name!r}, UNSET))', 'v')}"

    def _given(self, each: Any, source: str, v: str) -> str:
        """What decodes a property that may not be there, which ``source`` is then ``UNSET`` for."""
        return f"UNSET if {source} is UNSET else {self._value(each.decode, v, v)}"

    def _value(self, decode: Decoder[Any], source: str, v: str = "v") -> str:
        """What decodes ``source``, which is evaluated once; it is called ``v`` then."""
        given = source if source == v else f"{v} := {source}"
        kind, *rest = parts_of(decode) or ("",)
        if decode in _PLAIN:
            return f"{v} if type({given}) is {_PLAIN[decode]} else {self.name(decode)}({v})"
        if decode is anything:
            return source
        if kind == "nullable":
            return f"None if ({given}) is None else {self._value(rest[0], v, v)}"
        return self._code(decode, kind, rest, source, v)

    def _code(self, decode: Decoder[Any], kind: str, rest: list[Any], source: str, v: str) -> str:  # noqa: ARG002 - for who overrides it
        if kind in {"array", "map"}:
            return f"{self.name(list_of if kind == 'array' else map_of)}({self._called(rest[0])}, {source})"
        return f"{self._called(decode)}({source})"

    def _called(self, decode: Decoder[Any]) -> str:
        """The name of a decoder. One of another module stands there itself once it has been called."""
        kind, *rest = parts_of(decode) or ("",)
        if kind != "sibling":
            return self.name(decode)

        def first(value: Any) -> Any:
            self._names[name] = rest[0]()
            return self._names[name](value)

        name = self.name(made_of(first, "sibling", rest[0]))
        return name


class _Many(_Lines):
    """Lines for many objects of a lenient answer: what they refer to is loaded.

    A value that is not as documented is kept as it came, so those that would be anyway are not looked at. Lists and
    maps of them are kept, too: nothing else holds the object that they are of. A value is called as in :func:`many`.
    """

    def known(self, each: Any, v: str) -> str:
        """What decodes a property whose value is ``v``."""
        if each.required or _is_kept(each.decode):
            return self._value(each.decode, v, v)
        return self._given(each, v, v)

    def _value(self, decode: Decoder[Any], source: str, v: str = "v") -> str:
        kind, *rest = parts_of(decode) or ("",)
        if kind == "sibling":
            return self._value(rest[0](), source, v)
        return source if _is_kept(decode) else super()._value(decode, source, v)

    def _code(self, decode: Decoder[Any], kind: str, rest: list[Any], source: str, v: str) -> str:
        if kind in {"array", "map"}:
            return self._several(kind, rest[0], v)
        if kind == "enum" and issubclass(rest[0], OpenEnum):
            return f"{self._member(decode, rest[0])}({v})"
        if decode is date_time:
            usual = f"{v}[{self.name(SEPARATORS)}] == '--T::Z'{_NOT_24.format(v)}"
            return f"{self.name(from_iso_utc)}({v}) if {usual} else {self.name(decode)}({v})"
        return super()._code(decode, kind, rest, source, v)

    def _member(self, decode: Decoder[Any], cls: Any) -> str:
        return self.name(_Members(decode, cls).__getitem__)

    def _several(self, kind: str, inner: Decoder[Any], v: str) -> str:
        """A list or a map, quickly where it is empty, or of members of an enum."""
        made = super()._code(inner, kind, [inner], v, v)
        while parts_of(inner)[:1] == ("sibling",):
            inner = parts_of(inner)[1]()
        if kind == "array" and parts_of(inner)[:1] == ("enum",) and issubclass(parts_of(inner)[1], OpenEnum):
            return f"{v} and [*map({self._member(inner, parts_of(inner)[1])}, {v})] if type({v}) is list else {made}"
        empty = "[]" if kind == "array" else "{}"
        return f"{empty} if {v} == {empty} else {made}"

    def _called(self, decode: Decoder[Any]) -> str:
        kind, *rest = parts_of(decode) or ("",)
        return self.name(rest[0]() if kind == "sibling" else decode)


class _Members(dict[Any, Any]):
    """The members of an enum by their values; its decoder finds what is none of them."""

    def __init__(self, decode: Decoder[Any], cls: Any) -> None:
        super().__init__((member.value, member) for member in cls)
        self._decode = decode

    def __missing__(self, value: Any) -> Any:
        return self._decode(value)


#: Python takes hour 24 from 3.14 on, RFC 3339 never does: hours from 20 on are left to the decoder.
_NOT_24 = " and {}[11] != '2'" if sys.version_info >= (3, 14) else ""


def _is_kept(decode: Decoder[Any]) -> bool:
    """Whether every value is what it was, whatever it is: if it fits for it does, and if not for it is kept."""
    kind, *rest = parts_of(decode) or ("",)
    return decode in _KEPT or kind == "constant" or (kind in _AROUND and _is_kept(rest[0]))
