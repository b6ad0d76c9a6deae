"""A server that is not there: what the transports of HTTP libraries answer in its place."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from typing import Any

URL = "https://bench.example"
PAGES = 100
WHEN = "2026-01-31T09:30:00Z"
#: What the transport answers next.
Answer = Callable[[str], bytes]


class Wire:
    """The answers of a server that is not there."""

    content_type = "application/json"
    answer: Answer = staticmethod(lambda url: b"{}")
    #: Whether another page follows, as the header ``Link`` says it.
    more = False

    @classmethod
    def always(cls, value: Any) -> None:
        data = json.dumps(value).encode()
        cls.answer, cls.content_type = staticmethod(lambda url: data), "application/json"

    @classmethod
    def pages(cls, page: Callable[[int], Any]) -> None:
        """The pages 0 to 99, from the first on."""
        made = [json.dumps(page(number)).encode() for number in range(PAGES)]
        numbers = iter(range(PAGES))

        def answer(url: str) -> bytes:
            number = next(numbers)
            cls.more = number < PAGES - 1
            return made[number]

        cls.answer = staticmethod(answer)

    @classmethod
    def events(cls, chunks: Iterable[str]) -> None:
        data = "".join(chunks).encode()
        cls.answer, cls.content_type = staticmethod(lambda url: data), "text/event-stream"


def httpx_answers(httpx: Any) -> None:
    """Every client of httpx, or of its successor, is answered by :class:`Wire`."""

    def handle(_: Any, request: Any) -> Any:
        headers = {"content-type": Wire.content_type, "x-request-id": "req_1"}
        content = Wire.answer(str(request.url))
        if Wire.more:
            headers["link"] = f'<{request.url.copy_merge_params({"after": str(time.perf_counter_ns())})}>; rel="next"'
        return httpx.Response(200, headers=headers, content=content, request=request)

    httpx.HTTPTransport.handle_request = handle


def requests_answers() -> None:
    """The same for requests."""
    import requests

    def send(_: Any, request: Any, **options: Any) -> Any:
        response = requests.Response()
        response.status_code, response.url, response.request = 200, request.url, request
        response._content = Wire.answer(request.url)  # noqa: SLF001 - how requests keeps a body
        response.headers.update({"content-type": Wire.content_type, "request-id": "req_1"})
        return response

    requests.adapters.HTTPAdapter.send = send
