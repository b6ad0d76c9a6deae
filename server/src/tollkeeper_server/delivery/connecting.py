"""Connections to addresses that were checked: nobody can change where a name leads between the check and the use.

TLS and ``Host`` keep the name; only the socket gets the address.
"""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import cast

import anyio
import httpcore

from tollkeeper_server.delivery.addresses import all_public

PATIENCE = 1.0
Resolver = Callable[[str, int], Awaitable[list[str]]]


class BlockedAddressError(Exception):
    """A name leads to an address that is not public. The name only: an address of ours is nobody's business."""


class UnknownHostError(Exception):
    """A name leads nowhere."""


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host by the machine's resolver, in its order. Raises ``UnknownHostError``."""
    try:
        found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnknownHostError(host) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def leads_inside(host: str, port: int, *, allow_loopback: bool) -> bool:
    """Whether a name leads to an address that is not public, as far as a look of ``PATIENCE`` seconds tells.

    A name that leads nowhere yet is not held against anybody. Every connection looks again.
    """
    try:
        with anyio.fail_after(PATIENCE):
            addresses = await resolve(host, port)
    except (UnknownHostError, TimeoutError):
        return False
    return not all_public(addresses, allow_loopback=allow_loopback)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves once, refuses what is not public, and connects to the very addresses that it looked at."""

    def __init__(self, resolver: Resolver = resolve, *, allow_loopback: bool = False) -> None:
        self._resolver = resolver
        self._allow_loopback = allow_loopback
        # To pyright the class is one of two, the other for when anyio is missing.
        self._backend = cast(httpcore.AsyncNetworkBackend, httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """As httpcore asks. Raises ``BlockedAddressError``, ``UnknownHostError`` or what httpcore raises."""
        addresses = await self._resolver(host, port)
        if not addresses:
            raise UnknownHostError(host)
        if not all_public(addresses, allow_loopback=self._allow_loopback):
            raise BlockedAddressError(host)
        failure: Exception | None = None
        for address in addresses[:4]:
            try:
                return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        assert failure is not None
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002 - httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Never. Raises ``BlockedAddressError``, always."""
        raise BlockedAddressError(path)

    async def sleep(self, seconds: float) -> None:
        """As httpcore asks."""
        await self._backend.sleep(seconds)
