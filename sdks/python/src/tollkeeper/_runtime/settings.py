"""What a client was made with, as one frozen value: copies of the client share all but what they change."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from logging import Logger
from typing import TYPE_CHECKING, Any, cast

from .operation import ClientConfig

if TYPE_CHECKING:
    from .auth import Credentials
    from .events import Event

#: The default of ``timeout``, in seconds.
TIMEOUT = 60.0
#: The default of ``max_retries``.
MAX_RETRIES = 2
#: A connection is given up earlier: nobody who can be reached takes longer.
CONNECT_TIMEOUT = 5.0


async def _sleep_async(seconds: float) -> None:
    sleep = cast("Callable[[float], Awaitable[None]]", import_module("anyio").sleep)
    await sleep(seconds)


@dataclass(frozen=True, slots=True)
class Timing:
    """Clocks, dice and waiting. Tests pass their own, as ``_timing`` of a client; nothing else reads a clock."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    random: Callable[[], float] = random.random
    sleep: Callable[[float], object] = time.sleep
    sleep_async: Callable[[float], Awaitable[object]] = _sleep_async


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """Of one client. ``moved``: ``base_url`` is not the document's, so that an operation's own server does not hold."""

    config: ClientConfig
    base_url: str
    moved: bool
    timeout: float | None
    max_retries: int
    headers: Mapping[str, str]
    query: Mapping[str, Any]
    strict: bool
    on_event: Callable[[Event], object] | None
    credentials: Credentials
    timing: Timing
    logger: Logger
    #: Names of headers, query parameters and cookies that carry this API's credentials, in lower case.
    secret_names: frozenset[str]
