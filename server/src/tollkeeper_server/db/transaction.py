"""A transaction on one connection of the driver: prepared statements go to it directly, objects by way of a session.

The session is made when somebody asks for it. Both see what the other did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from tollkeeper_server.db.prepared import Prepared, Row

BEGUN = "tollkeeper_begun"
"""An execution option: the driver's connection is in a transaction already, so that none is begun."""


class Transaction:
    """Belongs to one thread at a time. It gives its connection back to the pool when it is closed."""

    def __init__(self, engine: Engine, held: PoolProxiedConnection) -> None:
        self._engine = engine
        self._errors = engine.dialect.loaded_dbapi.Error
        self._session: Session | None = None
        self.info: dict[Any, Any] = {}
        """What the ``info`` of sessions said that have ended."""
        self._held = held
        self._cursor = self._held.cursor()

    @property
    def dialect(self) -> Dialect:
        """Of the database."""
        return self._engine.dialect

    @property
    def session(self) -> Session:
        """A session on the same connection."""
        if self._session is None:
            connection = Connection(self._engine, self._held).execution_options(**{BEGUN: True})
            self._session = Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        return self._session

    def rows(self, statement: Prepared[Row], values: Mapping[str, Any]) -> list[Row]:
        """All rows of a prepared statement. Raises as SQLAlchemy does."""
        if self._session is not None:
            self._session.flush()
        try:
            return statement.run(self._cursor, self._engine.dialect, values)
        except self._errors as error:
            raise self._told(error) from error

    def first(self, statement: Prepared[Row], values: Mapping[str, Any]) -> Row | None:
        """The first of them."""
        found = self.rows(statement, values)
        return found[0] if found else None

    def execute(self, text: str, values: Sequence[Any] = (), *, each: bool = False) -> None:
        """A statement of ours in the driver's own words; with ``each``, for each value. Raises as SQLAlchemy does."""
        if self._session is not None:
            self._session.flush()
        try:
            if each:
                self._cursor.executemany(text, values)
            elif values:
                self._cursor.execute(text, values)
            else:
                self._cursor.execute(text)  # several statements in one text have no values
        except self._errors as error:
            raise self._told(error) from error

    def _let_go(self) -> None:
        if self._session is not None:
            self.info.update(self._session.info)
            self._session.close()
            self._session = None

    def commit(self) -> None:
        """Keep what was done. Raises as SQLAlchemy does."""
        if self._session is not None:
            self._session.commit()
        try:
            self._held.commit()
        except self._errors as error:
            raise self._told(error) from error

    def rollback(self) -> None:
        """Undo what was done. Objects are let go of."""
        self._let_go()
        self._held.rollback()

    def close(self) -> None:
        """Give the connection back; what was not committed is rolled back by the pool."""
        self._let_go()
        self._held.close()

    def _told(self, error: Exception) -> Exception:
        """A connection that is gone is not used again."""
        dialect = self._engine.dialect
        gone = dialect.is_disconnect(error, self._held.dbapi_connection, self._cursor)  # type: ignore[arg-type]
        if gone:
            self._held.invalidate(error)
        return as_told(dialect, error, gone=gone)


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database can't be reached now, or has no connection to give."""
    gone = isinstance(error, DBAPIError) and error.connection_invalidated
    return gone or isinstance(error, (OperationalError, PoolTimeoutError))


def as_told(dialect: Dialect, error: Exception, *, gone: bool) -> Exception:
    """The driver's error as SQLAlchemy tells it, without statement and values."""
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(None, None, error, base, connection_invalidated=gone, dialect=dialect)
