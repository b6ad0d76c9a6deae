"""Waiting for what another thread or process does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(condition: Callable[[], T], what: str = "it happens", patience: float = 120) -> T:
    """The first true value of a condition. What has not happened soon is asked for less often: most ask a server."""
    began = time.monotonic()
    while (waited := time.monotonic() - began) < patience:
        if found := condition():
            return found
        time.sleep(min(0.01 + waited / 8, 0.2))
    raise AssertionError(f"waited in vain until {what}")
