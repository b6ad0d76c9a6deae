"""Engine and transactions, the same for SQLite and PostgreSQL.

SQLite: WAL, ``synchronous=FULL`` (what was answered is on disk), foreign keys on. What writes begins with
``BEGIN IMMEDIATE``, so there is one writer and no deadlock by upgrading; a lock in the process keeps its threads from
polling for that.

PostgreSQL: each transaction says whose rows it is about before its first statement, in the message that begins it. The
policies of migration 0002 let it see and write no others, whatever its statements forget to ask for.
"""

from __future__ import annotations

import os
import re
import select
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, PoolProxiedConnection, create_engine, event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from tollkeeper_server.db.exact import teach_sqlite
from tollkeeper_server.db.transaction import BEGUN, Transaction, as_told
from tollkeeper_server.exact import dump_json, load_json
from tollkeeper_server.ids import ALPHABET
from tollkeeper_server.settings import keep_private

assert sorted(ALPHABET) == list(ALPHABET), "ids sort as text"

EVERY_ORGANIZATION = "*"
"""Instead of an organization's id, for what belongs to no request of one: looking a key up, delivering, keeping house.

A test holds the list of modules that may use it.
"""
SETTING = "tollkeeper.organization_id"
"""PostgreSQL's, by which its policies know whose rows a transaction is about."""
_TENANT = "tollkeeper_tenant"  # an execution option: whose rows a transaction is about; without it, it sees none
BUSY_MS = 10_000
LOCK_SECONDS = 30
"""So long a transaction waits for what others hold; then it ends, which is 503. Only migrations wait for each other."""
_WRITES = "tollkeeper_writes"
TELLS = "tollkeeper_tells"
"""In a session's ``info``: an event was written."""
_NOTICES_SOON: Mapping[str, Any] = {
    "connect_timeout": 10, "keepalives_idle": 10, "keepalives_interval": 10, "keepalives_count": 3,
    "tcp_user_timeout": 40_000,
}  # fmt: skip
"""How libpq finds out that a database's machine is gone, which would be waited for until TCP gives up, or for ever."""
_ORGANIZATION_ID = re.compile(r"[A-Za-z0-9_]{1,64}|\*", re.ASCII)


