"""What decodes the objects of one model: straight lines, written from the model's table when they are first needed.

As attrs writes ``__init__``. In them are names of attributes, keys as literals, and ``c1``, ``c2``: nothing of an
answer. Plain values are checked in line, so that the good case makes no call; what is not exactly of that type goes to
its decoder.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .decoding import Decoder, anything, boolean, integer, list_of, made_of, map_of, number, parts_of, string
from .unset import UNSET

_PLAIN: dict[Any, str] = {string: "str", integer: "int", number: "float", boolean: "bool"}


def one(properties: Any) -> Callable[[Any, Any], None]:
    """``fill(model, object)``: stores the attributes in the order of the table."""
    lines = Lines()
    fill: Callable[[Any, Any], None]
    fill = lines.function("def fill(self, d):", [lines.store(each) for each in properties] or ["pass"])
    return fill


class Lines:
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
