"""What the server is compared with: the same routes, uvicorn and protocol, constant answers of the usual size.

The bare framework reads a body as JSON: no key, no limits, no validation, no database. ``binder`` is the server itself
without what a request is about: parameters and bodies are checked, limits, log and metrics kept; no key, no database.
"""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import replace

import orjson
import uvicorn
from sqlalchemy.engine import URL
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tollkeeper_server.app import create_services
from tollkeeper_server.context import Answer, PublicCall
from tollkeeper_server.http.connections import ClosesAmbiguous, Connection, KeepsEncodedSlashes
from tollkeeper_server.http.endpoint import PathEndpoint
from tollkeeper_server.http.parsers import connection_type
from tollkeeper_server.http.paths import Paths
from tollkeeper_server.observability.logs import configure_logs
from tollkeeper_server.serve import Server
from tollkeeper_server.settings import Rate, Settings

_PATHS = ("/v1/keys/verify", "/v1/keys/{key_id}", "/v1/usage/events", "/v1/usage/events/batch")

_KEY = orjson.dumps(
    {
        "id": "key_0000000000000000000000", "name": "First key", "environment": "live", "prefix": "tk_live_",
        "last4": "abcd", "scopes": ["keys:read", "keys:write", "usage:read", "usage:write"], "status": "active",
        "enabled": True, "rate_limit": None, "metadata": {}, "created_by": None, "rotated_to": None,
        "created_at": "2026-01-01T00:00:00Z", "expires_at": None, "last_used_at": None, "revoked_at": None,
    }
)  # fmt: skip


async def _get(_request: Request) -> Response:
    return Response(_KEY, media_type="application/json")


async def _post(request: Request) -> Response:
    orjson.loads(await request.body())
    return Response(_KEY, media_type="application/json")


def _constant(_call: PublicCall) -> Answer:
    return Answer(200, _KEY)


def _binder() -> Starlette:
    """The server's own way of a request, with operations that need no key and handlers that do nothing."""
    settings = Settings(
        URL.create("sqlite", database=os.devnull), {1: b"nothing here is signed or encrypted"}, rate=Rate(10**8, 60)
    )
    services = create_services(settings)
    configure_logs(logging.ERROR)
    endpoints = {
        path: PathEndpoint(
            {method: replace(each, public=True, required_scopes=()) for method, each in operations.items()},
            {each.id: _constant for each in operations.values()},
            services,
        )
        for path, operations in services.api.paths.items()
        if path in _PATHS
    }
    layers = [Middleware(ClosesAmbiguous), Middleware(KeepsEncodedSlashes), Middleware(Paths, endpoints)]
    return Starlette(middleware=layers)


def _bare() -> Starlette:
    routes = [
        Route("/v1/keys/verify", _post, methods=["POST"]),
        Route("/v1/keys/{key_id}", _get),
        Route("/v1/usage/events", _post, methods=["POST"]),
        Route("/v1/usage/events/batch", _post, methods=["POST"]),
    ]
    return Starlette(routes=routes)


def main() -> None:
    """Serve until told to stop; with the argument h11, as without the extra ``serve``."""
    kind = {"http": Connection, "loop": "asyncio"} if sys.argv[1:] == ["h11"] else {"http": connection_type()}
    options = {**kind, "port": 0, "log_config": None, "access_log": False, "server_header": False, "ws": "none"}
    app = _binder() if sys.argv[1:] == ["binder"] else _bare()
    Server(uvicorn.Config(app, **options)).run()  # type: ignore[arg-type] # as named


if __name__ == "__main__":
    main()
