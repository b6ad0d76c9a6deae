"""A connection of PostgreSQL that many requests read by at once, in the event loop, without a thread.

What one of them asks is a segment: statements that go out in one message and are one transaction, which ends with them.
The next segment goes out before the answer to this one is there (libpq's pipeline mode).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import OperationalError
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import Dialect, PoolProxiedConnection

from tollkeeper_server.db.engine import SETTING
from tollkeeper_server.db.prepared import Numbered, Prepared, Question
from tollkeeper_server.db.transaction import as_told

SECONDS = 10.0
"""So long the oldest segment may take; then the connection is given up, and all that wait for it are told."""
_INSIDE = {"organization_id": f"current_setting('{SETTING}')"}
"""Whose rows are read, nobody knows before the statement in front of it has found the key."""


@dataclass(eq=False, slots=True)
class _Segment:
    asked: Sequence[Question]
    answer: asyncio.Future[list[list[Any]]]
    since: float
    rows: list[list[Any]] = field(default_factory=list[list[Any]])
    error: Exception | None = None


class Line:
    """``on_end`` is called when no more can be asked. Belongs to one event loop."""

    def __init__(self, held: PoolProxiedConnection, dialect: Dialect, on_end: Callable[[Line], None]) -> None:
        connection: Any = held.dbapi_connection
        self._held, self._dialect, self._on_end = held, dialect, on_end
        self._libpq = connection.pgconn
        self._types = Transformer(connection)
        self._encoding: str = connection.info.encoding
        self._loop = asyncio.get_running_loop()
        self._segments: deque[_Segment] = deque()
        self._known: dict[Prepared[Any], tuple[bytes, Numbered]] = {}
        self._watch: asyncio.TimerHandle | None = None
        self._is_open = True
        self._libpq.nonblocking = 1
        self._libpq.enter_pipeline_mode()
        self._socket: int = self._libpq.socket
        self._loop.add_reader(self._socket, self._read)

    @property
    def busy(self) -> int:
        """How many segments have no answer yet."""
        return len(self._segments)

    async def ask(self, asked: Sequence[Question]) -> list[list[Any]]:
        """The rows of each statement. Raises what SQLAlchemy would."""
        named = [self._name(statement) for statement, _ in asked]
        sent = [self._spelled(numbered, values) for (_, numbered, _), (_, values) in zip(named, asked, strict=True)]
        segment = _Segment(asked, self._loop.create_future(), self._loop.time())
        self._segments.append(segment)
        if self._watch is None:
            self._watch = self._loop.call_later(SECONDS, self._look)
        try:
            for (name, numbered, is_new), (values, kinds) in zip(named, sent, strict=True):
                if is_new:
                    self._libpq.send_prepare(name, numbered.text.encode(self._encoding))
                self._libpq.send_query_prepared(name, values, kinds)
            self._libpq.pipeline_sync()
            self._flush()
        except OperationalError as error:
            self._end(error)
        return await segment.answer

    def end(self) -> None:
        """Close it; whoever waits is told."""
        self._end(OperationalError("the server stops"))

    def _name(self, statement: Prepared[Any]) -> tuple[bytes, Numbered, bool]:
        """What a statement is called here, and whether it has to be prepared first."""
        known = self._known.get(statement)
        if known is not None:
            return *known, False
        made = f"tk_{len(self._known)}".encode(), statement.numbered(self._dialect, _INSIDE)
        self._known[statement] = made
        return *made, True

    def _spelled(self, numbered: Numbered, values: Mapping[str, Any]) -> tuple[list[bytes], list[int]]:
        """Parameters as they travel: bytes as they are, all else as text."""
        given = [values[name] if name in values else numbered.fixed[name] for name in numbered.names]
        sent = [value if isinstance(value, bytes) else str(value).encode(self._encoding) for value in given]
        return sent, [int(isinstance(value, bytes)) for value in given]

    def _flush(self) -> None:
        if self._is_open and self._libpq.flush():
            self._loop.add_writer(self._socket, self._write)

    def _write(self) -> None:
        self._loop.remove_writer(self._socket)
        try:
            self._flush()
        except OperationalError as error:
            self._end(error)

    def _read(self) -> None:
        try:
            self._libpq.consume_input()
            is_at_end = False  # a statement's results end with None, and two of them are the end of all
            while self._is_open and self._segments and not self._libpq.is_busy():
                result = self._libpq.get_result()
                if result is not None:
                    self._take(result)
                elif is_at_end:
                    return
                is_at_end = result is None
        except OperationalError as error:
            self._end(error)

    def _take(self, result: PGresult) -> None:
        segment = self._segments[0]
        if result.status == ExecStatus.TUPLES_OK:
            self._types.set_pgresult(result)
            statement = segment.asked[len(segment.rows)][0]
            segment.rows.append(statement.read(self._dialect, self._types.load_rows(0, result.ntuples, tuple)))
        elif result.status == ExecStatus.PIPELINE_SYNC:
            self._segments.popleft()
            if segment.error is not None:  # not all of it may be prepared: the next one begins anew
                self._tell(segment, segment.error)
                self._end(OperationalError("a statement before this one failed"))
            elif not segment.answer.done():
                segment.answer.set_result(segment.rows)
        elif result.status == ExecStatus.FATAL_ERROR:
            segment.error = error_from_result(result, self._encoding)

    def _look(self) -> None:
        self._watch = None
        if self._segments:
            if self._loop.time() - self._segments[0].since > SECONDS:
                self._end(OperationalError(f"the database did not answer within {SECONDS:.0f} seconds"))
            else:
                self._watch = self._loop.call_later(SECONDS, self._look)

    def _tell(self, segment: _Segment, error: Exception) -> None:
        if not segment.answer.done():
            segment.answer.set_exception(as_told(self._dialect, error, gone=not self._is_open))

    def _end(self, error: Exception) -> None:
        if not self._is_open:
            return
        self._is_open = False
        if self._watch is not None:
            self._watch.cancel()
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._held.invalidate()
        self._on_end(self)
        while self._segments:
            self._tell(self._segments.popleft(), error)
