"""Who wakes the reader of the stream: this process at once, others by NOTIFY of PostgreSQL.

A wake is a hint. The table is the truth, and whoever waits for a wake looks at it now and then without one.

NOTIFY is sent after the commit, by a thread, once for all that happened meanwhile. Inside the transaction it would take
a lock that all of the database's notifying transactions share, and hold it while the commit is written to disk.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import anyio.to_thread
from sqlalchemy.exc import SQLAlchemyError

from tollkeeper_server.db.engine import Database
from tollkeeper_server.observability.logs import logger

CHANNEL = "tollkeeper_events"
_GATHER = 0.02
_NOTIFY = f"SET LOCAL synchronous_commit = off; NOTIFY {CHANNEL}"


class Notifier:
    """Tells other processes that something may be new. Only for PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._wake = threading.Event()
        self._has_news = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stream-notify", daemon=True)

    def tell(self) -> None:
        """From any thread; returns at once."""
        self._has_news = True
        self._wake.set()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, after what was to be told; not for ever, where the database does not answer."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.wait()
            self._wake.clear()
            self._send()
            self._stop.wait(_GATHER)
        self._send()

    def _send(self) -> None:
        if not self._has_news:
            return
        self._has_news = False
        try:
            with self._database.engine.begin() as connection:
                connection.exec_driver_sql(_NOTIFY)
        except SQLAlchemyError as error:  # others look at the table by themselves
            logger().warning("notify_failed", exc_info=error)
            self._stop.wait(1)


class Listener:
    """LISTEN on a connection of its own, read by the event loop. ``is_sure`` once a notification has come through.

    A pooler in transaction mode lets none through: then nobody may rely on being woken.
    """

    def __init__(self, database: Database, wake: Callable[[], None]) -> None:
        self._database = database
        self._wake = wake
        self._connection: Any = None  # psycopg's, which may not be installed
        self._descriptor = -1
        self._next_try = 0.0
        self.is_sure = False

    async def open(self) -> None:
        """Connect, if there is no connection. A failure is logged, and a second later the next call tries again."""
        now = asyncio.get_running_loop().time()
        if self._connection is not None or now < self._next_try:
            return
        self._next_try = now + 1
        try:
            self._connection = await anyio.to_thread.run_sync(self._connect)
        except Exception as error:  # noqa: BLE001 - whatever the driver raises: the reader looks more often meanwhile
            logger().warning("listen_failed", exc_info=error)
            return
        self._descriptor = self._connection.fileno()
        asyncio.get_running_loop().add_reader(self._descriptor, self._read)

    def close(self) -> None:
        """Let the connection go."""
        connection, self._connection, self.is_sure = self._connection, None, False
        if connection is not None:
            asyncio.get_running_loop().remove_reader(self._descriptor)
            connection.close()

    def _connect(self) -> Any:
        pooled = self._database.engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()  # the pool may give another one out in its place
        connection.add_notify_handler(self._heard)
        try:
            connection.execute(f"LISTEN {CHANNEL}")
            connection.execute(f"NOTIFY {CHANNEL}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _heard(self, _notification: Any) -> None:
        self.is_sure = True

    def _read(self) -> None:
        raw = self._connection.pgconn
        try:
            raw.consume_input()
        except Exception as error:  # noqa: BLE001 - whatever the driver raises: it is gone, and the reader opens another
            logger().warning("listen_failed", exc_info=error)
            self.close()
        else:
            while (notification := raw.notifies()) is not None:
                self._heard(notification)
        self._wake()
