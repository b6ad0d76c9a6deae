"""One attempt: a signed POST, an outcome. Whatever the receiver does, this returns."""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import anyio
import httpcore

from tollkeeper_server.delivery.connecting import (
    BlockedAddressError,
    GuardedBackend,
    Resolver,
    UnknownHostError,
    resolve,
)
from tollkeeper_server.delivery.schedule import Error, Outcome, read_retry_after
from tollkeeper_server.delivery.signing import signed_headers
from tollkeeper_server.delivery.urls import parse_target
from tollkeeper_server.times import SECOND

EXCERPT = 2_048
"""Bytes of an answer that are kept; no more is read."""
_AGENT = "Tollkeeper-Webhooks/1"
_POOLS = 16
"""A pool asks every idle connection that it has whether it is still open, before each request: so they are few."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent where. ``secrets`` sign it, newest first, and are never shown."""

    url: str
    event_id: str
    body: bytes
    secrets: tuple[str, ...] = field(repr=False)


class Sender:
    """Keeps connections that were good. ``context`` is for tests: it says whose certificates are trusted."""

    def __init__(
        self,
        *,
        clock: Callable[[], int],
        timeout: float,
        connections: int,
        allow_loopback: bool = False,
        resolver: Resolver = resolve,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._clock = clock
        self._timeout = timeout
        self._allow_loopback = allow_loopback
        trusted = context or ssl.create_default_context()
        self._pools = [
            httpcore.AsyncConnectionPool(
                ssl_context=trusted,
                max_connections=connections,
                max_keepalive_connections=connections,
                keepalive_expiry=5,
                network_backend=GuardedBackend(resolver, allow_loopback=allow_loopback),
            )
            for _ in range(_POOLS)
        ]

    async def close(self) -> None:
        """Close every connection."""
        for pool in self._pools:
            await pool.aclose()

    async def send(self, message: Message) -> Outcome:
        """Try once, within the timeout as a whole. Never raises for anything that a receiver or a network does."""
        now = self._clock()
        started = time.perf_counter()
        status: int | None = None
        excerpt: str | None = None
        retry_after: int | None = None
        error: Error | None
        try:
            with anyio.fail_after(self._timeout):
                status, excerpt, after = await self._post(message, now)
            retry_after = read_retry_after(after, now)
            error = _error_of(status)
        except (TimeoutError, httpcore.TimeoutException):
            error = "timeout"
        except UnknownHostError:
            error = "dns"
        except (BlockedAddressError, ValueError):  # ValueError: the URL was stored before its rule was made
            error = "blocked_address"
        except httpcore.ConnectError as failure:
            error = "tls" if isinstance(_cause(failure), ssl.SSLError) else "connection"
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError):
            error = "connection"
        latency = int((time.perf_counter() - started) * 1000)
        return Outcome(now, latency, status, excerpt, error, retry_after)

    async def _post(self, message: Message, now: int) -> tuple[int, str, str | None]:
        target = parse_target(message.url, allow_loopback=self._allow_loopback)
        signed = signed_headers(message.secrets, message.event_id, now // SECOND, message.body)
        headers = {
            "Host": target.authority,
            "Content-Type": "application/json",
            "Content-Length": str(len(message.body)),
            "User-Agent": _AGENT,
            "Accept": "*/*",
            **signed,
        }
        url = httpcore.URL(scheme=b"https", host=target.host.encode(), port=target.port, target=target.path.encode())
        pool = self._pools[zlib.crc32(message.url.encode()) % _POOLS]
        async with pool.stream("POST", url, headers=list(headers.items()), content=message.body) as response:
            excerpt = await _first_bytes(response)
            after = next((value for name, value in response.headers if name.lower() == b"retry-after"), None)
            return response.status, excerpt, None if after is None else after.decode("latin-1")


async def _first_bytes(response: httpcore.Response) -> str:
    """The beginning of the answer as text that every database can store. What follows is not read."""
    held = bytearray()
    async for chunk in response.aiter_stream():
        held += chunk
        if len(held) >= EXCERPT:
            break
    return bytes(held[:EXCERPT]).decode("utf-8", "replace").replace("\0", "\ufffd")


def _error_of(status: int) -> Error | None:
    if 200 <= status < 300:
        return None
    return "redirect" if 300 <= status < 400 else "http_status"


def _cause(error: BaseException) -> BaseException:
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    return error
