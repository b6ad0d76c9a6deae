"""Times. Inside, microseconds since 1970 in UTC: exact, the same on every database. Outside, RFC 3339."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

EARLIEST = -62_135_596_800 * SECOND
LATEST = 253_402_300_799 * SECOND
"""The first and the last second that ``datetime`` can hold."""

_RFC_3339 = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))",
    re.ASCII,
)


def now() -> int:
    """The present time."""
    return time.time_ns() // 1000


def parse(text: str) -> int:
    """The time that a valid RFC 3339 text means. Beyond the years 1 to 9999 it is the nearest that fits.

    A leap second is the second after it. Digits after the microsecond are cut. Raises ``ValueError`` for other text.
    """
    match = _RFC_3339.fullmatch(text)
    if match is None:
        raise ValueError(f"not a time: {text[:40]!r}")
    day, minute, second, fraction, sign, hours, minutes = match.groups()
    if day.startswith("0000"):
        return EARLIEST
    start = (datetime.fromisoformat(f"{day}T{minute}:00+00:00") - EPOCH) // timedelta(microseconds=1)
    offset = (int(hours) * HOUR + int(minutes) * MINUTE) * (-1 if sign == "-" else 1) if sign else 0
    found = start + int(second) * SECOND + int(f"{fraction or '':0<6.6}") - offset
    return min(max(found, EARLIEST), LATEST)


def show(moment: int) -> str:
    """RFC 3339 in UTC, with a fraction only where there is one."""
    return to_datetime(moment).isoformat().replace("+00:00", "Z")


def show_optional(moment: int | None) -> str | None:
    """The same for what may be missing."""
    return None if moment is None else show(moment)


def to_datetime(moment: int) -> datetime:
    """The time as an aware ``datetime`` in UTC."""
    return EPOCH + timedelta(microseconds=moment)


def from_datetime(moment: datetime) -> int:
    """The time that an aware ``datetime`` means."""
    return (moment - EPOCH) // timedelta(microseconds=1)
