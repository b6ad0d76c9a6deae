"""The application: services made, operations bound to handlers, checked, routed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from tollkeeper_server import reference, times
from tollkeeper_server.db.ahead import Reader
from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.together import Together
from tollkeeper_server.delivery.options import read_options
from tollkeeper_server.errors import StartError
from tollkeeper_server.housekeeping import Housekeeper
from tollkeeper_server.http.connections import ClosesAmbiguous, KeepsEncodedSlashes
from tollkeeper_server.http.endpoint import PathEndpoint
from tollkeeper_server.http.pages import Pages
from tollkeeper_server.http.paths import Paths
from tollkeeper_server.idempotency import InFlight
from tollkeeper_server.last_used import LastUsed
from tollkeeper_server.observability.metrics import Metrics
from tollkeeper_server.portal import Portal
from tollkeeper_server.problems import KINDS
from tollkeeper_server.ratelimit import ProcessLimiter
from tollkeeper_server.registry import check_handlers, handlers
from tollkeeper_server.services import THREADS, Services
from tollkeeper_server.settings import Settings
from tollkeeper_server.shared_limits import RedisLimiter
from tollkeeper_server.spec.document import Api, load_api
from tollkeeper_server.stream.tail import Tail
from tollkeeper_server.stream.wakes import Notifier
from tollkeeper_server.vault import Vault


def create_services(settings: Settings, *, clock: Callable[[], int] = times.now, api: Api | None = None) -> Services:
    """Everything that requests share. ``clock`` is for tests."""
    database = Database(settings.database_url)
    threads = ThreadPoolExecutor(THREADS, "request")
    return Services(
        settings=settings,
        options=read_options(settings),
        api=api or load_api(),
        database=database,
        vault=Vault(settings.secrets),
        limiter=RedisLimiter(settings.redis_url) if settings.redis_url else ProcessLimiter(),
        last_used=LastUsed(),
        in_flight=InFlight(),
        metrics=Metrics(),
        tail=Tail(database),
        notifier=_notifier(database),
        together=Together(database, threads),
        # On Windows the loop can't watch a connection of libpq.
        reader=None if database.is_sqlite or sys.platform == "win32" else Reader(database, threads),
        clock=clock,
        threads=threads,
    )


def _notifier(database: Database) -> Notifier | None:
    """SQLite's events are of this process, which wakes itself."""
    if database.is_sqlite:
        return None
    notifier = Notifier(database)
    database.on_event(notifier.tell)
    notifier.start()
    return notifier


def create_app(services: Services, *, housekeeping: bool = True) -> Starlette:
    """The ASGI application. Raises ``StartError`` where document and handlers differ. The database must be migrated."""
    importlib.import_module("tollkeeper_server.handlers")  # registers them
    registered = handlers()
    check_handlers(services.api.operations, registered)
    _check_codes(services.api)
    pages = Pages(services)
    endpoints = {path: PathEndpoint(item, registered, services) for path, item in services.api.paths.items()}
    routes = [
        *reference.routes(pages.home),
        Route("/openapi.yaml", pages.document),
        Route("/healthz", pages.healthz),
        Route("/readyz", pages.readyz),
        Route("/metrics", pages.metrics),
        *Portal(services).routes(),
    ]

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        keeper = Housekeeper(services)
        if housekeeping:
            keeper.start()
        try:
            yield
        finally:
            keeper.stop()
            if services.reader is not None:
                services.reader.close()

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={404: pages.missing, HTTPException: pages.missing},
        middleware=[Middleware(ClosesAmbiguous), Middleware(KeepsEncodedSlashes), Middleware(Paths, endpoints)],
    )
    app.router.redirect_slashes = False
    app.state.services = services
    return app


def _check_codes(api: Api) -> None:
    """Problem codes and their statuses are those of the document."""
    faults = [f"{code} is in the document and not in problems.py" for code in sorted(api.problem_codes.keys() - KINDS)]
    faults += [f"{code} is in problems.py and not in the document" for code in sorted(KINDS.keys() - api.problem_codes)]
    faults += [
        f"{code} has the status {status} in problems.py; the document says {api.problem_codes[code][:12]!r}"
        for code, (status, _) in KINDS.items()
        if str(status) not in api.problem_codes.get(code, str(status)).split(".")[0]
    ]
    if faults:
        raise StartError("the document and problems.py differ", faults)
