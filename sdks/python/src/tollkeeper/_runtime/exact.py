from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from .formats import WireFloat, parse_as_written

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_UUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")


class WireUUID(UUID):
    wire: str

    def __init__(self, wire: str) -> None:
        super().__init__(wire)
        object.__setattr__(self, "wire", wire)

    def __reduce__(self) -> tuple[Any, ...]:
        return WireUUID, (self.wire,)


class WireDecimal(Decimal):
    wire: str | int | float = ""

    def __reduce__(self) -> tuple[Any, ...]:
        return (parse_decimal if isinstance(self.wire, str) else parse_decimal_number), (self.wire,)

    def __copy__(self) -> WireDecimal:
        return self

    def __deepcopy__(self, memo: Any) -> WireDecimal:
        return self


def parse_uuid(text: str) -> UUID:
    if _UUID.fullmatch(text) is None:
        raise ValueError("not a UUID")
    return UUID(text) if text == text.lower() else WireUUID(text)


def format_uuid(value: UUID) -> str:
    return value.wire if isinstance(value, WireUUID) else str(value)


def parse_decimal(text: str) -> Decimal:
    if _DECIMAL.fullmatch(text) is None:
        raise ValueError("not a decimal number")
    value = Decimal(text)
    if format_decimal(value) == text:
        return value
    kept = WireDecimal(value)
    kept.wire = text
    return kept


def parse_decimal_number(number: int | float) -> Decimal:
    value = WireDecimal(number.wire if isinstance(number, WireFloat) else repr(number))
    value.wire = number
    return value


def format_decimal(value: Decimal) -> str:
    if isinstance(value, WireDecimal) and value.wire != "":
        return str(value.wire)
    if not value.is_finite():
        raise ValueError(f"{value} has no JSON form")
    return f"{value:f}" if -100 < value.adjusted() < 100 else str(value)


def encode_exact(value: object) -> Any:
    if isinstance(value, UUID):
        return format_uuid(value)
    if isinstance(value, Decimal):
        wire = getattr(value, "wire", "")
        return wire if wire != "" else format_decimal(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def decimal_as_number(value: object) -> Any:
    if not isinstance(value, Decimal):
        return value
    wire = getattr(value, "wire", "")
    if isinstance(wire, (int, float)):
        return wire
    if not value.is_finite():
        raise ValueError(f"{value} has no JSON form")
    return int(value) if value == value.to_integral_value() else parse_as_written(format_decimal(value))
