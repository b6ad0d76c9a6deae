"""Opening, sharing, forking and closing: what a client holds, and when it lets go."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import gc
import os
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import trio
from anyio import to_thread

from trueline.runtime import client as client_module
from trueline.runtime.client import AsyncClient, SyncClient
from trueline.runtime.errors import APITimeoutError

from .loopback import Handler, serve
from .support import CONFIG, GET, KEY, Api, AsyncApi, operation

SRC = Path(client_module.__file__).parents[2]


def ok(handler: Handler) -> None:
    handler.answer(200, b"1")


def sync_client(url: str, **options: Any) -> SyncClient:
    return SyncClient(CONFIG, credentials={"bearerAuth": KEY}, base_url=url, **options)


def async_client(url: str, **options: Any) -> AsyncClient:
    return AsyncClient(CONFIG, credentials={"bearerAuth": KEY}, base_url=url, **options)


def pool_of(client: Any) -> Any:
    """The connections of a client, which is nobody's business but these tests'."""
    return client._driver.pool


def test_a_client_keeps_its_connection(make: Callable[..., Api]) -> None:
    with serve(ok) as server:
        api = make(base_url=server.url)
        for _ in range(3):
            api.call(GET)
        assert len(set(server.peers)) == 1


def test_a_with_block_closes_the_client() -> None:
    with serve(ok) as server:
        with sync_client(server.url) as client:
            client.call(GET, {}, {})
        with pytest.raises(RuntimeError, match="closed"):
            client.call(GET, {}, {})

        async def main() -> None:
            async with async_client(server.url) as client:
                await client.call(GET, {}, {})
            with pytest.raises(RuntimeError, match="closed"):
                await client.call(GET, {}, {})

        asyncio.run(main())
        trio.run(main)


def test_a_client_collected_while_open_warns_and_one_never_used_does_not() -> None:
    gc.collect()
    gc.freeze()  # what is there now is looked through once, not twice more
    with serve(ok) as server:
        client = sync_client(server.url)
        client.call(GET, {}, {})
        with pytest.warns(ResourceWarning, match="SyncClient was not closed"):
            del client
            gc.collect()
        sync_client(server.url)
        gc.collect()


def test_an_asynchronous_client_collected_while_open_warns_and_schedules_nothing() -> None:
    async def main(url: str) -> None:
        client = async_client(url, http_client=None)
        await client.call(GET, {}, {})
        for inner, _ in pool_of(client)._loops[os.getpid()].values():
            await inner.aclose()  # asyncio warns of open sockets by itself
        with pytest.warns(ResourceWarning, match="AsyncClient was not closed"):
            del client
            gc.collect()

    with serve(ok) as server:
        asyncio.run(main(server.url))


def test_a_copy_never_closes_what_it_shares() -> None:
    with serve(ok) as server:
        original = sync_client(server.url)
        with original.with_options(timeout=30) as twin:
            assert twin.call(GET, {}, {}) == 1
        copy.copy(original).close()
        copy.deepcopy(original).close()
        assert original.call(GET, {}, {}) == 1
        original.close()


def test_a_copy_keeps_the_connections_alive_after_the_original_is_gone() -> None:
    with serve(ok) as server:
        twin = sync_client(server.url).with_options(timeout=30)
        gc.collect()
        assert twin.call(GET, {}, {}) == 1
        pool_of(twin).shut()


def test_a_subclass_keeps_its_type_and_not_its_caches() -> None:
    class Acme(SyncClient):
        pass

    original = Acme(CONFIG)
    original.__dict__["things"] = "cached, bound to the original"
    twin = original.with_options(timeout=1)
    assert type(twin) is Acme
    assert "things" not in vars(twin)


def test_a_passed_client_is_used_as_it_is_and_stays_open() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=1, headers={"set-cookie": "a=b"})

    mine = httpx.Client(transport=httpx.MockTransport(answer), headers={"x-mine": "1"}, cookies={"c": "d"})
    with sync_client("https://x.test", http_client=mine) as client:
        client.call(GET, {}, {})
        client.call(operation("POST"), {}, {})
    assert [request.headers["x-mine"] for request in seen] == ["1", "1"]
    assert [sorted(request.headers["cookie"].split("; ")) for request in seen] == [["c=d"], ["a=b", "c=d"]]
    assert not mine.is_closed
    mine.close()


def test_an_own_client_keeps_no_cookies() -> None:
    with serve(lambda handler: handler.answer(200, b"1", set_cookie="a=b")) as server:
        with sync_client(server.url) as client:
            client.call(GET, {}, {})
            client.call(GET, {}, {})
        assert [headers.get("cookie") for headers in server.seen] == [None, None]


def test_threads_share_a_client() -> None:
    with serve(ok) as server, sync_client(server.url) as client, ThreadPoolExecutor(8) as pool:

        def call(_: int) -> Any:
            return client.call(GET, {}, {})

        assert list(pool.map(call, range(50))) == [1] * 50


def run_asyncio(function: Callable[[], Any]) -> Any:
    return asyncio.run(function())


@pytest.mark.parametrize("run", [run_asyncio, trio.run])
def test_one_client_serves_one_event_loop_after_another(run: Callable[..., Any]) -> None:
    async def once() -> Any:
        found = await client.call(GET, {}, {})
        for inner, _ in pool_of(client)._loops[os.getpid()].values():
            await inner.aclose()
        return found

    with serve(ok) as server:
        client = async_client(server.url)  # made outside of any loop
        assert [run(once), run(once), run_asyncio(once)] == [1, 1, 1]

        async def close() -> None:
            await client.close()

        run(close)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_client_goes_on_in_a_forked_process_on_connections_of_its_own() -> None:
    with serve(ok) as server:
        client = sync_client(server.url)
        assert client.call(GET, {}, {}) == 1
        read, write = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python 3.12 warns of forks next to threads
            pid = os.fork()
        if pid == 0:  # pragma: no cover
            try:
                os.write(write, b"ok" if client.call(GET, {}, {}) == 1 else b"no")
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
        assert os.read(read, 2) == b"ok"
        os.close(read)
        os.close(write)
        assert client.call(GET, {}, {}) == 1
        assert len(set(server.peers)) == 2
        client.close()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_call_leaves_the_client_usable(backend: str) -> None:
    def slow(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", "5")
        handler.end_headers()
        handler.wfile.write(b"12")
        handler.wfile.flush()
        begun.set()
        handler.until_closed()

    begun = threading.Event()
    with serve(slow, ok) as server:
        api = AsyncApi(backend, base_url=server.url)

        async def cut() -> None:
            await api.client.call(GET, {}, {})

        async def main() -> Any:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(cut)
                await to_thread.run_sync(begun.wait)
                tasks.cancel_scope.cancel()
            return await api.client.call(GET, {}, {})

        assert api.portal.call(main) == 1
        assert server.hung_up.wait(60)
        api.close()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("timeout", [0.3, 30])
def test_a_handshake_that_is_given_up_leaves_no_connection(backend: str, timeout: float) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        api = AsyncApi(backend, base_url=f"https://127.0.0.1:{listener.getsockname()[1]}", max_retries=0)

        async def cut() -> None:
            with anyio.move_on_after(0.3), contextlib.suppress(APITimeoutError):
                await api.client.call(GET, {}, {"timeout": timeout})

        gc.disable()
        try:
            api.portal.call(cut)
            line, _ = listener.accept()
            with line:
                line.settimeout(60)
                while line.recv(1 << 16):
                    pass
        finally:
            gc.enable()
        api.close()


def test_a_server_that_dribbles_runs_into_the_timeout(make: Callable[..., Api]) -> None:
    api: Api

    def dribble(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "application/json")
        handler.send_header("transfer-encoding", "chunked")
        handler.end_headers()
        for _ in range(1000):
            api.clock.now += 3  # each byte comes well within any timeout of its own
            handler.wfile.write(b"1\r\n1\r\n")
            handler.wfile.flush()
            if handler.listener.hung_up.wait(0.01):
                break

    with serve(dribble) as server:
        api = make(base_url=server.url, max_retries=0)
        with pytest.raises(APITimeoutError, match="too long"):
            api.call(GET, timeout=10)
        server.hung_up.set()


def test_nobody_at_home_is_a_connection_error(make: Callable[..., Api]) -> None:
    from trueline.runtime.errors import APIConnectionError

    with serve(ok) as server:
        url = server.url
    with pytest.raises(APIConnectionError, match="ConnectError"):
        make(base_url=url).call(GET)


def run_python(code: str) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(SRC)}
    )
    return done.stdout.strip()


def test_importing_the_client_does_not_import_the_http_library() -> None:
    code = (
        "import sys, trueline.runtime.client, trueline.runtime.resource, trueline.runtime.responses\n"
        "print(sorted(set(sys.modules) & {'httpx', 'httpx2', 'httpcore', 'anyio', 'asyncio', 'ssl', 'socket'}))"
    )
    assert run_python(code) == "[]"


def test_a_client_that_makes_calls_loads_few_modules() -> None:
    code = (
        "import sys\n"
        "from trueline.runtime.client import SyncClient\n"
        "from trueline.runtime.operation import ClientConfig\n"
        "SyncClient(ClientConfig('A', 'a', '1', 'https://a.test', '', '')).close()\n"
        "print(len([name for name in sys.modules if name.startswith('trueline.runtime.')]))"
    )
    assert int(run_python(code)) <= 22
