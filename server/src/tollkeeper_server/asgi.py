"""The application for other ASGI servers, granian among them: a factory that reads the environment.

What ``tollkeeper-server`` does before it listens happens here too: migrations, the first key of an empty database. The
embedded worker runs in the process that serves, from start to end of its lifespan.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType

import anyio.to_thread
from starlette.applications import Starlette

from tollkeeper_server.app import create_app
from tollkeeper_server.delivery.running import embedded_worker
from tollkeeper_server.serve import first_key, greet, open_services
from tollkeeper_server.settings import read_settings
from tollkeeper_server.stream.tail import Tail


@contextmanager
def _ending_streams(tail: Tail) -> Generator[None]:
    """Streams end as soon as the process is told to stop: servers wait for open connections, and then for the lifespan.

    What handled the signal before still does. A loop's own handlers are called by its wakeup descriptor, not by the
    handler that is replaced here; others are called from it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals belong to another thread; its server has to end connections by a timeout
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def on_signal(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(tail.close)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in before:
        signal.signal(number, on_signal)
    try:
        yield
    finally:
        tail.close()
        for number, handler in before.items():
            signal.signal(number, handler)


def application() -> Starlette:
    """The same application. Raises ``StartError`` for a wrong configuration."""
    services = open_services(read_settings(os.environ))
    key = first_key(services)
    if key is not None:
        greet(services.options.public_url, key)
    app = create_app(services)
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        async with inner(app):
            with embedded_worker(services), _ending_streams(services.tail):
                yield
        await anyio.to_thread.run_sync(services.close)

    app.router.lifespan_context = lifespan
    return app
