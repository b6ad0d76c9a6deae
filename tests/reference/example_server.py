"""A server on a real socket that answers with a document's examples, and refuses what the document does not allow."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jsonschema import Draft202012Validator
from support.document import Document, Operation, Response


class ExampleServer:
    """Answers on 127.0.0.1. ``refused`` says what was wrong with each request that was not answered with an example."""

    def __init__(self, document: Document, key: str) -> None:
        self._document = document
        self._key = key
        self._routes = [(_pattern(operation.path), operation) for operation in document.operations]
        self.served: list[str] = []
        self.refused: list[str] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> ExampleServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> tuple[int, str, bytes]:
        """Status, media type and body."""
        parts = urlsplit(target)
        for pattern, operation in self._routes:
            match = pattern.fullmatch(parts.path)
            if match and operation.method == method:
                problem = self._problem(operation, match.groupdict(), dict(parse_qsl(parts.query)), headers, body)
                return self._refuse(f"{operation.id}: {problem}") if problem else self._serve(operation, parts.query)
        return self._refuse(f"there is no {method} {parts.path}")

    def _refuse(self, problem: str) -> tuple[int, str, bytes]:
        self.refused.append(problem)
        return 418, "text/plain", problem.encode()

    def _serve(self, operation: Operation, query: str) -> tuple[int, str, bytes]:
        self.served.append(operation.id)
        response, paging = operation.successes[0], operation.pagination
        answer = _value(response)
        if paging and f"{paging['request']}=" in query:  # every list has two pages at most
            answer = {**answer, paging["next"]: None, paging["has_more"]: False}
        return int(response.status), response.media_type, _bytes(response, answer)

    def _problem(
        self,
        operation: Operation,
        path: dict[str, str],
        query: dict[str, str],
        headers: dict[str, str],
        body: bytes,
    ) -> str:
        if operation.raw["security"] and headers.get("authorization") != f"Bearer {self._key}":
            return "no key"
        declared = {(p["in"], p["name"].lower()) for p in operation.parameters}
        unknown = [name for name in query if ("query", name.lower()) not in declared]
        if unknown:
            return f"no parameter {unknown[0]}"
        given = {("path", n): unquote(v) for n, v in path.items()} | {("query", n): v for n, v in query.items()}
        given |= {("header", n): v for n, v in headers.items()}
        missing = [p["name"] for p in operation.parameters if p.get("required") and (p["in"], p["name"]) not in given]
        if missing:
            return f"{missing[0]} is missing"
        return self._wrong_body(operation, headers, body)

    def _wrong_body(self, operation: Operation, headers: dict[str, str], body: bytes) -> str:
        if not body:
            return "a body is missing" if operation.body_required else ""
        if headers.get("content-type") != "application/json":
            return "the body is not JSON"
        schema = {
            "$ref": f"#/components/schemas/{operation.body_schema}",
            "components": self._document.raw["components"],
        }
        validator: Any = Draft202012Validator(schema)  # jsonschema has no types for what it finds
        errors = list(validator.iter_errors(json.loads(body)))
        return str(errors[0].message) if errors else ""


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(
        "".join(f"(?P<{p[1:-1]}>[^/]+)" if p.startswith("{") else re.escape(p) for p in re.split(r"(\{\w+\})", path))
    )


def _value(response: Response) -> Any:
    return response.examples[0].value if response.examples else None


def _bytes(response: Response, value: Any) -> bytes:
    if not response.media_type:
        return b""
    if response.media_type == "text/event-stream":
        return "".join(f"{name}: {text}\n" for name, text in value.items()).encode() + b"\n"
    return json.dumps(value).encode()


def _handler(server: ExampleServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, media_type, answer = server.answer(self.command, self.path, headers, body)
            self.send_response(status)
            if media_type:
                self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _any

        def log_message(self, format: str, *args: Any) -> None:
            return

    return Handler
