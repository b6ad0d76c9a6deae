"""From JSON values to Python values: a decoder takes the one and returns the other, or raises ``DecodeError``.

The good case pays nothing for messages: the path is put together from the inside out while an error travels up.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, TypeVar

from . import formats
from .encoding import keep_digits
from .formats import from_iso_utc
from .unset import is_array, is_object

if TYPE_CHECKING:
    from decimal import Decimal
    from uuid import UUID

T = TypeVar("T")

#: What a decoder is. Its result is ``Any`` where it comes from another module by name.
Decoder = Callable[[Any], T]

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: Whether the value being decoded is an answer that is read leniently, so that objects may be decoded when first used.
lenient: ContextVar[bool] = ContextVar("lenient", default=False)
#: Lists of so many objects are worth it.
_MANY = 8
#: Where a date-time has its separators: they stand three apart, so that one slice checks them all, and the length.
SEPARATORS = slice(4, None, 3)
_WITH_FRACTION = slice(4, 20, 3)


class DecodeError(Exception):
    """A JSON value that is not what the document says. Names where, and what was expected; never shows the value."""

    def __init__(self, reason: str, value_type: str = "", path: tuple[str | int, ...] = (), expected: str = "") -> None:
        super().__init__(reason)
        #: What was expected and what was found instead.
        self.reason = reason
        #: The JSON type of the value, as in ``type`` of JSON Schema.
        self.value_type = value_type
        #: What was expected alone.
        self.expected = expected
        self._inside_out = list(reversed(path))

    @property
    def path(self) -> str:
        """Where the value stands, as a JSONPath (RFC 9535): ``$.data[3].owner.id``."""
        return json_path(reversed(self._inside_out))

    def under(self, key: str | int) -> DecodeError:
        """This error, seen from the object or array that has the value at ``key``."""
        self._inside_out.append(key)
        return self

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.reason, self.value_type, tuple(reversed(self._inside_out)), self.expected)


#: What goes wrong in a generated decoder: a part that does not fit, a missing property, no object at all, too deep.
FAILURES: Final = (DecodeError, KeyError, TypeError, RecursionError)


def json_path(keys: Iterable[str | int]) -> str:
    """A place as a JSONPath (RFC 9535): ``$.data[3].owner.id``."""
    return "$" + "".join(map(_segment, keys))


def _segment(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    return f".{key}" if _PLAIN_KEY.fullmatch(key) else f"[{json.dumps(key)}]"


_JSON_TYPES: tuple[tuple[type, str], ...] = (
    (type(None), "null"),
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (Mapping, "object"),
    (list, "array"),
)
_QUICK: dict[type, str] = dict(_JSON_TYPES)


def json_type(value: object) -> str:
    """The JSON type of a value, or its Python type where it is not a JSON value."""
    kind = type(value)
    return _QUICK.get(kind) or next((name for python, name in _JSON_TYPES if isinstance(value, python)), kind.__name__)


def bad(value: object, expected: str) -> NoReturn:
    """Refuse a value: ``v if type(v) is str else bad(v, "string")``. Raises ``DecodeError``."""
    found = json_type(value)
    raise DecodeError(f"expected {expected}, got {found}", found, expected=expected)


def model_error(error: Exception, model: object, data: Mapping[str, Any], keys: Mapping[str, str]) -> Exception:
    """What a model's decoder raises for ``error``. ``keys``: wire name -> attribute, in the order of their stores.

    What went wrong is the first attribute without a value, so the good case keeps no count of where it is.
    """
    if isinstance(error, RecursionError):
        return DecodeError("nested too deeply")
    at = next((key for key, attr in keys.items() if not hasattr(model, attr)), "")
    if isinstance(error, KeyError) and at not in data:
        return DecodeError("required property is missing", path=(at,))
    return error.under(at) if at and isinstance(error, DecodeError) else error


# --- what is let pass ---


class Watch:
    """What the decoders of one member of a union let pass: another member may be what the document means."""

    __slots__ = ("choices", "extra", "kept", "odd", "slow")

    def __init__(self, outer: Watch | None = None) -> None:
        #: Whether a value is not as documented.
        self.odd = False
        #: How many properties the document does not name.
        self.extra = 0
        #: Whether an object is kept that may be read as a member part by part, and whether it is going to be.
        self.kept = False
        self.slow = False
        #: What has been chosen so far; see ``reading.py``.
        self.choices: dict[Any, Any] = {} if outer is None else outer.choices

    def over(self, decode: Decoder[T], value: Any) -> T:
        """``decode(value)``, all of it at once, watched."""
        outer, when = watching.set(self), lenient.set(False)
        try:
            return decode(value)
        finally:
            watching.reset(outer)
            lenient.reset(when)

    def take(self, other: Watch) -> None:
        """Know what another one knows, and nothing else."""
        self.odd, self.extra, self.kept = other.odd, other.extra, other.kept

    def tell(self, outer: Watch | None) -> None:
        """Tell the one around it."""
        if outer is not None:
            outer.odd |= self.odd
            outer.extra += self.extra
            outer.kept |= self.kept


#: Who wants to know what is let pass.
watching: ContextVar[Watch | None] = ContextVar("watching", default=None)


def let_pass(*, odd: bool = True, extra: int = 0) -> None:
    """Tell who wants to know that a value is ``odd``, or has ``extra`` properties."""
    watch = watching.get()
    if watch is not None:
        watch.odd |= odd
        watch.extra += extra


# --- what a decoder is made of ---

#: How the slow reading of ``reading.py`` reads a value, and the decoders of its parts.
Parts = tuple[Any, ...]


def made_of(decode: Decoder[T], *parts: Any) -> Decoder[T]:
    """``decode``, knowing its parts: where a value is not as documented, they are read one by one."""
    vars(decode)["parts"] = parts
    return decode


def parts_of(decode: Decoder[Any]) -> Parts:
    """What ``decode`` is made of; ``()`` where it takes a value as a whole."""
    found: Parts = getattr(decode, "parts", ())
    return found


#: Takes what is not as documented: ``(path, expected, got)`` of each, and how many more there were.
Report = Callable[[Sequence[tuple[str, str, str]], int], object]
#: Whether what is not as documented is an error; ``"types"``: all but properties that the document does not name.
Strictness = bool | Literal["types"]


def read_value(decode: Decoder[T], value: Any, *, strict: Strictness = False, report: Report | None = None) -> T:
    """A JSON value, decoded. Unless ``strict``, what is not as documented is kept as it came, and told to ``report``.

    Quickly where all is as documented and nobody listens; else part by part.
    """
    if not strict and report is None:
        outer = lenient.set(True)
        try:
            return decode(value)
        except DecodeError:
            pass  # what fits is decoded below, the rest is kept
        finally:
            lenient.reset(outer)
    from .reading import Reading

    reading = Reading(strict)
    found: T = reading.read(decode, value)
    if report is not None and reading.found:
        report(reading.found, reading.more)
    return found


# --- values without parts ---


def anything(value: Any) -> Any:
    """Any JSON value, as it is."""
    return value


def nothing(value: Any) -> Any:
    """No value at all: the schema ``false``."""
    bad(value, "no value")


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
    """An integer of any size. ``1.0`` is one in JSON Schema; ``true`` is not."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    bad(value, "integer")


