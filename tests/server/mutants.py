"""Six ways for a server to be wrong, each built around the real one. The contract tests have to see them all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tollkeeper_server.spec.document import Api, load_api
from tollkeeper_server.spec.refs import Refs


@dataclass
class Answer:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


Change = Callable[[Answer], None]


class ChangedAnswer:
    """Changes the successful answers of one operation."""

    def __init__(self, app: ASGIApp, method: str, path: str, change: Change) -> None:
        self._app, self._method, self._path, self._change = app, method, re.compile(path), change

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != self._method or not self._path.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        answer = Answer(0, [], b"")

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status, answer.headers = message["status"], list(message["headers"])
                return
            answer.body += message.get("body", b"")

        await self._app(scope, receive, collect)
        if answer.status < 300:
            self._change(answer)
        headers = [pair for pair in answer.headers if pair[0] != b"content-length"]
        headers.append((b"content-length", str(len(answer.body)).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


class NoAuth:
    """Answers one path whoever asks."""

    def __init__(self, app: ASGIApp, path: str, secret: Callable[[], str]) -> None:
        self._app, self._path, self._secret = app, path, secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == self._path:
            headers = [pair for pair in scope["headers"] if pair[0] != b"authorization"]
            headers.append((b"authorization", b"Bearer " + self._secret().encode()))
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, send)


class CrashOnDigits:
    """Breaks where a text holds nothing but digits."""

    def __init__(self, app: ASGIApp, path: str) -> None:
        self._app, self._path = app, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != self._path or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        messages = [await receive()]
        while messages[-1].get("more_body"):
            messages.append(await receive())
        if re.search(rb'"name": ?"\d+"', b"".join(message.get("body", b"") for message in messages)):
            await send({"type": "http.response.start", "status": 500, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        waiting = iter(messages)

        async def again() -> Message:
            return next(waiting, None) or await receive()

        await self._app(scope, again, send)


def without_validation(name: str) -> Api:
    """The document as bound by a server that forgot to validate one operation's body."""
    api = load_api()
    anything = Refs({"components": {"schemas": {}}}).validator({"type": "object"})
    paths: dict[str, Any] = {}
    for path, item in api.paths.items():
        paths[path] = dict(item)
        for method, operation in item.items():
            if operation.id == name:
                assert operation.body is not None
                paths[path][method] = replace(operation, body=replace(operation.body, validator=anything))
    return replace(api, paths=paths)


def drop_field(answer: Answer) -> None:
    document = json.loads(answer.body)
    document.pop("next_cursor", None)
    answer.body = json.dumps(document).encode()


def ok_instead_of_created(answer: Answer) -> None:
    answer.status = 200


def drop_request_id(answer: Answer) -> None:
    answer.headers = [pair for pair in answer.headers if pair[0] != b"x-request-id"]
