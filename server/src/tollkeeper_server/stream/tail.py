"""One reader of new events per process, however many streams there are."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import anyio.to_thread
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database
from tollkeeper_server.db.models import Event
from tollkeeper_server.observability.logs import logger
from tollkeeper_server.stream.order import safe_end
from tollkeeper_server.stream.wakes import Listener

POLL = 0.2
"""Seconds between two looks at the table while nobody is sure to wake the reader."""
POLL_WOKEN = 2.0
"""The same where events wake it: for those of a process that died between its commit and telling."""
_GATHER = 0.01
_KEPT = 5_000
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """An event of the stream."""

    sequence: int
    organization_id: str
    type: str
    payload: str


class Tail:
    """Holds the newest events of all organizations, complete after ``_start``; older ones are read from the table.

    Lives in the event loop of the server. Reads while somebody follows.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows: list[Row] = []
        self._start = self._end = 0
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._followers = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._nudge = asyncio.Event()
        self._listener = None if database.is_sqlite else Listener(database, self._nudge.set)
        database.on_event(self._nudged)
        self.closed = False

    @property
    def is_woken(self) -> bool:
        """Whether every event wakes the reader; else it looks more often."""
        return self._listener is None or self._listener.is_sure

    @contextmanager
    def following(self) -> Generator[None]:
        """While somebody is inside, new events are read; at once those that nobody waited for."""
        self._followers += 1
        self._nudge.set()
        try:
            yield
        finally:
            self._followers -= 1

    def close(self) -> None:
        """End every stream: the server stops."""
        self.closed = True
        self._wake()
        self._nudge.set()

    async def after(self, organization_id: str, position: int, patience: float) -> tuple[list[Row], int]:
        """The organization's events after ``position``, and the position after them; waits ``patience`` seconds."""
        if self._task is None or self._task.done():
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.create_task(self._run(), name="stream-tail")
        if position < self._start:
            return await anyio.to_thread.run_sync(self._read_of, organization_id, position)
        news, end = self._news, self._end
        found = self._held(organization_id, position)
        if not found:
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), patience)
            end = self._end
            if position < self._start:  # so much happened that it is no longer held
                return [], position
            found = self._held(organization_id, position)
        return found, max(position, end)

    def _held(self, organization_id: str, position: int) -> list[Row]:
        first = bisect_right(self._rows, position, key=lambda row: row.sequence)
        return [row for row in self._rows[first:] if row.organization_id == organization_id]

    def _nudged(self) -> None:
        """Something may be new. From any thread."""
        if self._followers and self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: nobody follows any more
                self._loop.call_soon_threadsafe(self._nudge.set)

    async def _run(self) -> None:
        fresh = True
        try:
            while self._followers and not self.closed:
                self._nudge.clear()  # before the look: what is told during it is looked for again
                if self._listener is not None:
                    await self._listener.open()
                try:
                    if fresh:
                        await self._begin()
                    fresh = False
                    rows, end = await anyio.to_thread.run_sync(self._read_all, self._end)
                except SQLAlchemyError as error:  # the next look tries again; streams stay open meanwhile
                    logger().error("stream_read_failed", exc_info=error)
                    await asyncio.sleep(1)
                    continue
                self._take(rows, end)
                if len(rows) < _PAGE:
                    await self._rest()
        finally:
            if self._listener is not None:
                self._listener.close()

    async def _begin(self) -> None:
        """Only what is read from now on is complete; whoever is further back reads the table."""
        end = await anyio.to_thread.run_sync(self._newest)
        self._rows, self._start, self._end = [], max(end, self._end), max(end, self._end)
        self._wake()  # whoever came meanwhile and is further back

    async def _rest(self) -> None:
        """Until something is told, or for as long as a wake may be missing; and a moment, in which more may come."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._nudge.wait(), POLL_WOKEN if self.is_woken else POLL)
        await asyncio.sleep(_GATHER)

    def _take(self, rows: list[Row], end: int) -> None:
        self._end = max(end, self._end)
        if not rows:
            return
        kept = self._rows + rows
        if len(kept) > _KEPT:
            self._start = kept[-_KEPT - 1].sequence
            kept = kept[-_KEPT:]
        self._rows = kept
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _newest(self) -> int:
        with self._database.reading(EVERY_ORGANIZATION) as session:
            return safe_end(session)

    def _read_all(self, position: int) -> tuple[list[Row], int]:
        return read_events(self._database, position)

    def _read_of(self, organization_id: str, position: int) -> tuple[list[Row], int]:
        return read_events(self._database, position, organization_id)


def read_events(database: Database, position: int, organization_id: str | None = None) -> tuple[list[Row], int]:
    """A page of events after a position, of one organization or of all, and the position after it. Blocks."""
    with database.reading(organization_id or EVERY_ORGANIZATION) as session:
        end = safe_end(session)
        columns = (Event.sequence, Event.organization_id, Event.type, Event.payload)
        query = select(*columns).where(Event.sequence > position, Event.sequence <= end)
        if organization_id is not None:
            query = query.where(Event.organization_id == organization_id)
        rows = [Row(*row) for row in session.execute(query.order_by(Event.sequence).limit(_PAGE))]
    if len(rows) == _PAGE:
        end = rows[-1].sequence
    return rows, max(position, end)
