"""The server as its users meet it: uvicorn on a free port, a real database, real sockets."""

from __future__ import annotations

import logging
import secrets
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from sqlalchemy import event
from sqlalchemy.engine import URL
from tollkeeper_server import times
from tollkeeper_server.actions.organizations import create_first_key, create_organization
from tollkeeper_server.app import create_app, create_services
from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database
from tollkeeper_server.db.migrations import upgrade
from tollkeeper_server.db.models import Meter
from tollkeeper_server.ids import new_id
from tollkeeper_server.observability.logs import configure_logs
from tollkeeper_server.services import Services
from tollkeeper_server.settings import Rate, Settings
from tollkeeper_server.spec.document import Api

SECRETS: Mapping[int, bytes] = {1: b"a secret of the tests, long enough for one"}

_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here speaks TLS; loading the machine's certificates for each client costs more than a test."""


class Clock:
    """The real time, and as much later as a test wants."""

    def __init__(self) -> None:
        self.offset = 0

    def __call__(self) -> int:
        return times.now() + self.offset

    def advance(self, seconds: float) -> None:
        self.offset += int(seconds * times.SECOND)


@dataclass(frozen=True)
class Tenant:
    """An organization and its first key, and a client that uses it."""

    organization_id: str
    key_id: str
    secret: str
    http: httpx.Client


@dataclass
class Live:
    """A server that runs. ``url`` ends without a slash."""

    url: str
    services: Services
    clock: Clock
    clients: list[httpx.Client] = field(default_factory=list[httpx.Client])
    watchers: list[Callable[[Any], None]] = field(default_factory=list[Callable[[Any], None]])

    @contextmanager
    def watched(self, watcher: Callable[[Any], None]) -> Generator[None]:
        """Give every connection that is taken meanwhile to ``watcher``.

        SQLAlchemy's own list of listeners must not change while a thread of the server walks it: its one listener
        stands there from the beginning.
        """
        self.watchers.append(watcher)
        try:
            yield
        finally:
            self.watchers.remove(watcher)

    def tenant(self, name: str = "Acme", scopes: list[str] | None = None, expires_at: int | None = None) -> Tenant:
        """A new organization with a key of these scopes (all)."""
        with self.services.database.writing(EVERY_ORGANIZATION) as session:
            organization_id = create_organization(session, name, self.clock())
        key_id, secret = self.key(organization_id, scopes, expires_at)
        return Tenant(organization_id, key_id, secret, self.client(secret))

    def key(
        self, organization_id: str, scopes: list[str] | None = None, expires_at: int | None = None
    ) -> tuple[str, str]:
        """A key that no request made: its id and its secret."""
        services = self.services
        wanted = list(services.api.scopes) if scopes is None else scopes
        with services.database.writing(EVERY_ORGANIZATION) as session:
            return create_first_key(
                session, services.vault, organization_id, wanted, self.clock(), expires_at=expires_at
            )

    def meters(self, tenant: Tenant, meters: Mapping[str, Mapping[str, Any]]) -> None:
        """Meters that no request made, by their keys: for ``used``, each with what is told of it."""
        usual: dict[str, Any] = {"name": "m", "event_type": "used", "dimensions": [], "thresholds": []}
        now, owner = self.clock(), tenant.organization_id
        with self.services.database.writing(owner) as session:
            session.add_all(
                Meter(id=new_id("mtr", now), organization_id=owner, key=key, created_at=now, **{**usual, **told})
                for key, told in meters.items()
            )

    def client(self, secret: str | None = None) -> httpx.Client:
        """An HTTP client that shows this key."""
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        client = httpx.Client(base_url=self.url, headers=headers, timeout=30, verify=_NO_TLS)
        self.clients.append(client)
        return client


class _Quiet:
    """The servers' logging in the place of pytest's, from the first of them to the last, in whatever order they end."""

    def __init__(self) -> None:
        self._servers = 0
        self._before: tuple[list[logging.Handler], int] = ([], logging.WARNING)

    def begin(self) -> None:
        root = logging.getLogger()
        if not self._servers:
            self._before = [*root.handlers], root.level
        self._servers += 1
        configure_logs(logging.CRITICAL)

    def end(self) -> None:
        self._servers -= 1
        if not self._servers:
            root = logging.getLogger()
            root.handlers[:], level = self._before
            root.setLevel(level)  # which loggers remember, until they are told


_QUIET = _Quiet()


@cache
def migrated() -> bytes:
    """A file of SQLite that is a database of this version."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "migrated.db"
        database = Database(URL.create("sqlite", database=str(path)))
        upgrade(database)
        database.close()
        return path.read_bytes()


class Running:
    """Starts and stops one server in a thread. A database of SQLite that is not there is made."""

    def __init__(
        self,
        url: URL,
        *,
        api: Api | None = None,
        wrap: Callable[[Any], Any] | None = None,
        server: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        _QUIET.begin()
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
            Path(url.database or "").write_bytes(migrated())
        clock = Clock()
        chosen: dict[str, Any] = {
            "rate": Rate(1_000_000, 60),
            "validate_responses": True,
            "secrets": SECRETS,
            **options,
        }
        self._services = create_services(Settings(database_url=url, **chosen), clock=clock, api=api)
        upgrade(self._services.database)
        app: Any = create_app(self._services)
        app = wrap(app) if wrap else app
        quiet: dict[str, Any] = {
            "log_config": None,
            "server_header": False,
            "access_log": False,
            "proxy_headers": False,
            "timeout_graceful_shutdown": 10,  # a stream that a failed test left open ends with its server
        }
        config = uvicorn.Config(app, host="127.0.0.1", port=0, **{**quiet, **(server or {})})
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name=f"server-{secrets.token_hex(2)}", daemon=True)
        self._clock = clock
        self._watchers: list[Callable[[Any], None]] = []
        event.listen(self._services.database.engine, "checkout", self._taken)
        self._live: Live | None = None

    def _taken(self, connection: Any, *_: object) -> None:
        for watcher in tuple(self._watchers):
            watcher(connection)

    def __enter__(self) -> Live:
        self._thread.start()
        ends = time.monotonic() + 120
        while not self._server.started:
            assert self._thread.is_alive() and time.monotonic() < ends, "the server did not start"
            time.sleep(0.005)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self._live = Live(f"http://127.0.0.1:{port}", self._services, self._clock, watchers=self._watchers)
        return self._live

    def __exit__(self, *_: object) -> None:
        assert self._live is not None
        for client in self._live.clients:
            client.close()
        self._server.should_exit = True
        self._thread.join(timeout=120)
        assert not self._thread.is_alive(), "the server did not stop"
        self._services.close()
        _QUIET.end()
