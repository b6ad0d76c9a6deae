"""From JSON values to Python values: a decoder takes one JSON value and returns its Python value or raises ``DecodeError``.

The good case pays nothing for messages: the path is put together from the inside out while an error travels up.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import operator
import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from uuid import UUID

from . import formats

T = TypeVar("T")

#: What a decoder is. Its result is ``Any`` where it comes from another module by name.
Decoder = Callable[[Any], T]

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class DecodeError(Exception):
    """A JSON value that is not what the document says. Names where, and what was expected; never shows the value."""

    def __init__(self, reason: str, value_type: str = "", path: tuple[str | int, ...] = ()) -> None:
        super().__init__(reason)
        #: What was expected and what was found instead.
        self.reason = reason
        #: The JSON type of the value, as in ``type`` of JSON Schema.
        self.value_type = value_type
        self._inside_out = list(reversed(path))

    @property
    def path(self) -> str:
        """Where the value stands, as a JSONPath (RFC 9535): ``$.data[3].owner.id``."""
        return "$" + "".join(map(_segment, reversed(self._inside_out)))

    def under(self, key: str | int) -> DecodeError:
        """This error, seen from the object or array that has the value at ``key``."""
        self._inside_out.append(key)
        return self

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.reason, self.value_type, tuple(reversed(self._inside_out)))


def _segment(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    return f".{key}" if _PLAIN_KEY.fullmatch(key) else f"[{json.dumps(key)}]"


def json_type(value: object) -> str:
    """The JSON type of a value, or its Python type where it is no JSON value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case Mapping():
            return "object"
        case list() | tuple():
            return "array"
        case _:
            return type(value).__name__


def bad(value: object, expected: str) -> NoReturn:
    """Refuse a value: ``v if type(v) is str else bad(v, "string")``."""
    found = json_type(value)
    raise DecodeError(f"expected {expected}, got {found}", found)


def decode_error(error: Exception, at: str | int, data: object) -> Exception:
    """What an object's decoder raises when ``error`` came up at property ``at`` of ``data``. ``""`` is the object itself."""
    if not isinstance(data, dict):
        found = json_type(data)
        return DecodeError(f"expected object, got {found}", found)
    if isinstance(error, DecodeError):
        return error if at == "" else error.under(at)
    if isinstance(error, KeyError) and error.args == (at,):
        return DecodeError("required property is missing", path=(at,))
    if isinstance(error, RecursionError):
        return DecodeError("nested too deeply")
    return error


# --- values without parts ---


def anything(value: Any) -> Any:
    """Any JSON value, as it is."""
    return value


def null(value: Any) -> None:
    """``null`` alone."""
    if value is not None:
        bad(value, "null")


def boolean(value: Any) -> bool:
    """``true`` or ``false``; numbers are not taken for either."""
    if value is True or value is False:
        return value
    bad(value, "boolean")


def string(value: Any) -> str:
    """A string. Subclasses of ``str`` stay what they are."""
    if isinstance(value, str):
        return value
    bad(value, "string")


