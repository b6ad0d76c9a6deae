"""A real server on a loopback socket that does as it is told, connection by connection."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Turn = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One connection. Each request takes the next turn of the server's script; the last turn serves the rest."""

    protocol_version = "HTTP/1.1"

    @property
    def listener(self) -> Server:
        assert isinstance(self.server, Server)
        return self.server

    def handle_one_request(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle_one_request()

    def _take_turn(self) -> None:
        with self.listener.lock:
            self.listener.seen.append({name.lower(): value for name, value in self.headers.items()})
            self.listener.peers.append(self.client_address)
            turn = self.listener.script.pop(0) if len(self.listener.script) > 1 else self.listener.script[0]
        turn(self)

    do_GET = do_POST = do_PUT = _take_turn

    def answer(self, status: int = 200, content: bytes = b"{}", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content_type": "application/json", "content_length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def chunks(self, content_type: str, *chunks: bytes, end: bool = True) -> None:
        """A chunked answer; without ``end`` the connection breaks off in the middle of it."""
        self.send_response(200)
        self.send_header("content-type", content_type)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            self.wfile.flush()
        if end:
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.drop()

    def events(self, *chunks: bytes, end: bool = True) -> None:
        self.chunks("text/event-stream", *chunks, end=end)

    def drop(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def until_closed(self) -> None:
        """Wait for the client to hang up."""
        with contextlib.suppress(OSError):
            while self.connection.recv(1024):
                pass
        self.close_connection = True
        self.listener.hung_up.set()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@dataclass
class Facts:
    script: list[Turn]
    seen: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    peers: list[Any] = field(default_factory=list[Any])
    hung_up: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *script: Turn) -> None:
        facts = Facts(list(script))
        self.script, self.seen, self.peers = facts.script, facts.seen, facts.peers
        self.hung_up, self.lock = facts.hung_up, facts.lock
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextlib.contextmanager
def serve(*script: Turn) -> Generator[Server]:
    server = Server(*script)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
