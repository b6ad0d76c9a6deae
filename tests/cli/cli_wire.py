"""A server on loopback that notes every request as it came and answers what a test says."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Seen:
    """A request."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """An answer. With ``held`` its body does not end before that event is set."""

    status: int = 200
    body: bytes = b"{}"
    media_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict[str, str])
    held: Event | None = None


def reply(value: Any, status: int = 200, media_type: str = "application/json", **headers: str) -> Reply:
    return Reply(status, json.dumps(value).encode(), media_type, {k.replace("_", "-"): v for k, v in headers.items()})


class Api:
    """What was asked, and what to answer."""

    def __init__(self) -> None:
        self.url = ""
        self.seen: list[Seen] = []
        self.answer: Callable[[Seen], Reply] = lambda _: Reply()

    @property
    def last(self) -> Seen:
        return self.seen[-1]


@contextmanager
def listening() -> Generator[Api]:
    api = Api()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Transfer-Encoding") == "chunked":
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
            headers = {name.lower(): value for name, value in self.headers.items()}
            api.seen.append(Seen(self.command, self.path, headers, body))
            found = api.answer(api.last)
            self.send_response(found.status)
            if found.media_type:
                self.send_header("Content-Type", found.media_type)
            for name, value in found.headers.items():
                self.send_header(name, value)
            if found.held:
                self.send_header("Connection", "close")
            elif found.status != 204:
                self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(found.body)
            if found.held:
                found.held.wait(60)

        do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _do

        def log_message(self, format: str, *args: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        api.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield api
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def stream_of(api: Api, *events: dict[str, Any]) -> Generator[None]:
    """The answer is a stream of these events, and no end of it before the block's.

    A program that has shown the last of them has imported all it needs and waits: only then a signal finds it so.
    """
    ended = Event()
    body = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)
    api.answer = lambda _: Reply(body=body, media_type="text/event-stream", held=ended)
    try:
        yield
    finally:
        ended.set()
