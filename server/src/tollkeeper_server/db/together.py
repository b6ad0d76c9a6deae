"""Group commit: what comes while a transaction is under way joins the next one, with one write to the disk for all.

A lane that is free begins at once, and who is alone waits for nobody. Each is answered when its transaction is
committed. Where one fails, nothing of that transaction stays, and each is done once more by itself.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.db.transaction import is_away

Handle = Callable[[Repository, Sequence[Any]], Sequence[Any]]
"""Does the work of many in one transaction about one organization: a result for each. It may run twice."""

MOST = 64
"""So much is committed at once."""
GATHER = 0.002
"""Seconds between two transactions of a lane in which there was company: those who were answered may come again."""


@dataclass(eq=False, slots=True)
class _Work:
    organization_id: str
    handle: Handle
    given: Any
    told: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        if self.told.done():
            return  # who asked has gone
        if self.error is None:
            self.told.set_result(self.result)
        else:
            self.told.set_exception(self.error)


class Together:
    """The work that waits for one database. Belongs to one event loop; transactions run in threads.

    A lane is a kind of work, and on PostgreSQL its organization: what of them waits is one transaction at a time.
    """

    def __init__(self, database: Database, threads: Executor) -> None:
        self._database = database
        self._threads = threads
        self._lanes: dict[tuple[str, str], deque[_Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """How much waits for a transaction to end."""
        return sum(map(len, self._lanes.values()))

    async def run(self, kind: str, organization_id: str, handle: Handle, value: Any) -> Any:
        """The result for ``value``, once it is committed; or what was raised."""
        work = _Work(organization_id, handle, value, asyncio.get_running_loop().create_future())
        lane = (kind, "" if self._database.is_sqlite else organization_id)
        if lane in self._lanes:
            self._lanes[lane].append(work)
        else:
            self._lanes[lane] = deque([work])
            task = asyncio.create_task(self._drain(lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await work.told

    async def _drain(self, lane: tuple[str, str]) -> None:
        waiting = self._lanes[lane]
        batch: list[_Work] = []
        try:
            while waiting:
                batch = [waiting.popleft() for _ in range(min(MOST, len(waiting)))]
                await asyncio.get_running_loop().run_in_executor(self._threads, self._do, batch)
                for work in batch:
                    work.tell()
                if len(batch) > 1 and len(waiting) < MOST:
                    await asyncio.sleep(GATHER)
        except BaseException as error:  # the loop ends, or the threads have: nobody waits for ever
            for work in (*batch, *waiting):
                work.error = work.error or error
                work.tell()
            if not isinstance(error, Exception):
                raise
        finally:
            del self._lanes[lane]

    def _do(self, batch: Sequence[_Work]) -> None:
        try:
            self._commit(batch)
        except Exception as error:  # noqa: BLE001 - it is raised where the work came from
            if len(batch) == 1 or is_away(error):
                for work in batch:
                    work.error = error
            else:
                for number, work in enumerate(batch):
                    self._do([work])
                    if work.error is not None and is_away(work.error):  # the others would wait for the same
                        for other in batch[number:]:
                            other.error = work.error
                        return

    def _commit(self, batch: Sequence[_Work]) -> None:
        database = self._database
        by_organization: dict[str, list[_Work]] = {}
        for work in batch:
            by_organization.setdefault(work.organization_id, []).append(work)
        with database.writer:
            begun = database.begin(batch[0].organization_id, writes=True)
            try:
                for organization_id, works in by_organization.items():  # one, on PostgreSQL
                    repository = Repository(begun, organization_id)
                    results = works[0].handle(repository, [work.given for work in works])
                    for work, result in zip(works, results, strict=True):
                        work.result = result
                begun.commit()
            finally:
                begun.close()
                database.after(begun.info)
