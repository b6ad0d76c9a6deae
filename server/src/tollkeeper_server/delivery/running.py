"""Workers as threads of a server, and as processes."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Coroutine
from contextlib import AbstractContextManager, nullcontext, suppress
from types import TracebackType
from typing import Any

from uvicorn import Config

from tollkeeper_server.delivery.worker import Outside, Worker
from tollkeeper_server.observability.logs import logger
from tollkeeper_server.services import Services


class WorkerThread:
    """A worker beside a server in one process. Leaving the context ends it after what is under way."""

    def __init__(self, services: Services, outside: Outside | None = None) -> None:
        self.worker = Worker(services, outside)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.worker.name)

    def __enter__(self) -> WorkerThread:
        self._thread.start()
        self._ready.wait()
        if self._loop is None:
            raise RuntimeError("The thread of the worker ended before its loop began: see the error above.")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._loop is not None
        with suppress(RuntimeError):  # the loop is closed: it has ended by itself
            self._loop.call_soon_threadsafe(self.worker.stop)
        self._thread.join()  # the worker gives up by itself

    def _run(self) -> None:
        try:
            _run_in_loop(self._main())
        finally:
            self._ready.set()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ready.set()
        await self.worker.run()


def embedded_worker(services: Services) -> AbstractContextManager[object]:
    """A worker beside the server while the context is open, if the configuration says so; else nothing."""
    return WorkerThread(services) if services.options.embedded_worker else nullcontext()


def run_worker(services: Services) -> None:
    """Run until SIGINT or SIGTERM, then finish what is under way."""
    _run_in_loop(_until_told(Worker(services)))


def _run_in_loop(work: Coroutine[Any, Any, None]) -> None:
    """As ``asyncio.run``; with uvloop's loop where that is installed, as the server."""
    with asyncio.Runner(loop_factory=Config("", log_config=None).get_loop_factory()) as runner:
        runner.run(work)


async def _until_told(worker: Worker) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, worker.stop)
    logger().info("worker_started", worker=worker.name)
    await worker.run()
    logger().info("worker_stopped", worker=worker.name)
