"""What is closed has ended: by its own hand, by another thread or task, once or twice, by either name."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import anyio
import pytest

from trueline.runtime.decoding import integer
from trueline.runtime.errors import APIError, StreamError
from trueline.runtime.operation import Operation, Streaming

from .loopback import Handler, serve
from .support import GET, Api, AsyncApi, as_is, operation

STREAM: Operation[Any] = operation(
    id="things.stream",
    responses={"200": {"text/event-stream": as_is}},
    streaming=Streaming("sse", integer, "Last-Event-ID"),
)
DOWNLOAD: Operation[Any] = operation(responses={"200": {"application/octet-stream": None}})


def turn(handler: Handler) -> None:
    if handler.headers.get("accept") == "text/event-stream":
        handler.events(b"data: 1\n\n")
    else:
        handler.answer(200, b"abc", **{"content-type": "application/octet-stream"})


def endless(content_type: str) -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", content_type)
        handler.end_headers()
        handler.wfile.write(b"id: 1\ndata: 1\n\n")
        handler.wfile.flush()
        handler.until_closed()

    return answer


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_what_is_asynchronous_has_aclose(make: Callable[..., Api]) -> None:
    async def close_all(client: Any) -> None:
        async with aclosing(await client.stream(STREAM, {}, {})) as stream:
            await stream.aclose()
            assert [event async for event in stream] == []
        response = await client.call(DOWNLOAD, {}, {})
        await response.aclose()
        await response.aclose()
        streamed = await client.call(DOWNLOAD, {}, {"_view": "streamed"})
        await streamed.aclose()
        await client.aclose()
        await client.aclose()
        await client.close()

    with serve(turn) as server:
        api = make(base_url=server.url)
        assert isinstance(api, AsyncApi)
        api.portal.call(close_all, api.client)
        with pytest.raises(RuntimeError, match="closed"):
            api.call(GET)


def test_closing_twice_is_closing_once(make: Callable[..., Api]) -> None:
    with serve(turn) as server:
        api = make(base_url=server.url)
        response = api.call(DOWNLOAD)
        api.do(response, "close")
        api.do(response, "close")
        with pytest.raises(StreamError):
            api.do(response, "read")
        api.do(api.client, "close")
        api.do(api.client, "close")


def in_a_thread(
    read: Callable[[Callable[[], None]], None],
) -> tuple[threading.Event, Callable[[], list[Exception]]]:
    """Read in another thread: an event that is set once it has read something, and what waits for its end."""
    first, failed = threading.Event(), list[Exception]()

    def run() -> None:
        try:
            read(first.set)
        except (APIError, RuntimeError, OSError) as error:
            failed.append(error)

    reader = threading.Thread(target=run, daemon=True)
    reader.start()

    def end() -> list[Exception]:
        reader.join(60)
        assert not reader.is_alive()
        return failed

    return first, end


def test_a_stream_that_another_thread_closes_has_ended() -> None:
    with serve(endless("text/event-stream"), lambda handler: handler.answer()) as server:
        api = Api(base_url=server.url)
        stream = api.client.stream(STREAM, {}, {})
        got: list[Any] = []

        def read(go_on: Callable[[], None]) -> None:
            for event in stream:
                got.append(event)
                go_on()

        first, end = in_a_thread(read)
        assert first.wait(60)
        stream.close()
        assert end() == []
        assert got == [1]
        assert server.hung_up.wait(60)
        assert len(server.seen) == 1
        assert api.call(GET) == {}
        api.close()


@pytest.mark.parametrize("method", ["read", "iter_bytes", "iter_lines"])
def test_a_download_that_another_thread_closes_is_not_whole(method: str) -> None:
    """There is no length, so that its end could be taken for the end of the file."""
    with serve(endless("application/octet-stream"), lambda handler: handler.answer()) as server:
        api = Api(base_url=server.url)
        download = api.call(DOWNLOAD)

        def read(go_on: Callable[[], None]) -> None:
            go_on()
            list(getattr(download, method)())

        first, end = in_a_thread(read)
        assert first.wait(60)
        download.close()
        assert [type(error) for error in end()] == [StreamError]
        assert api.call(GET) == {}
        api.close()


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_a_stream_that_another_task_closes_has_ended(make: Callable[..., Api]) -> None:
    async def story(client: Any) -> list[Any]:
        got: list[Any] = []
        first = anyio.Event()

        async def read(stream: Any) -> None:
            async for event in stream:
                got.append(event)
                first.set()

        async with client.stream(STREAM, {}, {}) as stream, anyio.create_task_group() as tasks:
            tasks.start_soon(read, stream)
            await first.wait()
            await anyio.wait_all_tasks_blocked()
            await stream.aclose()
        return got

    with serve(endless("text/event-stream"), lambda handler: handler.answer()) as server:
        api = make(base_url=server.url)
        assert isinstance(api, AsyncApi)
        assert api.portal.call(story, api.client) == [1]
        assert server.hung_up.wait(60)
        assert len(server.seen) == 1
        assert api.call(GET) == {}


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_a_download_that_another_task_closes_is_not_whole(make: Callable[..., Api]) -> None:
    async def story(client: Any) -> list[type[Exception]]:
        failed: list[type[Exception]] = []

        async def read(download: Any) -> None:
            try:
                await download.read()
            except StreamError as error:
                failed.append(type(error))

        async with await client.call(DOWNLOAD, {}, {}) as download, anyio.create_task_group() as tasks:
            tasks.start_soon(read, download)
            await anyio.wait_all_tasks_blocked()
            await download.aclose()
        return failed

    with serve(endless("application/octet-stream"), lambda handler: handler.answer()) as server:
        api = make(base_url=server.url)
        assert isinstance(api, AsyncApi)
        assert api.portal.call(story, api.client) == [StreamError]
        assert api.call(GET) == {}