def number(value: Any) -> float:
    """A number; an integer stays an ``int``, so that it is written back without a fraction. Infinity is none.

    Raises ``DecodeError`` for another type, and for more than a float holds.
    """
    if isinstance(value, (float, int)) and not isinstance(value, bool):
        if isinstance(value, formats.WireFloat) and not isfinite(value):
            raise DecodeError(f"{value.wire[:50]} is beyond what a float holds", "number", expected="number")
        return value
    bad(value, "number")


def _formatted(parse: Callable[[str], T], name: str, value: Any) -> T:
    """``parse(value)``, for a string in a format."""
    if not isinstance(value, str):
        bad(value, f"string ({name})")
    try:
        return parse(value)
    except (ValueError, OverflowError) as error:
        raise DecodeError(f"expected {name}: {error}", "string", expected=name) from None


def date_time(value: Any) -> dt.datetime:
    """``date-time`` of RFC 3339; aware."""
    # The usual texts, written back the same by ``format_date_time``, take a way that is fifteen times faster.
    try:
        if value[SEPARATORS] == "--T::Z":
            usual = from_iso_utc(value)
            if usual.hour or value[11] == "0":  # hour 24 is the next day in ISO 8601, and an error in RFC 3339
                return usual
        elif value[_WITH_FRACTION] == "--T::." and value[-1] == "Z":
            size, usual = len(value), from_iso_utc(value)
            if (size == 24 and usual.microsecond) or (size == 27 and usual.microsecond % 1000):
                return usual
    except (ValueError, TypeError, LookupError):
        pass  # a leap second, or an error that is explained below
    return _formatted(formats.parse_date_time, "date-time", value)


def date(value: Any) -> dt.date:
    """``full-date`` of RFC 3339."""
    return _formatted(formats.parse_date, "date", value)


def time(value: Any) -> dt.time:
    """``full-time`` or ``partial-time`` of RFC 3339."""
    return _formatted(formats.parse_time, "time", value)


def duration(value: Any) -> dt.timedelta:
    """A duration of ISO 8601."""
    return _formatted(formats.parse_duration, "duration", value)


def uuid(value: Any) -> UUID:
    """A UUID of RFC 9562."""
    from .exact import parse_uuid

    return _formatted(parse_uuid, "uuid", value)


def byte(value: Any) -> bytes:
    """Bytes in base64 of RFC 4648."""
    return _formatted(formats.parse_byte, "byte", value)


def decimal(value: Any) -> Decimal:
    """An exact decimal number in a string."""
    from .exact import parse_decimal

    return _formatted(parse_decimal, "decimal", value)


