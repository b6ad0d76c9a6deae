"""Text on the wire and the Python values it stands for: RFC 3339 dates and durations, base64, long numbers.

``to_dict(from_dict(x)) == x`` holds for every valid text. Where formatting the plain value again would write another
(``+00:00`` for ``Z``, nanoseconds, ``P1M``), parsing gives a subclass that remembers what it was
read from: a ``WireDatetime`` is a ``datetime`` in all but that. Arithmetic and ``replace`` give plain values again.

Parsers raise ``ValueError`` for invalid text, ``OverflowError`` for what Python cannot hold.
"""

from __future__ import annotations

import base64
import binascii
import re
import sys
from datetime import date, datetime, time, timedelta, timezone
from functools import cache, lru_cache
from math import isfinite
from typing import Any

_TIME = r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?"
_OFFSET = r"([Zz]|[+-]\d\d:\d\d)"
_DATE_TIME = rf"(\d{{4}})-(\d\d)-(\d\d)([Tt ]){_TIME}{_OFFSET}"
_LOCAL = rf"(\d{{4}})-(\d\d)-(\d\d)[Tt ]{_TIME}"
_FULL_TIME = rf"{_TIME}{_OFFSET}?"
_AMOUNT = r"([+-]?\d+(?:[.,]\d+)?)"
_DURATION = (
    rf"([+-])?P(?!$)(?:{_AMOUNT}Y)?(?:{_AMOUNT}M)?(?:{_AMOUNT}W)?(?:{_AMOUNT}D)?"
    rf"(?:T(?!$)(?:{_AMOUNT}H)?(?:{_AMOUNT}M)?(?:{_AMOUNT}S)?)?"
)
#: Seconds of a year, month, week, day, hour, minute and second. Years and months are nominal: 365 and 30 days.
_UNITS = (31_536_000, 2_592_000, 604_800, 86_400, 3_600, 60, 1)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Compiled when it is first needed: most programs need none."""
    return re.compile(text, re.ASCII)


class WireDatetime(datetime):
    """A ``datetime`` that is written back as the text it was read from."""

    wire: str = ""

    def _plain(self) -> datetime:
        return datetime.combine(self.date(), self.timetz())

    def __add__(self, other: Any) -> Any:
        return self._plain() + other

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self._plain() - other

    def replace(self, *args: Any, **changes: Any) -> Any:
        return self._plain().replace(*args, **changes)

    __replace__ = replace

    def astimezone(self, tz: Any = None) -> Any:
        return self._plain().astimezone(tz)

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        return (parse_local_date_time if self.tzinfo is None else parse_date_time), (self.wire,)


class WireTime(time):
    """A ``time`` that is written back as the text it was read from."""

    wire: str = ""

    def replace(self, *args: Any, **changes: Any) -> Any:
        plain = time(self.hour, self.minute, self.second, self.microsecond, self.tzinfo, fold=self.fold)
        return plain.replace(*args, **changes)

    __replace__ = replace

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        return parse_time, (self.wire,)


class WireDuration(timedelta):
    """A ``timedelta`` that is written back as the text it was read from."""

    wire: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        return parse_duration, (self.wire,)


class WireBytes(bytes):
    """``bytes`` that are written back as the base64 text they were read from."""

    wire: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        return parse_byte, (self.wire,)


class WireFloat(float):
    """A number that a ``float`` does not hold or would write in another way; written back as it was read."""

    wire: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        return parse_as_written, (self.wire,)


def parse_float(text: str) -> float:
    """A JSON number with a fraction or an exponent, as a plain ``float`` where that loses nothing."""
    value = float(text)
    if len(text) < 17 and isfinite(value):
        return value
    if isfinite(value):
        from decimal import Decimal

        if Decimal(text) == Decimal(repr(value)):
            return value
    return parse_as_written(text)


def parse_as_written(text: str) -> float:
    """The same where decimals are read: ``1.10`` keeps its last digit."""
    value = float(text)
    if repr(value) == text:
        return value
    kept = WireFloat(value)
    kept.wire = text
    return kept


if sys.version_info >= (3, 11):
    from_iso_utc = datetime.fromisoformat
else:

    def from_iso_utc(text: str) -> datetime:
        """``datetime.fromisoformat`` for text that ends in ``Z``, which it takes from Python 3.11 on."""
        local, _, rest = text.partition("Z")
        if rest:
            raise ValueError("not in UTC")
        return datetime.fromisoformat(local + "+00:00")


def parse_date_time(text: str) -> datetime:
    """RFC 3339 section 5.6, aware. A leap second becomes the microsecond before; digits past microseconds are cut."""
    match = _pattern(_DATE_TIME).fullmatch(text)
    if match is None:
        raise ValueError("not an RFC 3339 date-time with a time zone")
    year, month, day, separator, *parts = match.groups()
    clock, canonical = _clock(*parts)
    if canonical and separator == "T":
        return datetime(int(year), int(month), int(day), *clock)
    value = WireDatetime(int(year), int(month), int(day), *clock)
    value.wire = text
    return value


def parse_local_date_time(text: str) -> datetime | None:
    """A date-time that lacks its zone, as a naive one: servers send it against the standard. ``None`` for others."""
    match = _pattern(_LOCAL).fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction = match.groups()
    try:
        value = WireDatetime(int(year), int(month), int(day), *_clock(hour, minute, second, fraction, None)[0])
    except ValueError:
        return None
    value.wire = text
    return value


def _clock(
    hour: str, minute: str, second: str, fraction: str | None, offset: str | None
) -> tuple[tuple[int, int, int, int, timezone | None], bool]:
    """The arguments of ``time``, and whether formatting them gives the same text again."""
    zone = None if offset is None else timezone.utc if offset in "Zz" else _zone(offset)
    canonical = offset not in {"z", "+00:00", "-00:00"}
    if second == "60":
        utc = int(hour) * 60 + int(minute) - (0 if offset is None or offset in "Zz" else _minutes(offset))
        if offset is not None and utc % 1440 != 1439:
            raise ValueError("a leap second is the last of a day in UTC")
        return (int(hour), int(minute), 59, 999_999, zone), False
    if fraction is None:
        return (int(hour), int(minute), int(second), 0, zone), canonical
    canonical = canonical and len(fraction) in {3, 6} and not fraction.endswith("000")
    return (int(hour), int(minute), int(second), int(fraction[:6].ljust(6, "0")), zone), canonical


def _minutes(offset: str) -> int:
    hours, minutes = int(offset[1:3]), int(offset[4:])
    if hours > 23 or minutes > 59:
        raise ValueError("not an RFC 3339 time zone offset")
    return -(hours * 60 + minutes) if offset[0] == "-" else hours * 60 + minutes


@lru_cache(maxsize=128)
def _zone(offset: str) -> timezone:
    return timezone(timedelta(minutes=_minutes(offset)))


def format_date_time(value: datetime) -> str:
    """``2026-01-31T09:30:00.125Z``: 0, 3 or 6 digits of fraction, as few as hold it; ``Z`` for UTC. Naive: an error."""
    if type(value) is datetime and value.tzinfo is timezone.utc:
        small = value.microsecond
        return (value.isoformat(timespec=_timespec(small)) if small else value.isoformat())[:-6] + "Z"
    if isinstance(value, WireDatetime) and value.wire:
        return value.wire
    offset = value.utcoffset()
    if offset is None:
        raise ValueError("a date-time needs a time zone: datetime.now(timezone.utc), or .astimezone() for local time")
    if offset.microseconds or offset.seconds % 60:
        value = value.astimezone(timezone.utc)  # RFC 3339 offsets end at minutes
    text = value.isoformat(timespec=_timespec(value.microsecond))
    return text[:-6] + "Z" if text.endswith("+00:00") else text


def _timespec(microsecond: int) -> str:
    return "seconds" if not microsecond else "microseconds" if microsecond % 1000 else "milliseconds"


def parse_date(text: str) -> date:
    """RFC 3339 ``full-date``."""
    if len(text) == 10 and text[4::3] == "--":
        return date.fromisoformat(text)
    raise ValueError("not an RFC 3339 full-date")


def format_date(value: date) -> str:
    """``2026-01-31``."""
    return value.isoformat()


def parse_time(text: str) -> time:
    """RFC 3339 ``full-time``, aware; or ``partial-time``, naive."""
    match = _pattern(_FULL_TIME).fullmatch(text)
    if match is None:
        raise ValueError("not an RFC 3339 time")
    clock, canonical = _clock(*match.groups())
    if canonical:
        return time(*clock)
    value = WireTime(*clock)
    value.wire = text
    return value


def format_time(value: time) -> str:
    """``09:30:00.125Z``, or without ``Z`` when naive."""
    if isinstance(value, WireTime) and value.wire:
        return value.wire
    text = value.isoformat(timespec=_timespec(value.microsecond))
    return text[:-6] + "Z" if text.endswith("+00:00") else text


def parse_duration(text: str) -> timedelta:
    """ISO 8601 with years to seconds, weeks too. Years count as 365 days and months as 30."""
    match = _pattern(_DURATION).fullmatch(text)
    if match is None:
        raise ValueError("not an ISO 8601 duration")
    sign, *amounts = match.groups()
    total = sum(_microseconds(amount, unit) for amount, unit in zip(amounts, _UNITS, strict=True) if amount)
    value = timedelta(microseconds=-total if sign == "-" else total)
    if format_duration(value) == text:
        return value
    kept = WireDuration(value.days, value.seconds, value.microseconds)
    kept.wire = text
    return kept


def _microseconds(amount: str, unit: int) -> int:
    whole, _, fraction = amount.replace(",", ".").partition(".")
    unit *= 1_000_000
    exact = abs(int(whole)) * unit + int(fraction or 0) * unit // int("1" + "0" * len(fraction))
    return -exact if whole[0] == "-" else exact


def format_duration(value: timedelta) -> str:
    """``P3DT4H5M6.5S``, ``-PT1H``, ``PT0S``."""
    if isinstance(value, WireDuration) and value.wire:
        return value.wire
    sign, value = ("-", -value) if value.days < 0 else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    clock = "".join(
        f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (f"{seconds}{fraction}", "S")) if n not in (0, "0")
    )
    days = f"{value.days}D" if value.days else ""
    return f"{sign}P{days}T{clock}" if clock else f"{sign}P{days}" if days else "PT0S"


def parse_byte(text: str) -> bytes:
    """Base64, RFC 4648 section 4. The URL-safe alphabet, missing padding and line breaks are read too."""
    try:
        value = binascii.a2b_base64(text)
    except ValueError:
        value = b""  # perhaps in another dialect
    if format_byte(value) == text:
        return value
    bare = "".join(text.split()).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        value = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except ValueError:
        raise ValueError("not base64") from None
    kept = WireBytes(value)
    kept.wire = text
    return kept


def format_byte(value: bytes | bytearray | memoryview) -> str:
    """Base64 with padding, no line breaks."""
    if isinstance(value, WireBytes) and value.wire:
        return value.wire
    return binascii.b2a_base64(value, newline=False).decode()
