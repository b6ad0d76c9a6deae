"""The bare framework, to compare the server with: the same routes, uvicorn and protocol, constant answers.

No key, no limits, no validation, no database: JSON of a body is read, and an answer of the usual size is written.
"""

from __future__ import annotations

import sys

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tollkeeper_server.http.connections import Connection
from tollkeeper_server.http.parsers import connection_type
from tollkeeper_server.serve import Server

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


def main() -> None:
    """Serve until told to stop; with the argument h11, as without the extra ``serve``."""
    kind = {"http": Connection, "loop": "asyncio"} if sys.argv[1:] == ["h11"] else {"http": connection_type()}
    routes = [
        Route("/v1/keys/verify", _post, methods=["POST"]),
        Route("/v1/keys/{key_id}", _get),
        Route("/v1/usage/events", _post, methods=["POST"]),
        Route("/v1/usage/events/batch", _post, methods=["POST"]),
    ]
    options = {**kind, "port": 0, "log_config": None, "access_log": False, "server_header": False, "ws": "none"}
    Server(uvicorn.Config(Starlette(routes=routes), **options)).run()  # type: ignore[arg-type] # as named


if __name__ == "__main__":
    main()
