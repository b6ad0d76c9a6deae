"""Which parser reads connections: httptools where it is installed, else h11, with the same limits."""

from __future__ import annotations

import asyncio
from importlib.util import find_spec

from tollkeeper_server.http.connections import Connection


def connection_type() -> type[asyncio.Protocol]:
    """The protocol of a server."""
    if find_spec("httptools") is None:
        return Connection
    from tollkeeper_server.http.quick_connections import QuickConnection  # noqa: PLC0415 - needs httptools

    return QuickConnection
