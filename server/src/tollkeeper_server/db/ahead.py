"""Reading without a thread on PostgreSQL: a request says ahead what it will read, and all of it is one message.

The key comes first, by ``KEY_THAT_TURNS``: what follows sees the rows of its organization alone, as in any transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tollkeeper_server.db.engine import EVERY_ORGANIZATION, SETTING, Database
from tollkeeper_server.db.prepared import Prepared, Question, Row
from tollkeeper_server.db.rows import KEY_THAT_TURNS, KeyRow

if TYPE_CHECKING:
    from tollkeeper_server.db.line import Line

LINES = 4
"""So many connections are read by at most."""
_BUSY = 4
"""A connection that so many requests wait for is a reason for another."""
_ABOUT_EVERY = Prepared(select(func.set_config(SETTING, EVERY_ORGANIZATION, True)), tuple)


class Fetched:
    """What was read ahead, for those who ask for it as a ``Visit`` or a ``Transaction`` is asked."""

    def __init__(self, keys: Mapping[bytes, KeyRow | None], asked: Sequence[Question], rows: Sequence[Any]) -> None:
        self._keys = keys
        self._asked = asked
        self._rows = rows
        self._about: str | None = None

    def __enter__(self) -> Fetched:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The digests that were asked for."""
        return tuple(self._keys)

    def key(self, digest: bytes) -> KeyRow | None:
        """The key with this digest, of whatever organization."""
        row = self._keys[digest]
        self._about = None if row is None else row.organization_id
        return row

    @contextmanager
    def transaction(self, organization_id: str, *, writes: bool) -> Generator[Fetched]:
        """It has ended already."""
        assert self._about == organization_id and not writes, "a key of it was found"
        yield self

    def rows(self, statement: Prepared[Row], values: Mapping[str, Any]) -> list[Row]:
        """The rows of a question that was asked. Raises ``AssertionError`` for another one."""
        given = {name: value for name, value in values.items() if name != "organization_id"}
        assert values["organization_id"] == self._about, "a key of it was found"
        for (asked, with_values), rows in zip(self._asked, self._rows, strict=True):
            if asked is statement and with_values == given:
                found: list[Row] = rows
                return found
        raise AssertionError("a quick handler says ahead what it reads")


class Reader:
    """A few connections in one event loop. They are opened when they are needed."""

    def __init__(self, database: Database, threads: Executor) -> None:
        self._database = database
        self._threads = threads
        self._lines: list[Line] = []
        self._opening = asyncio.Lock()

    @property
    def lines(self) -> tuple[Line, ...]:
        """Those that are open."""
        return tuple(self._lines)

    async def fetch(self, digests: Sequence[bytes], asked: Sequence[Question]) -> Fetched:
        """The keys with these digests, and what else is asked about the rows of their organization."""
        if not digests:
            return Fetched({}, (), ())
        keys: list[Question] = [(KEY_THAT_TURNS, {"digest": digest}) for digest in digests]
        line = await self._line()
        _, *rows = await line.ask([(_ABOUT_EVERY, {}), *keys, *asked])
        found = {digest: row[0] if row else None for digest, row in zip(digests, rows, strict=False)}
        return Fetched(found, asked, rows[len(digests) :])

    async def _line(self) -> Line:
        if not self._lines:
            await self._open(1)
        best = min(self._lines, key=lambda line: line.busy)
        if best.busy >= _BUSY and len(self._lines) < LINES and not self._opening.locked():
            await self._open(len(self._lines) + 1)
            best = min(self._lines, key=lambda line: line.busy)
        return best

    async def _open(self, wanted: int) -> None:
        from tollkeeper_server.db.line import Line  # noqa: PLC0415 - psycopg is not there for SQLite alone

        async with self._opening:
            if len(self._lines) < wanted:
                held = await asyncio.get_running_loop().run_in_executor(self._threads, self._database.take)
                self._lines.append(Line(held, self._database.engine.dialect, self._lines.remove))

    def close(self) -> None:
        """Call it in the event loop."""
        for line in [*self._lines]:
            line.end()
