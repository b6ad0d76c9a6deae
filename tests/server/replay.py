"""What a server was asked and how it answered, and the same asked of another server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Facts = tuple[int, str, tuple[str, ...]]
"""Of an answer: the status, the media type, and the names of its headers."""
_OF_THE_CONNECTION = {"connection", "content-length", "date", "transfer-encoding"}
_OF_THE_REQUEST = {b"host", b"content-length", b"transfer-encoding", b"connection"}
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

    def __init__(self, url: str, key: str, own_key: str) -> None:
        self._connection = HTTPConnection(url.removeprefix("http://"), timeout=60)
        self._keys = key.encode(), own_key.encode()
        self._ids: dict[bytes, bytes] = {}

    def __enter__(self) -> AsksAgain:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(self, asked: Asked) -> Facts:
        """Facts of the answer."""
        try:
            done = self._sent(asked)
        except ConnectionError:  # closed after the answer before
            self._connection.close()
            done = self._sent(asked)
        self._ids |= zip(asked.ids, _IDS.findall(done.read()), strict=False)
        return facts(done.status, [(name.encode(), value.encode("latin-1")) for name, value in done.getheaders()])

    def _sent(self, asked: Asked) -> HTTPResponse:
        self._connection.putrequest(asked.method, self._with_own(asked.target).decode(), skip_accept_encoding=True)
        for name, value in asked.headers:
            if name not in _OF_THE_REQUEST:
                self._connection.putheader(name, self._with_own(value))
        body = self._with_own(asked.body)
        if body or b"content-length" in dict(asked.headers):
            self._connection.putheader("content-length", str(len(body)))
        self._connection.endheaders(body or None)
        return self._connection.getresponse()

    def _with_own(self, text: bytes) -> bytes:
        return _IDS.sub(lambda found: self._ids.get(found[0], found[0]), text.replace(*self._keys))
