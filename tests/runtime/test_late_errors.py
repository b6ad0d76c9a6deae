"""What goes wrong while a body is read says what was asked, as what goes wrong before does; and shows no secret."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trueline.runtime.decoding import anything
from trueline.runtime.errors import APIConnectionError, APIStatusError
from trueline.runtime.operation import Param, Streaming

from .loopback import Handler, serve
from .support import Api, AsyncApi, operation

SECRET = "hunter2-hunter2"
TOKEN = Param("token", "token", "query", "form", True)
FILE = operation(id="things.file", params=(TOKEN,), responses={"200": {"text/plain": None}})
EVENTS = operation(id="things.watch", params=(TOKEN,), streaming=Streaming("sse", anything))
LINES = operation(id="things.lines", params=(TOKEN,), streaming=Streaming("jsonl", anything))


def broken(content_type: str, *chunks: bytes) -> Callable[[Handler], None]:
    return lambda handler: handler.chunks(content_type, *chunks, end=False)


@pytest.mark.parametrize("way", ["read", "iter_bytes", "iter_text", "iter_lines", "write_to"])
def test_a_download_that_breaks_off_says_which(make: Callable[..., Api], way: str, tmp_path: Path) -> None:
    with serve(broken("text/plain", b"a\nb\n")) as server:
        api = make(base_url=server.url, max_retries=0)
        response = api.call(FILE, {"token": SECRET})
        with pytest.raises(APIConnectionError) as caught:
            if way.startswith("iter"):
                api.collect(response, way)
            else:
                api.do(response, way, *([tmp_path / "x"] if way == "write_to" else []))
    says_what(caught.value, server.url)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("op", "answer"),
    [(EVENTS, broken("text/event-stream", b"data: 1\n\n")), (LINES, broken("application/jsonl", b"1\n"))],
    ids=["events", "lines"],
)
def test_a_stream_that_breaks_off_says_which(make: Callable[..., Api], op: Any, answer: Any) -> None:
    with serve(answer) as server:
        api = make(base_url=server.url, max_retries=0)
        with pytest.raises(APIConnectionError) as caught:
            read(api, op)
    says_what(caught.value, server.url)


def read(api: Api, op: Any) -> list[Any]:
    if isinstance(api, AsyncApi):

        async def gather() -> list[Any]:
            async with api.client.stream(op, {"token": SECRET}, {}) as stream:
                return [event async for event in stream]

        return list(api.portal.call(gather))
    with api.client.stream(op, {"token": SECRET}, {}) as stream:
        return list(stream)


def says_what(error: APIConnectionError, base: str) -> None:
    url = f"{base}/v1/things?token=[redacted]"
    for each in (error, copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert str(each).startswith(f"GET {url}: ")
        assert (each.method, each.url, each.request.url) == ("GET", url, url)
        assert SECRET not in f"{each!r} {each.__dict__}"


@pytest.mark.parametrize("status", [404, 500])
def test_an_error_whose_body_breaks_off_is_that_error(make: Callable[..., Api], status: int) -> None:
    def half(handler: Handler) -> None:
        handler.answer(status, b"{", content_length="50")
        handler.drop()

    with serve(half) as server:
        api = make(base_url=server.url, max_retries=0)
        with pytest.raises(APIStatusError) as caught:
            api.call(operation())
    assert caught.value.status_code == status
