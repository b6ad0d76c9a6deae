"""A JSON value of a type: the Python code that an argument of this type takes, or that it does not fit.

Objects are written as dicts, enum values as they are on the wire: the SDK takes both, and no import is needed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trueline.codegen.facts import ModelFact
from trueline.codegen.plan.literals import literal
from trueline.codegen.plan.symbols import Symbols
from trueline.reference.layout import Group, Node
from trueline.runtime.exact import parse_decimal, parse_uuid
from trueline.runtime.formats import (
    parse_byte,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from trueline.spec.document import is_array, is_object
from trueline.spec.types import Constant, ListOf, MapOf, Ref, Scalar, ScalarKind, Type, Union

DT, DECIMAL, UUID = "import datetime as dt", "from decimal import Decimal", "from uuid import UUID"


class Misfit(Exception):  # noqa: N818 - no error: an example that is not used, because another value takes its place
    """A value that is none of its type."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A value as it is on the wire, as code, and the imports of that code."""

    wire: Any
    code: Node
    imports: frozenset[str] = frozenset()


def fit(type_: Type, value: Any, symbols: Symbols) -> Fitted:
    """The value as one of this type. Raises :class:`Misfit`."""
    match type_:
        case Scalar(kind):
            return _scalar(kind, value)
        case Constant(text):
            return _checked(json.loads(text) == value, value)
        case Ref(name):
            return _component(name, value, symbols)
        case ListOf(item):
            return _list([fit(item, each, symbols) for each in _expect(is_array, value)])
        case MapOf():
            values = _expect(is_object, value)
            return _dict({str(key): fit(type_.either, each, symbols) for key, each in values.items()})
        case Union(members):
            return _first(members, value, symbols)


def _expect(test: Callable[[Any], bool], value: Any) -> Any:
    if not test(value):
        raise Misfit
    return value


def _checked(holds: bool, value: Any) -> Fitted:
    if not holds:
        raise Misfit
    return Fitted(value, _json(value))


def _json(value: Any) -> Node:
    if is_array(value):
        return Group("[", tuple(("", _json(item)) for item in value), "]")
    if is_object(value):
        return Group("{", tuple((f"{literal(key)}: ", _json(item)) for key, item in value.items()), "}")
    return literal(value)


def _list(items: list[Fitted]) -> Fitted:
    code = Group("[", tuple(("", item.code) for item in items), "]")
    return Fitted([item.wire for item in items], code, _imports(items))


def _dict(items: dict[str, Fitted]) -> Fitted:
    code = Group("{", tuple((f"{literal(key)}: ", item.code) for key, item in items.items()), "}")
    return Fitted({key: item.wire for key, item in items.items()}, code, _imports(list(items.values())))


def _imports(items: list[Fitted]) -> frozenset[str]:
    return frozenset[str]().union(*(item.imports for item in items))


def _component(name: str, value: Any, symbols: Symbols) -> Fitted:
    facts = symbols.facts
    if name in facts.enums:
        values = [member.value for member in facts.enums[name].members]
        return _checked(any(value == v and type(value) is type(v) for v in values), value)
    if name in facts.aliases:
        return fit(facts.aliases[name].type, value, symbols)
    return _model(facts.models[name], value, symbols)


def _model(model: ModelFact, value: Any, symbols: Symbols) -> Fitted:
    """An object with every required property. What is not declared has no key in the SDK's dict: it is left out."""
    fields = _expect(is_object, value)
    known = {p.name: p for p in model.properties}
    if any(p.required and p.name not in fields for p in model.properties):
        raise Misfit
    if model.extra is None and not known.keys() >= fields.keys():
        raise Misfit
    return _dict({key: fit(known[key].type, each, symbols) for key, each in fields.items() if key in known})


def _first(members: tuple[Type, ...], value: Any, symbols: Symbols) -> Fitted:
    for member in members:
        try:
            return fit(member, value, symbols)
        except Misfit:
            continue
    raise Misfit


# --- scalars ---


def _scalar(kind: ScalarKind, value: Any) -> Fitted:
    if kind in _PARSED:
        return _parsed(kind, value)
    tests: dict[ScalarKind, bool] = {
        ScalarKind.ANY: True,
        ScalarKind.NULL: value is None,
        ScalarKind.BOOLEAN: isinstance(value, bool),
        ScalarKind.INTEGER: isinstance(value, int) and not isinstance(value, bool),
        ScalarKind.NUMBER: isinstance(value, int | float) and not isinstance(value, bool),
        ScalarKind.STRING: isinstance(value, str),
        ScalarKind.BINARY: isinstance(value, str),
    }
    return _checked(tests.get(kind, False), value)


def _parsed(kind: ScalarKind, value: Any) -> Fitted:
    write, imported = _PARSED[kind]
    number = kind is ScalarKind.DECIMAL_NUMBER
    if isinstance(value, bool) or not isinstance(value, int | float if number else str):
        raise Misfit
    try:
        return Fitted(value, write(str(value)), frozenset({imported} if imported else ()))
    except (ValueError, OverflowError):
        raise Misfit from None


def _date_time(text: str) -> Node:
    at = parse_date_time(text)
    return _call("dt.datetime", _moment(at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond), at)


def _time(text: str) -> Node:
    at = parse_time(text)
    return _call("dt.time", _moment(at.hour, at.minute, at.second, at.microsecond), at)


def _moment(*parts: int) -> list[str]:
    """Numbers without the zeros at the end that a constructor has as its defaults."""
    kept = len(parts)
    while kept > 3 and not parts[kept - 1]:
        kept -= 1
    return [str(part) for part in parts[: max(kept, min(len(parts), 3))]]


def _call(name: str, arguments: list[str], at: dt.datetime | dt.time) -> Node:
    offset = at.utcoffset()
    zone = [] if offset is None else [f"tzinfo={_zone(offset)}"]
    return f"{name}({', '.join([*arguments, *zone])})"


def _zone(offset: dt.timedelta) -> str:
    return (
        "dt.timezone.utc" if not offset else f"dt.timezone(dt.timedelta(minutes={int(offset.total_seconds() // 60)}))"
    )


def _date(text: str) -> Node:
    day = parse_date(text)
    return f"dt.date({day.year}, {day.month}, {day.day})"


def _duration(text: str) -> Node:
    span = parse_duration(text)
    parts = {"days": span.days, "seconds": span.seconds, "microseconds": span.microseconds}
    return f"dt.timedelta({', '.join(f'{name}={value}' for name, value in parts.items() if value)})"


def _uuid(text: str) -> Node:
    parse_uuid(text)
    return f"UUID({literal(text)})"


def _byte(text: str) -> Node:
    return bytes_code(parse_byte(text))


def bytes_code(data: bytes) -> str:
    """A bytes literal in double quotes."""
    shown = "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in data)
    return f'b"{shown}"'


def _decimal(text: str) -> Node:
    parse_decimal(text)
    return f"Decimal({literal(text)})"


_PARSED: dict[ScalarKind, tuple[Callable[[str], Node], str]] = {
    ScalarKind.DATE_TIME: (_date_time, DT),
    ScalarKind.DATE: (_date, DT),
    ScalarKind.TIME: (_time, DT),
    ScalarKind.DURATION: (_duration, DT),
    ScalarKind.UUID: (_uuid, UUID),
    ScalarKind.BYTE: (_byte, ""),
    ScalarKind.DECIMAL: (_decimal, DECIMAL),
    ScalarKind.DECIMAL_NUMBER: (_decimal, DECIMAL),
}
