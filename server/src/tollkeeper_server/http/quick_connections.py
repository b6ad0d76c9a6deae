"""The same limits for connections where httptools parses them: a parser in C, which the extra ``serve`` brings.

It is uvicorn's protocol. What h11 refuses by itself is refused here too: a head that is too long, a request without one
``Host``. What was asked before a fault is answered before the connection ends.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tollkeeper_server.http.connections import HEAD_BYTES, HEAD_SECONDS, TOO_SLOW


class HeadError(Exception):
    """Ends the parsing of a head; the answer is 400."""


class QuickConnection(HttpToolsProtocol):
    """A connection whose heads have a time and a size."""

    head_seconds = HEAD_SECONDS
    _waiting: asyncio.TimerHandle | None = None
    _asked = False
    _in_body = False
    _heard = False
    _size = _fed = 0

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
        self._heard = False
        super().data_received(data)
        if self.transport.is_closing():
            return
        in_head = not self._in_body and not self._heard  # an empty line in front is part of it
        self._fed += len(data) if in_head else 0
        if self._fed > HEAD_BYTES:
            self.send_400_response("The head of the request is too long.")
        elif self._waiting is None and (in_head or (self._in_body and self.cycle.response_complete)):
            self._wait()  # the second is for a body that nobody reads any more

    def on_message_begin(self) -> None:
        """The first byte of a head."""
        super().on_message_begin()
        self._size = self._fed = 0
        if self._waiting is None:
            self._wait()

    def on_url(self, url: bytes) -> None:
        """A part of it, counted."""
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """A line of the head, counted."""
        super().on_header(name, value)
        self._count(len(name) + len(value) + 4)

    def on_headers_complete(self) -> None:
        """The end of the head. Raises ``HeadError``, which the parser takes for its own."""
        self._heard = self._in_body = True
        self._stop_waiting()
        assert self.parser is not None, "it is parsing"
        version, hosts = self.parser.get_http_version(), sum(name == b"host" for name, _ in self.headers)
        if version not in {"1.0", "1.1"} or hosts > 1 or (hosts == 0 and version == "1.1"):
            raise HeadError("HTTP/1 with one Host is needed")  # RFC 9112, 3.2
        if self.parser.should_upgrade():  # to nothing that is known here: answered as it is, and the last
            self.headers.append((b"connection", b"close"))
        super().on_headers_complete()
        self._asked = True

    def on_message_complete(self) -> None:
        """What follows is another head."""
        self._heard, self._in_body = True, False
        self._stop_waiting()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """At once, unless the request before the faulty one is being answered: then the connection ends with that."""
        self._stop_waiting()
        if self._is_answering and not self.cycle.more_body:
            self.cycle.keep_alive = False
            self.flow.pause_reading()
        else:
            super().send_400_response(msg)

    @property
    def _is_answering(self) -> bool:
        return self._asked and not self.cycle.response_complete

    def _count(self, more: int) -> None:
        self._size += more
        if self._size > HEAD_BYTES:
            raise HeadError("the head is too long")

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(self.head_seconds, self._took_too_long)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _took_too_long(self) -> None:
        self._waiting = None
        if self.transport.is_closing():
            return
        if self._is_answering:
            self._wait()  # an earlier request is being answered: nothing may come between
            return
        if not self._in_body:
            self.transport.write(TOO_SLOW)
        self.transport.close()
