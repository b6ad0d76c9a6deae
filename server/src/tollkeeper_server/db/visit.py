"""One connection for one request: it finds the key, then goes on about the rows of the key's organization.

On PostgreSQL that is one transaction. On SQLite what writes begins again with ``BEGIN IMMEDIATE`` once the key is
known: who has none never holds the writer.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager, nullcontext
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Executable, Row
from sqlalchemy.orm import Session

from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database, about


class Visit:
    """Takes a connection when it is first needed, and gives it back at the end. Belongs to one thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.leave()  # what was not committed is rolled back

    def first(self, statement: Executable, values: Mapping[str, Any]) -> Row[Any] | None:
        """The first row of a prebuilt statement about every organization: to find out which one it is."""
        if self._connection is None:
            self._connection = self._database.engine.connect()
            self._connection.execution_options(**about(EVERY_ORGANIZATION))
        return self._connection.execute(statement, values).first()

    def leave(self) -> None:
        """Give the connection back before the end."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def transaction(self, organization_id: str, *, writes: bool) -> Generator[Session]:
        """As ``Database.writing`` or ``reading``, on this connection."""
        connection = self._connection
        assert connection is not None, "a key was found"
        session = Session(connection, expire_on_commit=False)
        try:
            with self._database.writer if writes else nullcontext():
                self._turn_to(connection, organization_id, writes=writes)
                with session:
                    yield session
                    if writes:
                        session.commit()
                        if connection.in_transaction():  # begun before the session, which leaves it to us
                            connection.commit()
        finally:
            self._database.after(session)

    def _turn_to(self, connection: Connection, organization_id: str, *, writes: bool) -> None:
        if not self._database.is_sqlite:
            self._database.turn_to(connection, organization_id)
        elif writes:  # what reads goes on as it began
            connection.rollback()
            connection.execution_options(**about(organization_id, writes=True))
