"""A passed client of the successor library: the same interface, other types and exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from trueline.runtime.errors import APIConnectionError, APITimeoutError, InvalidRequestError
from trueline.runtime.operation import Body, Content, Streaming

from .loopback import Handler, serve
from .support import GET, Api, AsyncApi, as_is, make_api, operation

httpx2 = pytest.importorskip("httpx2")
STREAM = operation(responses={"200": {"text/event-stream": as_is}}, streaming=Streaming("sse", as_is, "Last-Event-ID"))
DOWNLOAD = operation(responses={"200": {"application/pdf": None}})
UPLOAD = operation("PUT", body=Body((Content("application/octet-stream", "bytes"),), True))


@pytest.fixture
def theirs(kind: str) -> Iterator[Any]:
    """A client on an ``httpx2`` client."""
    inner = httpx2.Client() if kind == "sync" else httpx2.AsyncClient()
    api = make_api(kind, http_client=inner)
    yield api
    if isinstance(api, AsyncApi):
        api.portal.call(inner.aclose)
    else:
        inner.close()
    api.close()


def at(api: Api, url: str, **options: Any) -> Api:
    api.client = api.client.with_options(base_url=url, **options)
    return api


def test_calls_and_retries_work(theirs: Api) -> None:
    with serve(lambda handler: handler.answer(503), lambda handler: handler.answer(200, b"[1]")) as server:
        assert at(theirs, server.url).call(GET) == [1]
        assert server.seen[0]["authorization"].startswith("Bearer ")
        assert len(set(server.peers)) == 1


def test_its_errors_are_ours(theirs: Api) -> None:
    with (
        serve(lambda handler: handler.drop()) as server,
        pytest.raises(APIConnectionError, match="RemoteProtocolError"),
    ):
        at(theirs, server.url).call(GET)

    def slow(handler: Handler) -> None:
        handler.until_closed()

    with serve(slow) as server, pytest.raises(APITimeoutError):
        at(theirs, server.url, max_retries=0).call(GET, timeout=0.1)
    with pytest.raises(InvalidRequestError):
        at(theirs, "http://127.0.0.1:99999").call(GET)


def say(text: bytes, handler: Handler) -> None:
    handler.events(text)


def test_streams_resume(theirs: Api) -> None:
    turns = [b"id: 1\ndata: 1\n\n", b"id: 1\ndata: 1\n\nid: 2\ndata: 2\n\n"]
    script = [partial(say, text) for text in turns]
    with serve(*script, lambda handler: handler.answer(204, b"")) as server:
        assert at(theirs, server.url).events(STREAM) == [1, 2]


def test_downloads_and_uploads_stream(theirs: Api, tmp_path: Path) -> None:
    content = b"%PDF" * 100_000
    with serve(lambda handler: handler.answer(200, content, content_type="application/pdf")) as server:
        api = at(theirs, server.url)
        api.do(api.call(DOWNLOAD), "write_to", tmp_path / "x.pdf")
        assert (tmp_path / "x.pdf").read_bytes() == content

    def swallow(handler: Handler) -> None:
        assert handler.rfile.read(int(handler.headers["content-length"])) == content
        handler.answer(200, b"1")

    with serve(swallow) as server:
        assert at(theirs, server.url).call(UPLOAD, {"body": tmp_path / "x.pdf"}) == 1