class Database:
    """One database. Safe to use from many threads; a transaction belongs to one."""

    def __init__(self, url: URL, *, pool_size: int = 40) -> None:
        self.is_sqlite = url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            _make_private(Path(url.database or ""))
        self.engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=10,
            json_serializer=_json,
            json_deserializer=load_json,
            connect_args={} if self.is_sqlite else _without(url.query, _NOTICES_SOON),
            hide_parameters=True,  # errors name the statement, never a value: values may be secrets
        )
        self._listeners: list[Callable[[], None]] = []
        self.writer: AbstractContextManager[Any] = _OneWriter() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_as_told)
            event.listen(self.engine, "checkin", _end_sqlite)
        else:
            event.listen(self.engine, "connect", _prepare_postgresql)
            event.listen(self.engine, "checkout", _refuse_closed)
            event.listen(self.engine, "begin", _begin_as_told)

    @contextmanager
    def reading(self, organization_id: str) -> Generator[Session]:
        """A transaction that changes nothing, about the rows of one organization, or of ``EVERY_ORGANIZATION``."""
        with Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options=about(organization_id))
            yield session

    @contextmanager
    def writing(self, organization_id: str) -> Generator[Session]:
        """As ``reading``; committed at the end, or rolled back by whatever is raised."""
        begun = Session(self.engine, expire_on_commit=False)
        try:
            with self.writer, begun as session, session.begin():
                session.connection(execution_options=about(organization_id, writes=True))
                yield session
        finally:
            self.after(begun.info)

    def after(self, info: Mapping[Any, Any]) -> None:
        """Tell of what a session wrote, by its ``info``, once its transaction has ended."""
        if info.get(TELLS):  # rolled back too: it may have held readers of the stream back
            for listener in self._listeners:
                listener()

    def on_event(self, listener: Callable[[], None]) -> None:
        """Call this after each transaction that wrote an event, in its thread."""
        self._listeners.append(listener)

    @contextmanager
    def migrating(self) -> Generator[Connection]:
        """A transaction that may change every table. On SQLite others wait for it from its beginning."""
        engine = self.engine.execution_options(**about(EVERY_ORGANIZATION, writes=True))
        with self.writer, engine.connect() as connection, connection.begin():
            if not self.is_sqlite:
                connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            yield connection

    def begin(self, organization_id: str, *, writes: bool = False) -> Transaction:
        """The same for those who end it themselves."""
        transaction = Transaction(self.engine, self.take())
        try:
            self.start(transaction, organization_id, writes=writes)
        except BaseException:
            transaction.close()
            raise
        return transaction

    def start(self, transaction: Transaction, organization_id: str, *, writes: bool) -> None:
        """Begin on a connection that is in no transaction."""
        transaction.execute(_begin(organization_id, writes=writes, is_sqlite=self.is_sqlite))

    def take(self) -> PoolProxiedConnection:
        """A connection of the driver, in no transaction. Raises as SQLAlchemy does."""
        try:
            return self.engine.raw_connection()
        except self.engine.dialect.loaded_dbapi.Error as error:
            raise as_told(self.engine.dialect, error, gone=False) from error

    def ping(self) -> None:
        """Raises what the driver raises when the database can't be reached."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    @property
    def is_walled(self) -> bool:
        """Whether row-level security holds for this role: not for a superuser, nor for one with BYPASSRLS."""
        if self.is_sqlite:
            return False
        with self.engine.connect() as connection:
            above = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            return not connection.exec_driver_sql(above).scalar_one()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


class _OneWriter(AbstractContextManager[None]):
    """Keeps a process's threads from polling for SQLite's lock. Whoever waits too long is told, as by SQLite."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=LOCK_SECONDS):
            raise PoolTimeoutError(f"another writer of this process did not end within {LOCK_SECONDS} seconds")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def about(organization_id: str, *, writes: bool = False) -> dict[str, Any]:
    """Options of a connection whose next transaction is about the rows of an organization."""
    return {_TENANT: organization_id, _WRITES: writes}


def _without(given: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """What the URL says itself is not said again."""
    return {name: value for name, value in defaults.items() if name not in given}


def _make_private(path: Path) -> None:
    """SQLite gives its other files the mode of this one. What can't be made or changed, opening it says."""
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        keep_private(path)
        for more in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                keep_private(path.with_name(path.name + more))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    teach_sqlite(connection)
    connection.isolation_level = None  # the driver's own BEGIN comes too late and is never IMMEDIATE
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _json(value: Any) -> str:
    return dump_json(value).decode()


def _begin(organization_id: str | None, *, writes: bool, is_sqlite: bool) -> str:
    if is_sqlite:
        return "BEGIN IMMEDIATE" if writes else "BEGIN"
    if organization_id is None:
        return "BEGIN"
    return f"BEGIN; SET LOCAL {_is_about(organization_id)}; SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"


def _is_about(organization_id: str) -> str:
    assert _ORGANIZATION_ID.fullmatch(organization_id), "an id of ours needs no quoting"
    return f"{SETTING} = '{organization_id}'"


def _begin_as_told(connection: Connection) -> None:
    """For sessions, and for connections that nobody has begun a transaction on."""
    options = connection.get_execution_options()
    if not options.get(BEGUN, False):
        is_sqlite, writes = connection.dialect.name == "sqlite", options.get(_WRITES, False)
        connection.exec_driver_sql(_begin(options.get(_TENANT), writes=writes, is_sqlite=is_sqlite))


def _end_sqlite(connection: Any, _record: Any) -> None:
    """A COMMIT that failed leaves its transaction open, and SQLAlchemy takes it for ended."""
    if connection is not None and connection.in_transaction:
        connection.rollback()


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN would be one more message to the database. Its commit and rollback stay as they are.
    connection.autocommit = True


def _refuse_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """A connection that the database has closed is not given out: something is there to be read, its end.

    To ask the database each time would be one more message for every request.
    """
    if connection.closed or _has_something_to_read(connection.fileno()):
        raise DisconnectionError("the database has closed this connection")


def _has_something_to_read(descriptor: int) -> bool:
    if not hasattr(select, "poll"):  # Windows, where select takes any descriptor
        return bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
