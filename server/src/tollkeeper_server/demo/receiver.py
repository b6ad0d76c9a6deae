"""A receiver of webhooks: https on a free port of 127.0.0.1, every request kept, any answer."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from tollkeeper_server.demo.certificates import Certificate


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came. Names of headers in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def event_id(self) -> str:
        """What ``webhook-id`` says."""
        return self.headers.get("webhook-id", "")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a receiver answers, after ``delay`` seconds."""

    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    delay: float = 0


class Receiver:
    """Listens inside its context. ``answer`` may be exchanged at any time."""

    def __init__(self, certificate: Certificate, answer: Callable[[Received], Reply] | None = None) -> None:
        self.received: list[Received] = []
        self.answer: Callable[[Received], Reply] = answer or (lambda _: Reply())
        self._server = _Server(self, certificate.server_context())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="receiver")

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """What to register; add a path as you like."""
        return f"https://127.0.0.1:{self.port}"

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, receiver: Receiver, context: ssl.SSLContext) -> None:
        self.receiver = receiver
        self.context = context
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away, or refuses the certificate, is nothing to tell about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride] # no other server makes this handler

    def setup(self) -> None:
        # The handshake belongs to this connection's thread, not to the one that accepts.
        self.request.settimeout(30)
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        """Close the TLS socket, which the server does not know."""
        try:
            super().finish()
        finally:
            self.request.close()

    def do_POST(self) -> None:
        """Keep the request and answer. One that ends before its body does is none: its sender was killed."""
        length = int(self.headers.get("content-length", "0"))
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        got = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.server.receiver.received.append(got)
        reply = self.server.receiver.answer(got)
        if reply.delay:
            time.sleep(reply.delay)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""
