from __future__ import annotations

import importlib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from operator import attrgetter, methodcaller
from typing import Any, NoReturn

from . import formats
from .unset import UNSET, Unset, is_array, is_mapping, is_tuple


@cache
def _orjson() -> Any:
    try:
        return importlib.import_module("orjson")
    except ImportError:
        return None


def encode(value: object) -> Any:
    encoder = _ENCODERS.get(type(value))
    return _encode_other(value) if encoder is None else encoder(value)


def _as_is(value: Any) -> Any:
    return value


def _encode_float(value: float) -> float:
    if math.isfinite(value):
        return value
    raise ValueError(f"{value} has no JSON form")


def _encode_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        key if type(key) is str else _key(key): encode(item) if type(item) is not str else item
        for key, item in value.items()
        if item is not UNSET
    }


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
    bytes: formats.format_byte,
    Unset: _refuse_unset,
}


def _encode_other(value: Any) -> Any:
    encoder = _encoder_of(value)
    if len(_ENCODERS) < _MOST_TYPES:
        _ENCODERS[type(value)] = encoder
    return encoder(value)


def _encoder_of(value: Any) -> Callable[[Any], Any]:
    if hasattr(value, "to_dict"):
        return methodcaller("to_wire" if hasattr(value, "to_wire") else "to_dict")
    if isinstance(value, str) and hasattr(value, "is_known"):
        return attrgetter("_value_")
    for base, encoder in _ENCODERS_OF_SUBCLASSES:
        if isinstance(value, base):
            return encoder
    from .exact import encode_exact

    return encode_exact


_MOST_TYPES = 1_000
_ENCODERS_OF_SUBCLASSES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Enum, lambda value: encode(value.value)),
    (str, str.__str__),
    (int, int),
    (formats.WireFloat, _as_is),
    (float, lambda value: _encode_float(float(value))),
    (datetime, formats.format_date_time),
    (date, formats.format_date),
    (time, formats.format_time),
    (timedelta, formats.format_duration),
    (bytes, formats.format_byte),
    (bytearray, formats.format_byte),
    (memoryview, formats.format_byte),
    (Mapping, _encode_mapping),
    (Iterable, _encode_items),
)


def as_number(value: object) -> Any:
    if is_mapping(value):
        return {key: as_number(item) for key, item in value.items()}
    if is_array(value) or is_tuple(value):
        return [as_number(item) for item in value]
    from .exact import decimal_as_number

    return decimal_as_number(value)


def dumps(value: Any) -> bytes:
    return written(encode(value))


def written(ready: Any) -> bytes:
    if (library := _orjson()) is not None:
        quick: Callable[[Any], bytes] = library.dumps
        try:
            return quick(ready)
        except TypeError:
            pass
    from uuid import uuid4

    numbers: dict[str, str] = {}
    ready = _without_long_numbers(ready, f"number-{uuid4().hex}-", numbers)
    try:
        text = json.dumps(ready, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        data = text.encode()
    except UnicodeEncodeError:
        data = json.dumps(ready, allow_nan=False, separators=(",", ":")).encode()
    for mark, number in numbers.items():
        data = data.replace(f'"{mark}"'.encode(), number.encode())
    return data


def _without_long_numbers(value: Any, prefix: str, numbers: dict[str, str]) -> Any:
    if isinstance(value, formats.WireFloat):
        mark = f"{prefix}{len(numbers)}"
        numbers[mark] = value.wire
        return mark
    if is_mapping(value):
        return {key: _without_long_numbers(item, prefix, numbers) for key, item in value.items()}
    if is_array(value):
        return [_without_long_numbers(item, prefix, numbers) for item in value]
    return value


class _Digits:
    kept = False


def keep_digits() -> None:
    _Digits.kept = True


def digits_kept() -> bool:
    return _Digits.kept


def loads(text: bytes | str, constants: Callable[[str], Any] | None = None) -> Any:
    if (library := _orjson()) is not None:
        try:
            data = text.encode() if isinstance(text, str) else text
            if not _has_long_numbers(data) and not (_Digits.kept and _WRITTEN.search(data)):
                return library.loads(data)
        except ValueError:
            pass
    read = formats.parse_as_written if _Digits.kept else formats.parse_float
    return json.loads(text, parse_constant=constants or _refuse_constant, parse_float=read)


def _has_long_numbers(data: bytes) -> bool:
    table, run, long = _WITH_FRACTIONS if _Digits.kept else _INTEGERS
    few, at = data[::4].translate(table), -1
    for _ in range(_CLOSE):
        at = few.find(b"0000", at + 1)
        if at < 0:
            return False
        row = data[4 * at : 4 * at + 13].translate(table) == _ROW
        if row and long.search(data, max(0, 4 * at - 24), 4 * at + 24):
            return True
    digits, at = data.translate(table), -1
    while (at := digits.find(run, at + 1)) >= 0:
        if long.search(data, max(0, at - 2), at + 21):
            return True
    return False


_CLOSE = 100
_ROW = b"0" * 13


_DIGITS_AS_ZERO = bytes(ord("0") if chr(code) in "0123456789" else ord(" ") for code in range(256))
_PARTS_AS_ZERO = bytes(ord("0") if chr(code) in "0123456789.eE+-" else ord(" ") for code in range(256))
_WRITTEN = re.compile(rb"\.\d+0(?!\d)|\d[eE][+-]?\d")
_INTEGERS = (_DIGITS_AS_ZERO, b"0" * 19, re.compile(rb"(?:^|[\[:,\s])(?:-\d{19}|\d{20})"))
_WITH_FRACTIONS = (
    _PARTS_AS_ZERO,
    b"0" * 16,
    re.compile(rb"(?:^|[\[:,\s])(?:-\d{19}|\d{20}|(?=-?\d+[.eE])[\d.eE+-]{16})"),
)


def loads_any(text: bytes | str) -> Any:
    return loads(text, formats.parse_as_written)


def _refuse_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is not JSON", name, 0)
