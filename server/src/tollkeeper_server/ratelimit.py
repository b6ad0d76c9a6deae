"""Rate limits: fixed windows, counted in this process. ``shared_limits`` counts for several."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from tollkeeper_server.settings import Rate
from tollkeeper_server.times import SECOND

_MOST = 100_000  # names held at once before those of past windows are dropped


@dataclass(frozen=True, slots=True)
class Taken:
    """The outcome of one request: whether it fits, what is left, and in how many seconds the quota is whole again."""

    rate: Rate
    allowed: bool
    remaining: int
    reset: int

    @property
    def headers(self) -> Mapping[str, str]:
        """``RateLimit`` and ``RateLimit-Policy`` (IETF draft httpapi-ratelimit-headers)."""
        return {
            "RateLimit": f'"default";r={self.remaining};t={self.reset}',
            "RateLimit-Policy": f'"default";q={self.rate.limit};w={self.rate.seconds}',
        }


def window(rate: Rate, now: int) -> tuple[int, int]:
    """In how many seconds the window that ``now`` is in ends, and when, in seconds since 1970."""
    second = now // SECOND
    reset = rate.seconds - second % rate.seconds
    return reset, second + reset


class Limiter(Protocol):
    """Counts requests by name."""

    def take(self, name: str, rate: Rate, now: int) -> Taken:
        """Count one request at ``now`` (microseconds). One that does not fit is not counted."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


class ProcessLimiter:
    """Counts in memory. Exact for one process; each of several has the whole quota."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[int, int]] = {}

    def take(self, name: str, rate: Rate, now: int) -> Taken:
        """As ``Limiter`` says."""
        reset, ends = window(rate, now)
        with self._lock:
            end, used = self._counts.get(name, (ends, 0))
            if end != ends:
                used = 0
            allowed = used < rate.limit
            if allowed:
                used += 1
            self._counts[name] = (ends, used)
            if len(self._counts) > _MOST:
                self._counts = {key: value for key, value in self._counts.items() if value[0] > ends - reset}
        return Taken(rate, allowed, max(0, rate.limit - used), reset)

    def close(self) -> None:
        """Nothing is held."""
