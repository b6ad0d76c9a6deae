"""When to try again, and what an outcome means for a delivery and its endpoint. Pure: time and chance are passed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Literal

from tollkeeper_server import times
from tollkeeper_server.times import DAY, MINUTE, SECOND

Error = Literal["http_status", "redirect", "timeout", "dns", "connection", "tls", "blocked_address"]

JITTER = 0.2
FAILING_FOR = 5 * DAY
"""An endpoint that did nothing but fail for so long is disabled."""
LONGEST_WAIT = DAY
"""The most that ``Retry-After`` is honoured for."""
_THROTTLES = {429, 502, 504}
_PAUSE = MINUTE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt. ``error`` is ``None`` for a success; ``retry_after`` is in microseconds from then."""

    attempted_at: int
    latency_ms: int
    status: int | None = None
    excerpt: str | None = None
    error: Error | None = None
    retry_after: int | None = None

    @property
    def succeeded(self) -> bool:
        """2xx and nothing else."""
        return self.error is None

    @property
    def is_gone(self) -> bool:
        """410: the receiver wants no more."""
        return self.status == 410

    @property
    def throttles(self) -> bool:
        """Whether the endpoint asks for fewer requests, or is down as a whole."""
        return self.status in _THROTTLES


def next_attempt(schedule: Sequence[float], attempts: int, outcome: Outcome, now: int, chance: float) -> int | None:
    """When a delivery is tried again after ``attempts`` failed ones; ``None`` when that was the last.

    ``chance`` in [0, 1) spreads the wait by 20 % to either side. Never earlier than ``Retry-After`` asks.
    """
    if attempts > len(schedule):
        return None
    wait = int(schedule[attempts - 1] * (1 - JITTER + 2 * JITTER * chance) * SECOND)
    return now + max(wait, min(outcome.retry_after or 0, LONGEST_WAIT))


def throttled_until(outcome: Outcome, now: int) -> int | None:
    """Until when nothing is sent to the endpoint at all; ``None`` when it may go on."""
    if not outcome.throttles:
        return None
    return now + (_PAUSE if outcome.retry_after is None else min(outcome.retry_after, LONGEST_WAIT))


def read_retry_after(value: str | None, now: int) -> int | None:
    """``Retry-After`` (RFC 9110, 10.2.3) in microseconds from ``now``; ``None`` for anything else than it allows."""
    if value is None or len(value) > 64:
        return None
    if value.isascii() and value.isdigit():
        return min(int(value[:12]) * SECOND, LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
        return max(0, min(times.from_datetime(moment) - now, LONGEST_WAIT))
    except (ValueError, TypeError, OverflowError):  # no date, or one without a time zone
        return None
