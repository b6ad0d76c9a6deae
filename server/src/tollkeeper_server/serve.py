"""A server: migrate, make the first organization and key, listen until told to stop. And a worker without one."""

from __future__ import annotations

import signal
import socket
import sys
from contextlib import ExitStack

import uvicorn
from sqlalchemy import select, text

from tollkeeper_server import collector, times
from tollkeeper_server.actions.organizations import create_first_key, create_organization
from tollkeeper_server.app import create_app, create_services
from tollkeeper_server.commands.opening import bring_up, check_secrets, in_words, note_secrets
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.db.models import Organization
from tollkeeper_server.delivery.running import embedded_worker, run_worker
from tollkeeper_server.http.listening import address_error, take_address
from tollkeeper_server.http.parsers import connection_type
from tollkeeper_server.observability.logs import configure_logs, logger
from tollkeeper_server.services import Services
from tollkeeper_server.settings import Settings
from tollkeeper_server.shared_limits import RedisLimiter
from tollkeeper_server.stream.tail import Tail

GRACE = 10
"""Seconds that running requests have when the server is told to stop."""


class Server(uvicorn.Server):
    """Says where it listens, and how to try it, once it does."""

    first_key: str | None = None
    tail: Tail | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does; then the greeting. Raises ``AddressError`` where another took the address meanwhile."""
        try:
            await super().startup(sockets)
        except OSError as error:
            await self.lifespan.shutdown()
            raise address_error(self.config.host, self.config.port, error) from None
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            greet(f"http://{host}:{port}", self.first_key)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Streams end at once: their clients connect again, to a server that stays."""
        if self.tail is not None:
            self.tail.close()
        await super().shutdown(sockets)


def serve(settings: Settings) -> int:
    """Run until SIGINT or SIGTERM. Exit code 3: the address was taken meanwhile."""
    with ExitStack() as opened:
        sockets = [opened.enter_context(taken) for taken in take_address(settings.host, settings.port)]
        services = open_services(settings)
        opened.callback(services.close)
        server = Server(uvicorn_config(settings, services))
        server.first_key = first_key(services)
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, _stopped)  # uvicorn raises the signal again when it has stopped: that is not a failure
        server.tail = services.tail
        with embedded_worker(services):
            server.run(sockets)
    return 0 if server.started else 3


def work(settings: Settings) -> int:
    """Deliver until SIGINT or SIGTERM. Any number of these may run on one PostgreSQL."""
    services = open_services(settings)
    run_worker(services)
    services.close()
    return 0


def open_services(settings: Settings) -> Services:
    """Services on a migrated database, and logs as configured. Closed where a server must not start."""
    configure_logs(settings.level)
    services = create_services(settings)
    collector.resume()
    try:
        _check(services)
    except BaseException:
        services.close()
        raise
    return services


def _check(services: Services) -> None:
    with in_words():
        bring_up(services.database)
        check_secrets(services.database, services.vault)
        note_secrets(services.database, services.vault)
    if isinstance(services.limiter, RedisLimiter):
        services.limiter.tell_if_away()
    if not (services.database.is_sqlite or services.database.is_walled):
        cure = "Connect as a role that is not a superuser and has no BYPASSRLS."
        logger().warning("row_level_security_does_not_hold_for_this_role", cure=cure)


def uvicorn_config(settings: Settings, services: Services) -> uvicorn.Config:
    """uvicorn without its own logs of requests: ours carry no query and no header."""
    return uvicorn.Config(
        create_app(services),
        http=connection_type(),
        ws="none",
        host=settings.host,
        port=settings.port,
        log_config=None,
        log_level=settings.level,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whom to believe is addresses.py's to say, by TOLLKEEPER_TRUSTED_PROXIES
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
    )


def first_key(services: Services) -> str | None:
    """In an empty database the first organization and a key with every scope; ``None`` in any other."""
    with services.database.writing(EVERY_ORGANIZATION) as session:
        if not services.database.is_sqlite:  # where the one writer is the lock
            session.execute(text("SELECT pg_advisory_xact_lock(7465637)"))
        if session.scalar(select(Organization.id).limit(1)) is not None:
            return None
        now = times.now()
        organization = create_organization(session, "First organization", now)
        return create_first_key(session, services.vault, organization, list(services.api.scopes), now)[1]


def _stopped(_sign: int, _frame: object) -> None:
    """Nothing is left to do."""


def greet(url: str, key: str | None) -> None:
    """Say where it listens, and an empty database's first key, once, with a line to try it."""
    lines = [f"Tollkeeper listens on {url}"]
    if key is not None:
        lines += [
            "",
            "The first key, shown this once; it holds every scope:",
            f"  {key}",
            "",
            "Try it:",
            f"  curl -H 'Authorization: Bearer {key}' {url}/v1/me",
        ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
