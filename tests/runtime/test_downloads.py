"""Bodies that the caller reads, and the views of a response."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Unpack

import httpx
import pytest
import respx

from trueline.runtime.errors import (
    APIConnectionError,
    NotFoundError,
    ResponseDecodeError,
    StreamError,
    UnexpectedStatusError,
)
from trueline.runtime.operation import RequestOptions, Streaming
from trueline.runtime.resource import AsyncResource, SyncResource, raw, raw_async, streaming, streaming_async
from trueline.runtime.retry import RateLimit

from .loopback import Handler, serve
from .support import GET, JSON, LIST, Api, as_is, operation

DOWNLOAD = operation(id="things.download", responses={"200": {"application/pdf": None}})
EITHER = operation(id="things.either", responses={"200": {"application/json": as_is, "application/pdf": None}})
CONTENT = bytes(range(256)) * 1000


def pdf(handler: Handler) -> None:
    handler.answer(
        200, CONTENT, content_type="application/pdf", content_disposition='attachment; filename="../a b.pdf"'
    )


def cut_off(handler: Handler) -> None:
    handler.chunks("application/pdf", CONTENT, end=False)


def test_a_download_is_read_whole(make: Callable[..., Api]) -> None:
    with serve(pdf) as server:
        api = make(base_url=server.url)
        response = api.call(DOWNLOAD)
        assert (response.status_code, response.content_type, response.filename) == (200, "application/pdf", "a b.pdf")
        assert api.do(response, "read") == CONTENT
        assert api.do(response, "read") == CONTENT
        assert b"".join(api.collect(response, "iter_bytes", 10_000)) == CONTENT


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("inline", None),
        ('attachment; filename=""', None),
        ('attachment; filename=".."', None),
        ('attachment; filename="a/.."', None),
        ("attachment; filename*=UTF-8''%2e%2e", None),
        ("attachment; filename*=UTF-8''%2e%2e; filename=x", "x"),
        ('attachment; filename=". . "', None),
        ('attachment; filename="C:\\\\evil.txt"', "evil.txt"),
        ("attachment; filename=C:evil", "evil"),
        ("attachment; filename=~/.bashrc", ".bashrc"),
        ("attachment; filename*=UTF-8''a%00b%0ac%E2%80%AEd", "abcd"),
        ("attachment; filename=x; filename*=UTF-8''%C3%BC.txt", "ü.txt"),
        ("attachment; filename*=UTF-8''%C3%BC.txt; filename=x", "ü.txt"),
        ("attachment; filename*=klingon''a", "a"),
        ("attachment; filename*0=a; filename*1=b", "ab"),
        ("attachment; FILENAME=x", "x"),
        ("filename=x", "x"),
    ],
)
def test_a_suggested_name_is_a_bare_one_or_none(make: Callable[..., Api], header: str, name: str | None) -> None:
    with serve(lambda handler: handler.answer(200, CONTENT, content_disposition=header)) as server:
        api = make(base_url=server.url)
        response = api.call(DOWNLOAD)
        assert response.filename == name
        api.do(response, "close")


@pytest.mark.parametrize("asked", [{}, {"extra_headers": {"Range": "bytes=0-9"}}])
@pytest.mark.parametrize("span", ["bytes 0-9/100", "bytes 10-19/*", "bytes 0-9/10", "items 0-9/100", ""])
def test_a_part_that_was_not_asked_for_is_not_the_whole(
    make: Callable[..., Api], tmp_path: Path, asked: Any, span: str
) -> None:
    (tmp_path / "f").write_bytes(b"older")
    more = {"content_range": span} if span else {}
    with serve(lambda handler: handler.answer(206, b"0123456789", content_type="application/pdf", **more)) as server:
        api = make(base_url=server.url)
        if asked or span in {"bytes 0-9/10", "items 0-9/100", ""}:
            api.do(api.call(DOWNLOAD, **asked), "write_to", tmp_path / "f")
            assert (tmp_path / "f").read_bytes() == b"0123456789"
        else:
            with pytest.raises(UnexpectedStatusError, match="answered 206, which is not documented"):
                api.call(DOWNLOAD, **asked)


@pytest.mark.parametrize("size", [None, 1000, 10**9])
def test_a_download_is_read_in_parts(make: Callable[..., Api], size: int | None) -> None:
    with serve(pdf) as server:
        api = make(base_url=server.url)
        response = api.call(DOWNLOAD)
        parts = api.collect(response, "iter_bytes", size)
        assert b"".join(parts) == CONTENT
        if size:
            assert {len(part) for part in parts[:-1]} <= {size}
        with pytest.raises(StreamError):
            api.collect(response, "iter_bytes")


def test_a_download_is_written_to_a_file(make: Callable[..., Api], tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    with serve(pdf) as server:
        api = make(base_url=server.url)
        assert api.do(api.call(DOWNLOAD), "write_to", target) == target
        assert target.read_bytes() == CONTENT
        target.write_bytes(b"older")
        target.chmod(0o640)
        response = api.call(DOWNLOAD)
        api.do(response, "read")
        api.do(response, "write_to", str(target))
    assert target.read_bytes() == CONTENT
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_half_a_download_never_replaces_a_file(make: Callable[..., Api], tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"older")
    with serve(cut_off) as server:
        api = make(base_url=server.url)
        with pytest.raises(APIConnectionError):
            api.do(api.call(DOWNLOAD), "write_to", target)
    assert target.read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_half_a_download_is_an_error_to_its_reader(make: Callable[..., Api]) -> None:
    with serve(cut_off) as server:
        api = make(base_url=server.url)
        with pytest.raises(APIConnectionError):
            api.do(api.call(DOWNLOAD), "read")


def test_a_download_that_is_given_up_leaves_the_client_usable(make: Callable[..., Api]) -> None:
    with serve(pdf) as server:
        api = make(base_url=server.url)
        for _ in range(3):
            api.do(api.call(DOWNLOAD), "close")
        assert api.do(api.call(DOWNLOAD), "read") == CONTENT


def test_connections_are_kept_when_a_download_was_read(make: Callable[..., Api]) -> None:
    with serve(pdf) as server:
        api = make(base_url=server.url)
        for _ in range(3):
            api.do(api.call(DOWNLOAD), "read")
        assert len(set(server.peers)) == 1


def test_an_operation_may_answer_with_json_or_bytes(api: Api, server: respx.MockRouter) -> None:
    server.route().mock(
        side_effect=[
            httpx.Response(200, json={"a": 1}),
            httpx.Response(200, content=b"%PDF", headers={"content-type": "application/pdf"}),
        ]
    )
    assert api.call(EITHER) == {"a": 1}
    assert api.do(api.call(EITHER), "read") == b"%PDF"


def test_an_error_of_a_download_is_an_error(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(404, json={"code": "no_report"})
    with pytest.raises(NotFoundError, match="no_report"):
        api.call(DOWNLOAD)


# --- with_raw_response, with_streaming_response ---


class Things(SyncResource):
    def get(self, **options: Unpack[RequestOptions]) -> Any:
        return self._client.call(GET, {}, options)

    def list(self, **options: Unpack[RequestOptions]) -> Any:
        return self._client.page(LIST, {}, options)

    def stream(self, **options: Unpack[RequestOptions]) -> Any:
        return self._client.stream(STREAM, {}, options)

    def download(self, **options: Unpack[RequestOptions]) -> Any:
        return self._client.call(DOWNLOAD, {}, options)


class AsyncThings(AsyncResource):
    async def get(self, **options: Unpack[RequestOptions]) -> Any:
        return await self._client.call(GET, {}, options)

    def list(self, **options: Unpack[RequestOptions]) -> Any:
        return self._client.page(LIST, {}, options)

    def stream(self, **options: Unpack[RequestOptions]) -> Any:
        return self._client.stream(STREAM, {}, options)

    async def download(self, **options: Unpack[RequestOptions]) -> Any:
        return await self._client.call(DOWNLOAD, {}, options)


STREAM = operation(responses={"200": {"text/event-stream": as_is}}, streaming=Streaming("sse", as_is))


def raw_of(api: Api, method: str) -> Any:
    if type(api) is Api:
        return raw(getattr(Things(api.client), method))()
    return api.portal.call(raw_async(getattr(AsyncThings(api.client), method)))  # type: ignore[attr-defined] # a portal only where it is async


def streamed(api: Api, method: str, then: Callable[[Any], Any]) -> Any:
    if type(api) is Api:
        with streaming(getattr(Things(api.client), method))() as response:
            return then(response)

    async def act() -> Any:
        async with streaming_async(getattr(AsyncThings(api.client), method))() as response:
            found = then(response)
            if hasattr(found, "__aiter__"):
                return [item async for item in found]
            return await found if hasattr(found, "__await__") else found

    return api.portal.call(act)  # type: ignore[attr-defined] # a portal only where it is async


def test_a_raw_response_shows_everything_and_parses(api: Api, server: respx.MockRouter) -> None:
    limits = {"x-request-id": "req_1", "ratelimit": '"default";r=9;t=3'}
    server.route().mock(side_effect=[httpx.Response(503), httpx.Response(200, json={"a": 1}, headers=limits)])
    response = raw_of(api, "get")
    assert (response.status_code, response.request_id, response.retries) == (200, "req_1", 1)
    assert response.rate_limit == RateLimit(None, 9, 3.0, None, "default")
    assert (response.content, response.text, response.json()) == (b'{"a":1}', '{"a":1}', {"a": 1})
    assert response.headers["CONTENT-TYPE"] == "application/json"
    assert (response.method, response.url) == ("GET", "https://api.acme.test/v1/things")
    assert response.parse() == {"a": 1}
    assert repr(response) == "<RawResponse 200 application/json>"


def test_a_raw_response_is_at_hand_even_when_it_cannot_be_decoded(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(200, text="{")
    response = raw_of(api, "get")
    assert response.text == "{"
    with pytest.raises(ResponseDecodeError):
        response.parse()


def test_a_raw_page_parses_to_a_page_that_goes_on(api: Api, server: respx.MockRouter) -> None:
    server.route().mock(
        side_effect=[
            httpx.Response(200, json={"data": [1], "next_cursor": "a"}),
            httpx.Response(200, json={"data": [2], "next_cursor": None}),
        ]
    )
    page = raw_of(api, "list").parse()
    assert api.next_page(page).data == [2]


def test_a_raw_download_is_in_memory(api: Api, server: respx.MockRouter, tmp_path: Path) -> None:
    server.route().respond(200, content=b"%PDF", headers={"content-type": "application/pdf"})
    response = raw_of(api, "download")
    assert response.content == b"%PDF"
    api.do(response.parse(), "write_to", tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"%PDF"


def test_errors_are_raised_by_views_too(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(404)
    with pytest.raises(NotFoundError):
        raw_of(api, "get")
    with pytest.raises(NotFoundError):
        streamed(api, "get", lambda response: response)


def test_a_streamed_response_is_read_as_the_caller_likes(make: Callable[..., Api]) -> None:
    def json(handler: Handler) -> None:
        handler.answer(200, b'{"a":\r\n1}\n')

    with serve(json) as server:
        api = make(base_url=server.url)
        assert streamed(api, "get", lambda response: response.status_code) == 200
        assert streamed(api, "get", lambda response: response.parse()) == {"a": 1}
        assert streamed(api, "get", lambda response: response.read()) == b'{"a":\r\n1}\n'
        assert list(streamed(api, "get", lambda response: list_or_self(response.iter_lines()))) == ['{"a":', "1}"]


def list_or_self(lines: Any) -> Any:
    return lines if hasattr(lines, "__aiter__") else list(lines)


def test_a_streamed_event_stream_parses_to_its_events(make: Callable[..., Api]) -> None:
    with serve(lambda handler: handler.events(b"data: 1\n\ndata: 2\n\n")) as server:
        api = make(base_url=server.url)
        assert list(streamed(api, "stream", list_of_parsed)) == [1, 2]


def list_of_parsed(response: Any) -> Any:
    if not hasattr(response, "__aenter__"):
        return list(response.parse())

    async def gather() -> list[Any]:
        return [event async for event in await response.parse()]

    return gather()


def test_json_is_read_fully_before_a_call_returns(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(200, json=[1])
    assert api.call(operation(responses={"200": JSON})) == [1]
