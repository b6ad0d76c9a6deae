"""What a server was asked and how it answered, and the same asked of another server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Facts = tuple[int, str, tuple[str, ...]]
"""Of an answer: the status, the media type, and the names of its headers."""
_OF_THE_CONNECTION = {"connection", "content-length", "date", "transfer-encoding"}
_IDS = re.compile(rb"[a-z]+_[0-9A-Za-z]{22}\b")


@dataclass(frozen=True)
class Asked:
    """A request as it came, facts of its answer, and the ids in it."""

    method: str
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    answered: Facts
    ids: Sequence[bytes]


def facts(status: int, headers: Sequence[tuple[bytes, bytes]]) -> Facts:
    shown = {name.decode().lower(): value.decode("latin-1") for name, value in headers}
    return status, shown.get("content-type", ""), tuple(sorted(shown.keys() - _OF_THE_CONNECTION))


class Remembers:
    """Passes all on, and keeps it."""

    def __init__(self, app: ASGIApp, asked: list[Asked]) -> None:
        self._app, self._asked = app, asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body, answer = b"", b""
        answered: Facts = (0, "", ())

        async def read() -> Message:
            nonlocal body
            message = await receive()
            body += message.get("body", b"")
            return message

        async def told(message: Message) -> None:
            nonlocal answer, answered
            if message["type"] == "http.response.start":
                answered = facts(message["status"], message["headers"])
            answer += message.get("body", b"")
            await send(message)

        await self._app(scope, read, told)
        target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
        headers = tuple(scope["headers"])
        self._asked.append(Asked(scope["method"], target, headers, body, answered, _IDS.findall(answer)))


class AsksAgain:
    """The same requests of another server, with its own key and ids in the place of those of the first."""

    def __init__(self, client: httpx.Client, key: str, own_key: str) -> None:
        self._client = client
        self._keys = key.encode(), own_key.encode()
        self._ids: dict[bytes, bytes] = {}

    def ask(self, asked: Asked) -> Facts:
        """Facts of the answer."""
        left_out = {b"host", b"content-length", b"transfer-encoding", b"connection"}
        headers = [(name, self._with_own(value)) for name, value in asked.headers if name not in left_out]
        has_body = asked.body or b"content-length" in dict(asked.headers)
        request = httpx.Request(
            asked.method,
            self._client.base_url.copy_with(raw_path=self._with_own(asked.target)),
            headers=headers,
            content=self._with_own(asked.body) if has_body else None,
        )
        done = self._client.send(request)
        self._ids |= zip(asked.ids, _IDS.findall(done.content), strict=False)
        return facts(done.status_code, done.headers.raw)

    def _with_own(self, text: bytes) -> bytes:
        return _IDS.sub(lambda found: self._ids.get(found[0], found[0]), text.replace(*self._keys))
