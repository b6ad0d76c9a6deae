"""The same server over HTTP: on this machine alone unless another name is given, for who has the token."""

from __future__ import annotations

import hmac
import re
import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from ipaddress import ip_address
from typing import Any

import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.transport_security import TransportSecuritySettings

from ..cli.exits import USAGE, CliError

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[Any, _Receive, _Send], Awaitable[None]]


def listen(address: str, names: Iterable[str]) -> socket.socket:
    """A socket at ``HOST:PORT``. Raises ``CliError`` for one that others reach, unless it has a name for them."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not re.fullmatch("[0-9]{1,5}", port) or int(port) > 65_535:
        raise CliError(f"--http: {address!r} is not HOST:PORT", USAGE)
    if not is_loopback(host) and not list(names):
        cure = "give --public-name NAME[:PORT], by which they do, and put TLS before it"
        raise CliError(f"--http: others can reach {host}: {cure}", USAGE)
    try:
        return socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise CliError(f"--http: can't listen at {address}: {error}", USAGE) from None


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def url_of(here: socket.socket) -> str:
    """Where clients find the server."""
    host, port = here.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/mcp"


async def serve(server: Server[Any], here: socket.socket, names: Iterable[str], token: str) -> None:
    """Serve until the process is told to end."""
    port = here.getsockname()[1]
    names = [*(f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]")), *names]
    origins = [f"{scheme}://{name}" for name in names for scheme in ("http", "https")]
    security = TransportSecuritySettings(allowed_hosts=names, allowed_origins=origins)
    app = guarded(server.streamable_http_app(transport_security=security), token)
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False)
    await uvicorn.Server(config).serve(sockets=[here])


def guarded(app: _App, token: str) -> _App:
    """The application for requests with this bearer token alone."""
    wanted = f"Bearer {token}".encode()

    async def guard(scope: Any, receive: _Receive, send: _Send) -> None:
        if scope["type"] != "http" or hmac.compare_digest(dict(scope["headers"]).get(b"authorization", b""), wanted):
            await app(scope, receive, send)
            return
        headers = [(b"www-authenticate", b"Bearer"), (b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        await send({"type": "http.response.body", "body": b"The bearer token of this server is needed."})

    return guard
