"""Group commit for SQLite: what waits for the one writer is committed at once, with one write to the disk for all.

Whoever gets the writer does the work of all that wait, each in a savepoint of its own, and commits; the others find
theirs done. Nothing is answered before it is on the disk, and a failure undoes its own work alone.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.transaction import Transaction

T = TypeVar("T")

MOST = 64
"""So much is committed at once."""


@dataclass(eq=False, slots=True)
class _Work:
    organization_id: str
    run: Callable[[Transaction], Any]
    result: Any = None
    error: BaseException | None = None
    done: bool = False


class Together:
    """The work that waits for the writer of one database. Safe to use from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._waiting: deque[_Work] = deque()

    @property
    def waiting(self) -> int:
        """How much waits."""
        return len(self._waiting)

    def run(self, organization_id: str, work: Callable[[Transaction], T]) -> T:
        """What ``work`` returns, once it is committed; what it raised. It may run in another thread."""
        mine = _Work(organization_id, work)
        with self._lock:
            self._waiting.append(mine)
        while not mine.done:  # again where more than ``MOST`` waited in front
            with self._database.writer:
                if not mine.done:
                    self._commit(self._next())
        if mine.error is not None:
            raise mine.error
        return cast("T", mine.result)

    def _next(self) -> list[_Work]:
        with self._lock:
            return [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]

    def _commit(self, batch: list[_Work]) -> None:
        begun: Transaction | None = None
        try:
            begun = self._database.begin(batch[0].organization_id, writes=True)
            for work in batch:
                _run(begun, work)
            begun.commit()
        except BaseException as error:  # noqa: BLE001 - each is told, the one that is here among them
            for work in batch:
                work.error = work.error or error
        finally:
            for work in batch:
                work.done = True
            if begun is not None:
                begun.close()
                self._database.after(begun.info)


def _run(begun: Transaction, work: _Work) -> None:
    try:
        with begun.part():  # no organization's rows are there for another's
            work.result = work.run(begun)
    except Exception as error:  # noqa: BLE001 - it is raised where the work came from
        work.error = error