def decimal_number(value: Any) -> Decimal:
    """A JSON number as a ``Decimal``, with every digit that was written."""
    from .exact import parse_decimal_number

    found = value if isinstance(value, formats.WireFloat) else number(value)
    if type(found) is float:
        keep_digits()  # there may have been more of them
    return parse_decimal_number(found)


# --- values made of others ---


def list_of(decode: Decoder[T], value: Any) -> list[T]:
    """A JSON array whose items ``decode`` takes."""
    if not is_array(value):
        bad(value, "array")
    if (
        len(value) >= _MANY
        and lenient.get()
        and set(map(type, value)) == {dict}
        and (later := _later(decode)) is not None
    ):
        return later(value)
    out: list[T] = []
    try:
        for item in value:
            out.append(decode(item))
    except DecodeError as error:
        raise error.under(len(out)) from None
    return out


class ByName:
    """Decoders of properties by patterns of their names; ``rest`` is that of all others, ``None`` if there are none."""

    def __init__(self, patterns: Mapping[str, Decoder[Any]], rest: Decoder[Any] | None) -> None:
        self.patterns = patterns
        self.rest = rest

    def documented(self, name: str) -> Decoder[Any] | None:
        """The decoder of the first pattern that is found in a name; ``None`` where none is."""
        return next((decode for pattern, decode in self.patterns.items() if re.search(pattern, name)), None)

    def of(self, name: str) -> Decoder[Any]:
        """The decoder of a property. What no property may be called is kept as it comes."""
        found = self.documented(name) or self.rest
        if found is None:
            let_pass(odd=False, extra=1)
        return found or anything

    def __call__(self, value: Any) -> Any:
        return value


def by_name(patterns: Mapping[str, Decoder[Any]], rest: Decoder[Any] | None = anything) -> Decoder[Any]:
    """How generated modules call it: schemas may be named ``ByName``."""
    return ByName(patterns, rest)


def _later(decode: Decoder[T]) -> Callable[[list[Any]], list[T]] | None:
    """What makes a list of models that are decoded when they are first used, where ``decode`` is that of a model."""
    parts = parts_of(decode)
    while parts[:1] == ("sibling",):
        decode = parts[1]()
        parts = parts_of(decode)
    return getattr(decode, "later", None)


def map_of(decode: Decoder[T], value: Any) -> dict[str, T]:
    """A JSON object whose values ``decode`` takes."""
    if not is_object(value):
        bad(value, "object")
    out: dict[str, T] = {}
    key = ""
    named = decode if isinstance(decode, ByName) else None
    try:
        for key, item in value.items():
            out[key] = decode(item) if named is None else named.of(key)(item)
    except DecodeError as error:
        raise error.under(key) from None
    return out


def nullable(decode: Decoder[T]) -> Decoder[T | None]:
    """``null``, or what ``decode`` takes."""
    return made_of(lambda value: None if value is None else decode(value), "nullable", decode)


def list_decoder(decode: Decoder[T]) -> Decoder[list[T]]:
    """:func:`list_of` as a decoder, for nesting."""
    return made_of(lambda value: list_of(decode, value), "array", decode)


def map_decoder(decode: Decoder[T]) -> Decoder[dict[str, T]]:
    """:func:`map_of` as a decoder, for nesting."""
    return made_of(lambda value: map_of(decode, value), "map", decode)


def constant(expected: object) -> Decoder[Any]:
    """A value that the document fixes. Another of the same JSON type is kept: tomorrow's document may have it."""
    expected_type = type(expected)
    alike = (int, float) if expected_type in {int, float} else (expected_type,)

    def decode(value: Any) -> Any:
        if type(value) is expected_type or (isinstance(value, alike) and not isinstance(value, bool)):
            if value != expected:
                let_pass()
            return value
        bad(value, json_type(expected))

    return made_of(decode, "constant", expected)


class Decoders:
    """Decoders of sibling modules by module name; a module is imported when its decoder is first called.

    ``_d = Decoders(__package__, "owner", "scope")`` lets modules of types refer to each other in circles, and importing
    one does not import all. ``_d.owner`` may be kept: it goes on to find the decoder, at the price of one more call.
    ``"owner:owner_kind"`` is ``decode_owner_kind`` of the module ``owner``.
    """

    def __init__(self, package: str | None, *names: str) -> None:
        for each in names:
            module, inside, own = each.partition(":")
            function = f"decode_{own}" if inside else "decode"
            name = own or module
            setattr(self, name, self._lazy(f"{package}.{module}" if package else module, function, name))

    def _lazy(self, module: str, function: str, name: str) -> Decoder[Any]:
        found: Decoder[Any] | None = None

        def real() -> Decoder[Any]:
            nonlocal found
            loaded: Decoder[Any] = found or getattr(importlib.import_module(module), function)
            if found is None:
                found = loaded
                setattr(self, name, loaded)
            return loaded

        def decode(value: Any) -> Any:
            return (found or real())(value)

        return made_of(decode, "sibling", real)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Decoder[Any]: ...
