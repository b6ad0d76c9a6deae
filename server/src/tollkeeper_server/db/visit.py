"""One connection for one request: it finds the key, then goes on about the rows of the key's organization.

On PostgreSQL that is one transaction. On SQLite what writes begins again with ``BEGIN IMMEDIATE`` once the key is
known: who has none never holds the writer.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from types import TracebackType

from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database
from tollkeeper_server.db.rows import KEY_BY_DIGEST, KEY_THAT_TURNS, KeyRow
from tollkeeper_server.db.transaction import Transaction


class Visit:
    """Takes a connection when it is first needed, and gives it back at the end. Belongs to one thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begun: Transaction | None = None
        self._about: str | None = None

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.leave()  # what was not committed is rolled back

    def key(self, digest: bytes) -> KeyRow | None:
        """The key with this digest, of whatever organization. On PostgreSQL the transaction goes on about that one."""
        if self._begun is None:
            self._begun = self._database.begin(EVERY_ORGANIZATION)
        row = self._begun.first(KEY_BY_DIGEST if self._database.is_sqlite else KEY_THAT_TURNS, {"digest": digest})
        self._about = None if row is None else row.organization_id
        return row

    def leave(self) -> None:
        """Give the connection back before the end."""
        if self._begun is not None:
            self._begun.close()
            self._begun = None

    @contextmanager
    def transaction(self, organization_id: str, *, writes: bool) -> Generator[Transaction]:
        """As ``Database.writing`` or ``reading``, on this connection."""
        begun = self._begun
        assert begun is not None and self._about == organization_id, "a key of it was found"
        try:
            with self._database.writer if writes else nullcontext():
                try:
                    if writes and self._database.is_sqlite:  # what reads goes on as it began
                        begun.rollback()
                        self._database.start(begun, organization_id, writes=True)
                    yield begun
                    if writes:
                        begun.commit()
                finally:
                    self.leave()  # before another gets the writer
        finally:
            self._database.after(begun.info)
