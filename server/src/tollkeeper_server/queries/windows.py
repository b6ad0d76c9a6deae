"""Windows of time: whole minutes, hours, days and months of a time zone, across daylight saving time."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal, cast
from zoneinfo import ZoneInfo, available_timezones

from tollkeeper_server.times import DAY, EARLIEST, HOUR, LATEST, MINUTE, from_datetime, to_datetime

Unit = Literal["minute", "hour", "day", "month"]

_LENGTHS = {"minute": MINUTE, "hour": HOUR}
_MARGIN = 400 * DAY


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def find_zone(name: str) -> ZoneInfo | None:
    """A zone of the IANA database, ``None`` for any other name, paths of files among them."""
    return ZoneInfo(name) if name in _known_zones() else None


class Windows:
    """The windows of one unit in one zone. Each is half open, and the next begins where it ends."""

    def __init__(self, unit: Unit, zone: ZoneInfo) -> None:
        self.unit = unit
        self._zone = zone

    def start(self, moment: int) -> int:
        """When the window that holds ``moment`` begins."""
        moment = _within(moment)
        if self.unit in _LENGTHS:
            offset = self.offset(moment)
            start = moment - (moment + offset) % _LENGTHS[self.unit]
            return start if self.offset(start) == offset else self._change(start, moment)
        local = to_datetime(moment).astimezone(self._zone)
        return from_datetime(self._midnight(local, 1 if self.unit == "month" else local.day))

    def end(self, start: int) -> int:
        """When the window that begins at ``start`` ends."""
        if self.unit in _LENGTHS:
            offset, length = self.offset(start), _LENGTHS[self.unit]
            end = start + length - (start + offset) % length
            return end if self.offset(end - 1) == offset else self._change(start, end)
        local = to_datetime(start).astimezone(self._zone)
        if self.unit == "day":
            following = local.replace(tzinfo=None, hour=12) + timedelta(days=1)
            return from_datetime(self._midnight(following, following.day))
        following = local.replace(tzinfo=None, day=28, hour=12) + timedelta(days=4)
        return from_datetime(self._midnight(following, 1))

    def widen(self, begin: int, end: int) -> tuple[int, int]:
        """The range of whole windows that holds ``begin`` ≤ time < ``end``."""
        return self.start(begin), self.end(self.start(end - 1))

    def _midnight(self, local: datetime, day: int) -> datetime:
        """The first instant of a day; where midnight does not exist, when the clock was put forward over it."""
        return datetime(local.year, local.month, day, tzinfo=self._zone)

    def offset(self, moment: int) -> int:
        """From UTC at that time."""
        offset = to_datetime(moment).astimezone(self._zone).utcoffset()
        return (offset or timedelta()) // timedelta(microseconds=1)

    def _change(self, before: int, after: int) -> int:
        """The first instant after ``before`` and up to ``after`` at which the clock has been changed."""
        offset = self.offset(before)
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (middle, after) if self.offset(middle) == offset else (before, middle)
        return after


def as_windows(unit: str, zone: ZoneInfo) -> Windows:
    """Windows of a unit that the document allows."""
    return Windows(cast("Unit", unit), zone)


def _within(moment: int) -> int:
    """Far from the ends of the calendar, where local times and next months don't fit."""
    return min(max(moment, EARLIEST + _MARGIN), LATEST - _MARGIN)
