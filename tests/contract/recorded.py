"""Connections of a client that remember what went over them."""

from __future__ import annotations

import ssl
from typing import Any

import httpx

_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
Seen = tuple[httpx.Request, httpx.Response]


def _is_stream(response: httpx.Response) -> bool:
    return str(response.headers.get("content-type", "")).startswith("text/event-stream")


def _kept(response: httpx.Response, content: bytes) -> httpx.Response:
    return httpx.Response(response.status_code, headers=response.headers, content=content)


class Recording(httpx.HTTPTransport):
    """Sockets. Streams are handed on unread, all else is kept in ``seen``."""

    def __init__(self, seen: list[Seen]) -> None:
        super().__init__(verify=_NO_TLS)
        self._seen = seen

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        response = super().handle_request(request)
        if not _is_stream(response):
            content = response.read()
            response.close()
            response = _kept(response, content)
        self._seen.append((request, response))
        return response


class AsyncRecording(httpx.AsyncHTTPTransport):
    """The same for asynchronous clients."""

    def __init__(self, seen: list[Seen]) -> None:
        super().__init__(verify=_NO_TLS)
        self._seen = seen

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        response = await super().handle_async_request(request)
        if not _is_stream(response):
            content = await response.aread()
            await response.aclose()
            response = _kept(response, content)
        self._seen.append((request, response))
        return response


def pool(seen: list[Seen], *, asynchronous: bool) -> Any:
    """What a client takes as ``http_client``."""
    if asynchronous:
        return httpx.AsyncClient(transport=AsyncRecording(seen))
    return httpx.Client(transport=Recording(seen))
