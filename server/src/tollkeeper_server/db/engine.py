"""Engine and transactions, the same for SQLite and PostgreSQL.

SQLite: WAL, ``synchronous=FULL`` (what was answered is on disk), foreign keys on. What writes begins with
``BEGIN IMMEDIATE``, so there is one writer and no deadlock by upgrading; a lock in the process keeps its threads from
polling for that.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event, text
from sqlalchemy.orm import Session

from tollkeeper_server.ids import ALPHABET

assert sorted(ALPHABET) == list(ALPHABET), "ids sort as text"

BUSY_MS = 10_000
_WRITES = "tollkeeper_writes"


class Database:
    """One database. Safe to use from many threads; a transaction belongs to one."""

    def __init__(self, url: URL, *, pool_size: int = 40) -> None:
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=10,
            pool_pre_ping=not self.is_sqlite,
            hide_parameters=True,  # errors name the statement, never a value: values may be secrets
        )
        self._writer = threading.Lock() if self.is_sqlite else None
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def reading(self) -> Generator[Session]:
        """A transaction that changes nothing."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Generator[Session]:
        """A transaction that is committed at the end, or rolled back by whatever is raised."""
        with (
            self._writer or nullcontext(),
            Session(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            session.connection(execution_options={_WRITES: True})
            yield session

    def ping(self) -> None:
        """Raises what the driver raises when the database can't be reached."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late and is never IMMEDIATE
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
