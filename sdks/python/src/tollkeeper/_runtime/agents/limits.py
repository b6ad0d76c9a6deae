from __future__ import annotations

import time
from collections import deque
from typing import NamedTuple

from .refusal import Refused

_MINUTE = 60.0


class Limits(NamedTuple):
    characters: int = 40_000
    calls: int = 60
    confirmed: bool = False


class Pace:
    def __init__(self, most: int) -> None:
        self._most = most
        self._times: deque[float] = deque()

    def step(self) -> None:
        now = time.monotonic()
        while self._times and self._times[0] <= now - _MINUTE:
            self._times.popleft()
        if len(self._times) >= self._most:
            wait = self._times[0] + _MINUTE - now
            raise Refused(f"{self._most} calls in a minute are allowed: try again in {wait:.0f} seconds.")
        self._times.append(now)
