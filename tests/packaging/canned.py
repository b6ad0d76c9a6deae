"""A server on loopback that answers every operation of a document with the document's own examples."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

Json = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "patch")


class CannedApi:
    """Answers with the first example of a success; 404 for an id that ends in ``missing``; two pages for a list."""

    def __init__(self, spec: Path) -> None:
        self.document: Json = yaml.load(spec.read_text(encoding="utf-8"), yaml.CSafeLoader)
        self._routes = [
            (method.upper(), re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path) + "$"), item[method])
            for path, item in self.document["paths"].items()
            for method in METHODS
            if method in item
        ]
        # A literal path wins over a templated one: /keys/verify is not the key "verify".
        self._routes.sort(key=lambda route: route[1].pattern.count("[^/]+"))

    def answer(self, method: str, url: str) -> tuple[int, str, bytes]:
        """Status, content type and body for a request."""
        parts = urlsplit(url)
        operation = next((o for m, pattern, o in self._routes if m == method and pattern.match(parts.path)), None)
        if operation is None:
            return 501, "text/plain", f"no operation for {method} {parts.path}".encode()
        wanted = "404" if parts.path.endswith("missing") else min(s for s in operation["responses"] if s[0] == "2")
        content = self._resolve(operation["responses"][wanted]).get("content")
        if not content:
            return int(wanted), "", b""
        media_type, media = next(iter(content.items()))
        return int(wanted), media_type, _encode(media_type, self._example(media), "cursor" in parse_qs(parts.query))

    def webhook(self) -> bytes:
        """The body of the first webhook of the document."""
        operation = next(iter(self.document["webhooks"].values()))["post"]
        media = next(iter(self._resolve(operation["requestBody"])["content"].values()))
        return json.dumps(self._example(media)).encode()

    def _resolve(self, value: Json) -> Json:
        while "$ref" in value:
            pointer = value["$ref"].removeprefix("#/")
            value = self.document
            for token in pointer.split("/"):
                value = value[token.replace("~1", "/").replace("~0", "~")]
        return value

    def _example(self, media: Json) -> Any:
        if "example" in media:
            return media["example"]
        return self._resolve(next(iter(media["examples"].values())))["value"]


def _encode(media_type: str, example: Any, last_page: bool) -> bytes:
    if media_type == "text/event-stream":
        return "".join(f"{name}: {text}\n" for name, text in example.items()).encode() + b"\n"
    if isinstance(example, str):
        return example.encode()
    if last_page and "next_cursor" in example:
        example = {**example, "has_more": False, "next_cursor": None}
    return json.dumps(example).encode()


@contextmanager
def serve(api: CannedApi) -> Generator[str, None, None]:
    """Serves ``api`` on a free loopback port; the value is the base URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, media_type, body = api.answer(self.command, self.path)
            self.send_response(status)
            if media_type:
                self.send_header("Content-Type", media_type)
            self.send_header("X-Request-Id", "req_canned")
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = _answer

        def log_message(self, format: str, *args: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
