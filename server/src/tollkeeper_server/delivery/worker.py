"""The worker: one transaction writes down what is done and leases what is due; in between it sends.

Killed at any moment it loses nothing: a lease that is not settled ends, and the delivery is made again by whoever asks
next. So a receiver may see an event twice, and knows it by ``webhook-id``.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import ssl
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import anyio.to_thread

from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.delivery.claiming import Job, Room, anything_due, claim
from tollkeeper_server.delivery.connecting import Resolver, resolve
from tollkeeper_server.delivery.sender import Sender
from tollkeeper_server.delivery.settling import Done, settle
from tollkeeper_server.observability.logs import logger
from tollkeeper_server.services import Services
from tollkeeper_server.times import SECOND

POLL = 0.2
"""Seconds between two looks for work when there is none."""
PER_ENDPOINT = 16
"""Requests to one endpoint at a time, per worker."""
LAST_SECONDS = 20.0
"""So long a worker that stops tries to write down what was delivered, once all of it was."""
_GATHER = 0.01


@dataclass(frozen=True, slots=True)
class Outside:
    """What a test may replace: how names are resolved, whose certificates count, chance."""

    resolver: Resolver = resolve
    context: ssl.SSLContext | None = None
    chance: Callable[[], float] = random.random


class Worker:
    """Runs in an event loop of its own until it is told to stop."""

    def __init__(self, services: Services, outside: Outside | None = None) -> None:
        self.name = f"worker-{secrets.token_hex(6)}"
        self._services = services
        self._outside = outside or Outside()
        self._results: list[Done] = []
        self._busy: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._stopping = False
        self._last_try: float | None = None

    def stop(self) -> None:
        """Take nothing more, finish what is under way. Call it in the worker's loop."""
        self._stopping = True
        self._news.set()

    async def run(self) -> None:
        """Until ``stop``: everything that was begun is then written down."""
        options = self._services.options
        sender = Sender(
            clock=self._services.clock,
            timeout=options.delivery_timeout,
            connections=options.worker_concurrency,
            allow_loopback=options.allow_loopback,
            resolver=self._outside.resolver,
            context=self._outside.context,
        )
        try:
            while not (self._stopping and not self._tasks and self._has_told()):
                await self._round(sender)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await sender.close()

    def _has_told(self) -> bool:
        """Whether all is written down; or has been tried for so long that the leases may as well end."""
        now = asyncio.get_running_loop().time()
        if self._last_try is None:
            self._last_try = now + LAST_SECONDS
        if self._results and now > self._last_try:
            logger().error("results_not_written", worker=self.name, count=len(self._results))
            return True
        return not self._results

    async def _round(self, sender: Sender) -> None:
        self._news.clear()
        results, self._results = self._results, []
        try:
            jobs = await anyio.to_thread.run_sync(self._exchange, results)
        except Exception as error:  # noqa: BLE001 - the last line: a worker that ends delivers nothing at all
            self._results = results + self._results
            logger().error("worker_failed", worker=self.name, exc_info=error)
            await asyncio.sleep(1)
            return
        for job in jobs:
            self._busy[job.endpoint_id] += 1
            task = asyncio.create_task(self._attempt(sender, job))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if not self._results:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), POLL)
        if self._results:
            await asyncio.sleep(_GATHER)  # several results share a transaction

    async def _attempt(self, sender: Sender, job: Job) -> None:
        outcome = await sender.send(job.message)
        self._busy[job.endpoint_id] -= 1
        if not self._busy[job.endpoint_id]:
            del self._busy[job.endpoint_id]
        self._results.append(Done(job, outcome, self._outside.chance()))
        self._news.set()
        logger().info(
            "delivery_attempt",
            delivery_id=job.delivery_id,
            endpoint_id=job.endpoint_id,
            organization_id=job.organization_id,
            attempt=job.attempt,
            status=outcome.status,
            error=outcome.error,
            ms=outcome.latency_ms,
        )

    def _room(self) -> Room:
        running = sum(self._busy.values())
        free = 0 if self._stopping else self._services.options.worker_concurrency - running
        return Room(free, PER_ENDPOINT, dict(self._busy))

    def _exchange(self, results: list[Done]) -> list[Job]:
        """Settle and claim in one transaction. Blocks."""
        services, room = self._services, self._room()
        database, now = services.database, services.clock()
        full = {endpoint_id for endpoint_id in room.busy if room.of(endpoint_id) <= 0}
        if not results:
            if room.free <= 0:
                return []
            with database.reading(EVERY_ORGANIZATION) as session:
                if not anything_due(session, now, full):
                    return []
        with database.writing(EVERY_ORGANIZATION) as session:
            if results:
                written = settle(session, self.name, services.options.retry_schedule, results, now)
                if written < len(results):
                    logger().warning("leases_lost", worker=self.name, count=len(results) - written)
                session.flush()
            if room.free <= 0:
                return []
            lease = int(services.options.lease * SECOND)
            return claim(session, services.vault, self.name, now, lease, room)
