"""Times as people say them."""

from __future__ import annotations

from tollkeeper_server import times
from tollkeeper_server.times import DAY, HOUR, MINUTE, SECOND

_UNITS = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second"))


def relative(shown: str, now: int) -> str:
    """A time of the API seen from ``now``: ``3 minutes ago``, ``in 2 hours``, ``now``. Parts are cut off."""
    distance = times.parse(shown) - now
    for size, name in _UNITS:
        count = abs(distance) // size
        if count:
            words = f"{count} {name}{'' if count == 1 else 's'}"
            return f"{words} ago" if distance < 0 else f"in {words}"
    return "just now" if distance < 0 else "now"


def readable(shown: str) -> str:
    """A time of the API to the minute: ``4 March 2026, 11:02 UTC``."""
    moment = times.to_datetime(times.parse(shown))
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
