"""What a call does, step by step, and the two shells that do it.

A flow is a generator that yields what is to be done and is sent what came of it. The synchronous shell carries the
steps out by blocking, the asynchronous one by awaiting; tests do so without a socket. Nothing is decided here.

The deadline ends an attempt that blocks: a server that sends a byte now and then never lets a read time out. Between
the HTTP library and the network, each read and write gets the time that is left.
"""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Generator
from contextlib import suppress
from contextvars import ContextVar
from importlib import import_module
from logging import Logger
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from .errors import APIConnectionError, APITimeoutError, InvalidRequestError
from .messages import Answer, Request
from .settings import Timeouts, Timing

if TYPE_CHECKING:
    from .http import AsyncPool, SyncPool


T = TypeVar("T")


class Send(NamedTuple):
    """Send a request; the outcome is an ``Answer``, its body read unless ``stream``. ``timeouts`` are for all of it."""

    request: Request
    timeouts: Timeouts
    stream: bool = False


class Read(NamedTuple):
    """Read what is left of an open answer into its ``content``."""

    answer: Answer
    timeout: float | None = None


class Chunk(NamedTuple):
    """The next bytes of an open answer; ``b""`` at its end."""

    answer: Answer


class Close(NamedTuple):
    """Give up an open answer."""

    answer: Answer


class Sleep(NamedTuple):
    """Wait."""

    seconds: float


class Acquire(NamedTuple):
    """Take the client's lock; the outcome gives it back when called."""


class Do(NamedTuple):
    """Call something that may block, like writing to a file."""

    function: Callable[[], object]


class Ask(NamedTuple):
    """Call something of the caller's; the outcome is what it gives, awaited where it is asynchronous."""

    function: Callable[[], Any]


class Emit(NamedTuple):
    """Hand a value to the caller, who comes back for the next one."""

    value: Any


Step = Send | Read | Chunk | Close | Sleep | Acquire | Do | Ask | Emit
#: The steps to a ``T``. A step that fails with ``APIConnectionError`` has it raised where it was yielded; other errors
#: end the flow. A flow yields nothing while it is being closed.
Flow = Generator[Step, Any, T]


#: What asynchronous hooks gave, and the log of failures: awaited at the next step of the call, and at its end.
_owed: ContextVar[tuple[tuple[Awaitable[object], Logger], ...]] = ContextVar("owed", default=())


def owe(outcome: Awaitable[object], log: Logger) -> None:
    """Have something awaited by the call that runs here."""
    _owed.set((*_owed.get(), (outcome, log)))


async def settle() -> None:
    """Await what is owed."""
    owed = list(_owed.get())
    if not owed:
        return
    _owed.set(())
    try:
        while owed:
            outcome, log = owed.pop(0)
            try:
                await outcome
            except Exception:
                log.exception("on_event failed")
    finally:
        for outcome, _ in owed:  # cancelled before its turn
            with suppress(AttributeError):
                cast("Any", outcome).close()


class End:
    """Stands for the end of a flow that emits."""


class Done(NamedTuple):
    """A flow has come to its end, with a value."""

    value: Any


def resume(flow: Flow[Any], outcome: Any = None, error: APIConnectionError | None = None) -> Step | Done:
    """Tell a flow what came of its last step; its next one."""
    try:
        return flow.send(outcome) if error is None else flow.throw(error)
    except StopIteration as stop:
        return Done(stop.value)


class Driver:
    """Carries out steps by blocking."""

    __slots__ = ("pool", "timing")

    def __init__(self, pool: SyncPool, timing: Timing) -> None:
        self.pool = pool
        self.timing = timing

    def at(self, timing: Timing) -> Driver:
        """One on the same connections, with other clocks."""
        return Driver(self.pool, timing)

    def run(self, flow: Flow[T]) -> T:
        """Carry out a flow to its end."""
        try:
            step = resume(flow)
            while not isinstance(step, Done):
                step = self._advance(flow, step)
        finally:
            flow.close()
        return cast("T", step.value)

    def pull(self, flow: Flow[Any]) -> Any:
        """Carry out a flow up to the next value that it emits; ``End`` after the last."""
        step = resume(flow)
        while not isinstance(step, (Emit, Done)):
            step = self._advance(flow, step)
        return step.value if isinstance(step, Emit) else End

    def _advance(self, flow: Flow[Any], step: Step) -> Step | Done:
        try:
            outcome = self.perform(step)
        except APIConnectionError as error:
            return resume(flow, error=error)
        if isinstance(outcome, Answer) and getattr(flow, "gi_frame", flow) is None:  # closed by another thread
            self.pool.close(outcome)
        return resume(flow, outcome)

    def perform(self, step: Step) -> Any:
        """Carry out one step."""
        if isinstance(step, Send):
            return self.pool.send(step.request, step.timeouts, stream=step.stream, clock=self.timing.monotonic)
        if isinstance(step, Chunk):
            return self.pool.chunk(step.answer)
        outcome: Any = None
        if isinstance(step, Read):
            deadline = None if step.timeout is None else self.timing.monotonic() + step.timeout
            self.pool.read(step.answer, deadline, self.timing.monotonic)
        elif isinstance(step, Close):
            self.pool.close(step.answer)
        elif isinstance(step, Sleep):
            self.timing.sleep(step.seconds)
        elif isinstance(step, Acquire):
            outcome = self.pool.lock()
        elif isinstance(step, Do):
            outcome = step.function()
        elif isinstance(step, Ask):
            outcome = at_once(step.function())
        return outcome


