"""What outlives a request: made once at start, shared by all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar, TypeVarTuple, Unpack

from tollkeeper_server.db.ahead import Reader
from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.together import Together
from tollkeeper_server.delivery.options import Options
from tollkeeper_server.idempotency import InFlight
from tollkeeper_server.last_used import LastUsed
from tollkeeper_server.observability.metrics import Metrics
from tollkeeper_server.ratelimit import Limiter
from tollkeeper_server.settings import Settings
from tollkeeper_server.spec.document import Api
from tollkeeper_server.stream.tail import Tail
from tollkeeper_server.stream.wakes import Notifier
from tollkeeper_server.vault import Vault

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

THREADS = 40
"""Requests that a process handles at a time; the database has a connection for each."""


@dataclass(frozen=True, slots=True)
class Services:
    """``clock`` gives microseconds since 1970."""

    settings: Settings
    options: Options
    api: Api
    database: Database
    vault: Vault
    limiter: Limiter
    last_used: LastUsed
    in_flight: InFlight
    metrics: Metrics
    tail: Tail
    notifier: Notifier | None
    together: Together
    reader: Reader | None
    clock: Callable[[], int]
    threads: ThreadPoolExecutor

    async def in_thread(self, work: Callable[[Unpack[Ts]], T], *arguments: Unpack[Ts]) -> T:
        """What blocks, in a thread of ours: handing it over costs a fifth less of a request's CPU than anyio's way."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work, *arguments)

    def close(self) -> None:
        """Close every connection."""
        if self.notifier is not None:
            self.notifier.stop()
        self.threads.shutdown()
        self.database.close()
        self.limiter.close()
