"""What a row of ``usage_totals`` is about: a grain of time in UTC, and a level of detail."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from tollkeeper_server.times import DAY, HOUR, MINUTE, from_datetime, to_datetime

QUARTER = 15 * MINUTE
"""Every offset from UTC in use is a multiple of this, so no window but a minute begins inside one."""


class Level(IntEnum):
    """All events of a type, those of one subject, or those of one subject with the same dimensions."""

    WHOLE = 0
    SUBJECT = 1
    DIMENSIONS = 2


class Grain(IntEnum):
    """A length of time, from the finest to the coarsest. Minutes are kept for thresholds alone."""

    MINUTE = 0
    QUARTER = 1
    HOUR = 2
    DAY = 3
    MONTH = 4


LENGTHS = {Grain.MINUTE: MINUTE, Grain.QUARTER: QUARTER, Grain.HOUR: HOUR, Grain.DAY: DAY}
"""Of all that have one."""
KEPT = (Grain.QUARTER, Grain.HOUR, Grain.DAY, Grain.MONTH)
"""Those that every event is added to, on each level."""


def begin_of(grain: Grain, moment: int) -> int:
    """When the grain that holds a moment begins."""
    if grain is Grain.MONTH:
        return _month(moment - moment % DAY)
    return moment - moment % LENGTHS[grain]


def end_of(grain: Grain, begin: int) -> int:
    """When a grain that begins then ends."""
    return _month(begin + 32 * DAY) if grain is Grain.MONTH else begin + LENGTHS[grain]


@lru_cache(maxsize=4096)
def _month(day: int) -> int:
    return from_datetime(to_datetime(day).replace(day=1, hour=0, minute=0, second=0, microsecond=0))