def integer(value: Any) -> int:
    """An integer of any size. ``1.0`` is one in JSON Schema, as long as a float holds it exactly; ``true`` is not."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        if abs(value) <= 2**53:
            return int(value)
        raise DecodeError("integer was read as a float that cannot hold it exactly", "number")
    bad(value, "integer")


def number(value: Any) -> float:
    """A number; an integer stays an ``int``, so that it is written back without a fraction."""
    if isinstance(value, (float, int)) and not isinstance(value, bool):
        return value
    bad(value, "number")


def _in_format(error: Exception, name: str, value: Any) -> DecodeError:
    if not isinstance(value, str):
        found = json_type(value)
        return DecodeError(f"expected string ({name}), got {found}", found)
    return DecodeError(f"expected {name}: {error}", "string")


def date_time(value: Any) -> dt.datetime:
    """``date-time`` of RFC 3339; aware."""
    try:
        return formats.parse_date_time(value)
    except (ValueError, OverflowError, TypeError) as error:
        raise _in_format(error, "date-time", value) from None


def date(value: Any) -> dt.date:
    """``full-date`` of RFC 3339."""
    try:
        return formats.parse_date(value)
    except (ValueError, OverflowError, TypeError) as error:
        raise _in_format(error, "date", value) from None


def time(value: Any) -> dt.time:
    """``full-time`` or ``partial-time`` of RFC 3339."""
    try:
        return formats.parse_time(value)
    except (ValueError, OverflowError, TypeError) as error:
        raise _in_format(error, "time", value) from None


def duration(value: Any) -> dt.timedelta:
    """A duration of ISO 8601."""
    try:
        return formats.parse_duration(value)
    except (ValueError, OverflowError, TypeError) as error:
        raise _in_format(error, "duration", value) from None


def uuid(value: Any) -> UUID:
    """A UUID of RFC 9562."""
    try:
        return formats.parse_uuid(value)
    except (ValueError, OverflowError, TypeError) as error:
        raise _in_format(error, "uuid", value) from None


def byte(value: Any) -> bytes:
    """Bytes in base64 of RFC 4648."""
    try:
        return formats.parse_byte(value)
    except (ValueError, OverflowError, TypeError) as error:
        raise _in_format(error, "byte", value) from None


def decimal(value: Any) -> Decimal:
    """An exact decimal number in a string."""
    try:
        return formats.parse_decimal(value)
    except (ValueError, OverflowError, TypeError) as error:
        raise _in_format(error, "decimal", value) from None


def decimal_number(value: Any) -> Decimal:
    """A JSON number as a ``Decimal``: the shortest that reads as this number."""
    return formats.parse_decimal_number(number(value))


# --- values made of others ---


def list_of(decode: Decoder[T], value: Any) -> list[T]:
    """A JSON array whose items ``decode`` takes."""
    if not isinstance(value, list):
        bad(value, "array")
    items = iter(value)
    try:
        return list(map(decode, items))
    except Exception as error:
        raise _inside(error, len(value) - operator.length_hint(items) - 1) from None


def map_of(decode: Decoder[T], value: Any) -> dict[str, T]:
    """A JSON object whose values ``decode`` takes."""
    if not isinstance(value, dict):
        bad(value, "object")
    key = ""
    out: dict[str, T] = {}
    try:
        for key, item in value.items():
            out[key] = decode(item)
    except Exception as error:
        raise _inside(error, key) from None
    return out


def _inside(error: Exception, key: str | int) -> Exception:
    if isinstance(error, DecodeError):
        return error.under(key)
    return DecodeError("nested too deeply") if isinstance(error, RecursionError) else error


def extra(data: dict[str, Any], known: Collection[str], decode: Decoder[T] = anything) -> dict[str, T]:
    """The properties of ``data`` that are not ``known``."""
    return map_of(decode, {key: value for key, value in data.items() if key not in known})


def nullable(decode: Decoder[T]) -> Decoder[T | None]:
    """``null``, or what ``decode`` takes."""
    return lambda value: None if value is None else decode(value)


def list_decoder(decode: Decoder[T]) -> Decoder[list[T]]:
    """:func:`list_of` as a decoder, for nesting."""
    return lambda value: list_of(decode, value)


def map_decoder(decode: Decoder[T]) -> Decoder[dict[str, T]]:
    """:func:`map_of` as a decoder, for nesting."""
    return lambda value: map_of(decode, value)


def constant(expected: Any) -> Decoder[Any]:
    """A value that the document fixes. Another of the same JSON type is kept: it may be what tomorrow's document says."""
    kind = json_type(expected)

    def decode(value: Any) -> Any:
        if value == expected or json_type(value) == kind:
            return value
        bad(value, kind)

    return decode


class Decoders:
    """Decoders of sibling modules by module name; a module is imported when its decoder is first called.

    ``_d = Decoders(__package__, "owner", "scope")`` lets modules of types refer to each other in circles, and keeps
    the import of one from importing all.
    """

    def __init__(self, package: str, *names: str) -> None:
        for name in names:
            setattr(self, name, self._lazy(f"{package}.{name}", name))

    def _lazy(self, module: str, name: str) -> Decoder[Any]:
        def decode(value: Any) -> Any:
            real: Decoder[Any] = importlib.import_module(module).decode
            setattr(self, name, real)
            return real(value)

        return decode

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Decoder[Any]: ...
