"""A server on loopback that answers what the documents of these tests promise, and says what it saw."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANVIL = {"id": 7, "size": "small", "madeAt": "2026-01-02T03:04:05Z"}
ANSWERS: dict[str, tuple[int, Any]] = {
    "GET /anvils": (200, [ANVIL]),
    "POST /anvils": (201, ANVIL),
    "GET /anvils/8": (404, {"title": "none"}),
    "GET /files/a%20b": (200, b"\x00\x01"),
    "GET /motd": (200, "good morning"),
    "GET /search": (200, {"items": [{"id": "00000000-0000-0000-0000-000000000001"}], "next": None}),
    "POST /form": (204, b""),
    "POST /shapes": (200, {"id": "s", "side": 2.0, "corner": None}),
    "GET /labels": (200, {"from": "x", "color": "red"}),
    "GET /jobs/1": (200, {"id": "1", "state": "done", "priority": 2, "result": None}),
    "DELETE /jobs/1": (204, b""),
    "GET /jobs/nowhere": (500, {"message": "no such job"}),
}


class Handler(BaseHTTPRequestHandler):
    """Answers from the table; uploads are measured."""

    def answer(self) -> None:
        """Any request."""
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        status, said = ANSWERS.get(f"{self.command} {path}", (404, {}))
        if path == "/files" and b"12345" in body and b'filename="a.txt"' in body:
            status, said = 200, {"bytes": 5}
        data = (
            said if isinstance(said, bytes) else said.encode() if isinstance(said, str) else json.dumps(said).encode()
        )
        saw = (query, self.headers.get("authorization"), self.headers.get("x-request-id"), self.headers.get("cookie"))
        words = [word for word in saw if word]
        words += [body.decode()] if body and b"boundary" not in body and path != "/files" else []
        self.send_response(status)
        self.send_header("x-saw", " ".join(words))
        if status != 204:
            self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_DELETE = answer

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


@contextmanager
def answering() -> Generator[str]:
    """The address of a running server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
