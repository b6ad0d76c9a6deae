"""One asynchronous client in one event loop after another: nothing of a loop that has ended stays behind."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import Any

import pytest
import trio

from trueline.runtime.client import AsyncClient

from .loopback import serve
from .support import CONFIG, GET, KEY

SOCKETS = Path("/proc/self/fd")


def open_files() -> int:
    gc.collect()
    return len(list(SOCKETS.iterdir()))


@pytest.mark.skipif(not SOCKETS.exists(), reason="open files are counted in /proc")
@pytest.mark.parametrize("run", [asyncio.run, trio.run])
def test_an_event_loop_leaves_no_socket_and_no_loop_behind(run: Any) -> None:
    async def once() -> Any:
        return await client.call(GET, {}, {})

    gc.collect()
    gc.freeze()  # only what is made from here on is looked through: a worker has millions of objects of other tests
    with serve(lambda handler: handler.answer(200, b"[1]")) as server:
        client = AsyncClient(CONFIG, credentials={"bearerAuth": KEY}, base_url=server.url)
        for _ in range(3):
            assert run(once if run is trio.run else once()) == [1]
        before = open_files()
        for _ in range(30):
            run(once if run is trio.run else once())
        assert open_files() <= before + 2
        loops = [each for each in gc.get_objects() if issubclass(type(each), asyncio.AbstractEventLoop)]
        assert len(loops) <= 2
        asyncio.run(client.close())
