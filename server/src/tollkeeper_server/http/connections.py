"""Connections that take their time, or mean two things: what happens below a request (RFC 9112)."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote

import h11
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 15.0
"""So long a client may take from its connection, or from the first byte of a later request, to the end of the head."""
HEAD_BYTES = 16 * 1024
"""So long a head may be; h11 has the same limit of its own."""
TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: 44\r\n\r\nThe head of the request took too long here.\n"
)


class Connection(H11Protocol):
    """uvicorn's, which waits for the head of a request as long as bytes drip in, and for the first one for ever."""

    head_seconds = HEAD_SECONDS
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        """The first request is waited for from here."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A head that is not whole has its time from its first byte; more bytes give it no more."""
        super().data_received(data)
        if not self._is_overdue_later:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait()

    @property
    def _is_overdue_later(self) -> bool:
        """Whether a head is not whole, or a body comes that nobody reads any more."""
        state = self.conn.their_state
        return state is h11.IDLE or (state is h11.SEND_BODY and self.cycle.response_complete)

    def on_response_complete(self) -> None:
        """What came while a response was written may be the beginning of a head."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0] and self._waiting is None:
            self._wait()

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(self.head_seconds, self._took_too_long)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _took_too_long(self) -> None:
        self._waiting = None
        if not self.transport.is_closing() and self._is_overdue_later:
            if self.conn.their_state is h11.IDLE:
                self.transport.write(TOO_SLOW)
            self.transport.close()


class ClosesAmbiguous:
    """Ends the connection behind a request with both Content-Length and Transfer-Encoding (RFC 9112, 6.1).

    Another server on the way may take its body for longer or shorter; what follows may be somebody else's request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        names = {name for name, _ in scope["headers"]} if scope["type"] == "http" else set[bytes]()
        if not {b"content-length", b"transfer-encoding"} <= names:
            await self._app(scope, receive, send)
            return

        async def closing(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message["headers"] if name.lower() != b"connection"]
                message = {**message, "headers": [*kept, (b"connection", b"close")]}
            await send(message)

        await self._app(scope, receive, closing)


class KeepsEncodedSlashes:
    """A slash that was sent as ``%2F`` is part of a segment and divides none (RFC 3986, 2.2).

    What stands before the server decides by the path as it was sent; decoded, it would be another one here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw: bytes = scope.get("raw_path") or b""
        if b"%2f" in raw.lower():
            parts = [unquote(part).replace("/", "%2F") for part in raw.decode("latin-1").split("/")]
            scope = {**scope, "path": "/".join(parts)}
        await self._app(scope, receive, send)
