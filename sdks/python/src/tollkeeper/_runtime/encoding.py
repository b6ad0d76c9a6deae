"""From Python values to JSON values, by what the value is; and JSON text, with orjson where it is installed."""

from __future__ import annotations

import importlib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, NoReturn
from uuid import UUID

from . import formats
from .guards import is_array, is_mapping, is_tuple
from .unset import UNSET, Unset

try:
    _orjson: Any = importlib.import_module("orjson")
except ImportError:
    _orjson = None


def encode(value: object) -> Any:
    """The JSON value of ``value``. Entries of mappings that are ``UNSET`` are left out.

    Raises ``TypeError`` for a type that has no JSON form, ``ValueError`` for a value that has none.
    """
    encoder = _ENCODERS.get(type(value))
    return _encode_other(value) if encoder is None else encoder(value)


def _as_is(value: Any) -> Any:
    return value


def _encode_float(value: float) -> float:
    if math.isfinite(value):
        return value
    raise ValueError(f"{value} has no JSON form")


def _encode_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {_key(key): encode(item) for key, item in value.items() if item is not UNSET}


def _key(key: Any) -> str:
    if isinstance(key, Enum):
        key = key.value
    if isinstance(key, str):
        return str.__str__(key)
    raise TypeError(f"keys of a JSON object are strings, not {type(key).__name__}")


def _encode_items(value: Iterable[Any]) -> list[Any]:
    return [encode(item) for item in value]


def _refuse_unset(_: Unset) -> NoReturn:
    raise ValueError("UNSET is a value for properties and arguments; it has no JSON form of its own")


def _decimal(value: Decimal) -> Any:
    wire = getattr(value, "wire", "")
    return wire if wire != "" else formats.format_decimal(value)


_ENCODERS: dict[type, Callable[[Any], Any]] = {
    str: _as_is,
    int: _as_is,
    bool: _as_is,
    type(None): _as_is,
    float: _encode_float,
    dict: _encode_mapping,
    list: _encode_items,
    tuple: _encode_items,
    datetime: formats.format_date_time,
    date: formats.format_date,
    time: formats.format_time,
    timedelta: formats.format_duration,
    UUID: formats.format_uuid,
    Decimal: _decimal,
    bytes: formats.format_byte,
    Unset: _refuse_unset,
}


def _encode_other(value: Any) -> Any:
    if hasattr(value, "to_dict"):
        return value.to_dict()
    for base, encoder in _ENCODERS_OF_SUBCLASSES:
        if isinstance(value, base):
            return encoder(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


#: In this order: enums may also be ``str`` or ``int``, and a ``datetime`` is a ``date``.
_ENCODERS_OF_SUBCLASSES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Enum, lambda value: encode(value.value)),
    (str, str.__str__),
    (int, int),
    (float, lambda value: _encode_float(float(value))),
    (datetime, formats.format_date_time),
    (date, formats.format_date),
    (time, formats.format_time),
    (timedelta, formats.format_duration),
    (UUID, formats.format_uuid),
    (Decimal, _decimal),
    (bytes, formats.format_byte),
    (bytearray, formats.format_byte),
    (memoryview, formats.format_byte),
    (Mapping, _encode_mapping),
    (Iterable, _encode_items),
)


def as_number(value: object) -> Any:
    """``value`` with each ``Decimal`` in it as a JSON number: an integer where it is one, else the nearest float."""
    if isinstance(value, Decimal):
        wire = getattr(value, "wire", "")
        if isinstance(wire, (int, float)):
            return wire
        if not value.is_finite():
            raise ValueError(f"{value} has no JSON form")
        return int(value) if value == value.to_integral_value() else _encode_float(float(value))
    if is_mapping(value):
        return {key: as_number(item) for key, item in value.items()}
    if is_array(value) or is_tuple(value):
        return [as_number(item) for item in value]
    return value


def dumps(value: Any) -> bytes:
    """Compact JSON in UTF-8."""
    ready = encode(value)
    if _orjson is not None:
        try:
            return bytes(_orjson.dumps(ready))
        except TypeError:
            pass  # an integer of more than 64 bits, or a lone surrogate
    try:
        return json.dumps(ready, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(ready, allow_nan=False, separators=(",", ":")).encode()


def loads(text: bytes | str) -> Any:
    """The value of JSON text, integers exact. Raises ``json.JSONDecodeError``, also for ``NaN`` and ``Infinity``."""
    if _orjson is not None:
        try:
            data = text.encode() if isinstance(text, str) else text
            if not _has_long_integers(data):
                return _orjson.loads(data)
        except ValueError:
            pass  # lone surrogates are JSON, and errors have one wording
    return json.loads(text, parse_constant=_refuse_constant)


def _has_long_integers(data: bytes) -> bool:
    """Whether there may be an integer beyond 64 bits, which orjson reads as a float without a word.

    19 digits in a row are 4 of every fourth byte, so that nearly all of the text is passed over at memory speed.
    """
    sample = data[::4].translate(_DIGITS_AS_ZERO)
    at = sample.find(b"0000")
    while at >= 0:
        if _LONG_INTEGER.search(data, max(0, 4 * at - 4), 4 * at + 20):
            return True
        at = sample.find(b"0000", at + 1)
    return False


_DIGITS_AS_ZERO = bytes(ord("0") if chr(code) in "0123456789" else ord(" ") for code in range(256))
_LONG_INTEGER = re.compile(rb"-\d{19}|\d{20}")


def _refuse_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is not JSON", name, 0)