def at_once(outcome: Any, what: str = "") -> Any:
    """What a function gave. An asynchronous one is refused: nobody awaits it here.

    Raises ``InvalidRequestError`` then.
    """
    if not hasattr(outcome, "__await__"):
        return outcome
    if hasattr(outcome, "close"):
        outcome.close()
    raise InvalidRequestError(f"{what}an asynchronous function needs the asynchronous client")


class AsyncDriver:
    """Carries out steps by awaiting."""

    __slots__ = ("pool", "timing")

    def __init__(self, pool: AsyncPool, timing: Timing) -> None:
        self.pool = pool
        self.timing = timing

    def at(self, timing: Timing) -> AsyncDriver:
        """One on the same connections, with other clocks."""
        return AsyncDriver(self.pool, timing)

    async def run(self, flow: Flow[T]) -> T:
        """Carry out a flow to its end."""
        try:
            step = resume(flow)
            while not isinstance(step, Done):
                step = await self._advance(flow, step)
        finally:
            flow.close()
            await settle()
        return cast("T", step.value)

    async def pull(self, flow: Flow[Any]) -> Any:
        """Carry out a flow up to the next value that it emits; ``End`` after the last."""
        try:
            step = resume(flow)
            while not isinstance(step, (Emit, Done)):
                step = await self._advance(flow, step)
        finally:
            await settle()
        return step.value if isinstance(step, Emit) else End

    async def _advance(self, flow: Flow[Any], step: Step) -> Step | Done:
        try:
            outcome = await self.perform(step)
        except APIConnectionError as error:
            return resume(flow, error=error)
        if isinstance(outcome, Answer) and getattr(flow, "gi_frame", flow) is None:  # closed by another task
            await self.pool.close(outcome)
        return resume(flow, outcome)

    async def perform(self, step: Step) -> Any:
        """Carry out one step."""
        await settle()
        if isinstance(step, Send):
            return await self.pool.send(step.request, step.timeouts, stream=step.stream, clock=self.timing.monotonic)
        if isinstance(step, Chunk):
            return await self.pool.chunk(step.answer)
        outcome: Any = None
        if isinstance(step, Read):
            deadline = None if step.timeout is None else self.timing.monotonic() + step.timeout
            await self.pool.read(step.answer, deadline, self.timing.monotonic)
        elif isinstance(step, Close):
            await self.pool.close(step.answer)
        elif isinstance(step, Sleep):
            await self.timing.sleep_async(step.seconds)
        elif isinstance(step, Acquire):
            outcome = await self.pool.lock()
        elif isinstance(step, Do):
            outcome = await import_module("anyio").to_thread.run_sync(step.function)
        elif isinstance(step, Ask):
            outcome = step.function()
            outcome = await outcome if hasattr(outcome, "__await__") else outcome
        return outcome


#: So much is written at a time: the library goes on with one piece for as long as any of it can be sent.
_PIECE = 65_536


class Deadline(threading.local):
    """When the attempt of this thread must be over, on a clock; ``None`` for never."""

    at: float | None = None
    clock: Callable[[], float]

    def left(self, timeout: float | None) -> float | None:
        """``timeout``, or less where less is left. Raises ``APITimeoutError`` where nothing is."""
        if self.at is None:
            return timeout
        left = self.at - self.clock()
        if left <= 0:
            raise APITimeoutError("the answer took too long")
        return left if timeout is None else min(left, timeout)

    def guard(self, client: Any) -> None:
        """Have the connections of an ``httpx.Client`` keep to this deadline."""
        for transport in (client._transport, *client._mounts.values()):
            pool: Any = getattr(transport, "_pool", None)
            backend = getattr(pool, "_network_backend", None)
            if backend is not None:
                pool._network_backend = _Guarded(backend, self)


class _Guarded:
    """A network backend of httpcore, or one of its streams."""

    def __init__(self, inner: Any, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def connect_tcp(self, *args: Any, timeout: float | None = None, **options: Any) -> _Guarded:
        stream = self._inner.connect_tcp(*args, timeout=self._deadline.left(timeout), **options)
        return _Guarded(stream, self._deadline)

    def start_tls(self, *args: Any, timeout: float | None = None, **options: Any) -> _Guarded:
        stream = self._inner.start_tls(*args, timeout=self._deadline.left(timeout), **options)
        return _Guarded(stream, self._deadline)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._inner.read(max_bytes, timeout=self._deadline.left(timeout))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            self._inner.write(buffer[start : start + _PIECE], timeout=self._deadline.left(timeout))
