"""Streams of events that outlive their connections: opened again behind the last event, without repeating any."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from .answers import undecodable
from .decoding import DecodeError, anything, read_value, string
from .drive import AsyncDriver, Chunk, Close, Driver, Emit, End, Flow, Sleep
from .encoding import loads, loads_any
from .errors import APIConnectionError, APIError, APIStatusError, InvalidRequestError, StreamError
from .flow import Exchange, Extra, call
from .log import Reporter
from .operation import Operation, Streaming
from .params import header_text
from .retry import backoff
from .series import LARGEST, EventParser, JsonLines, ServerSentEvent
from .settings import Settings

if TYPE_CHECKING:
    from typing_extensions import Self

T = TypeVar("T")
#: How often in a row a stream is opened again without any progress.
MAX_RECONNECTS = 5
#: Seconds to wait before a stream is opened again: first, at most. And a life after which counting begins anew.
_FIRST_DELAY = 0.5
_LONGEST_DELAY = 30.0
_LONG_LIFE = 30.0
_IDS = 4096
CONNECTED = object()


@dataclass(slots=True)
class _Seen:
    """Event ids of earlier connections, the latest of them: what comes again after reconnecting is dropped."""

    connection: int
    ids: dict[str, int]

    def repeats(self, event_id: str) -> bool:
        """Whether this id came on an earlier connection; notes it otherwise. One connection may repeat ids."""
        if self.ids.get(event_id, self.connection) < self.connection:
            return True
        self.ids[event_id] = self.connection
        if len(self.ids) > _IDS:
            del self.ids[next(iter(self.ids))]
        return False


class Subscription:
    """A stream as a flow that emits: first ``CONNECTED``, then each event, decoded."""

    def __init__(
        self,
        settings: Settings,
        op: Operation[Any],
        args: Mapping[str, Any],
        options: Mapping[str, Any],
        first: Exchange | None = None,
    ) -> None:
        assert op.streaming is not None, f"{op.id} is not a stream"
        self._settings = settings
        self._facts: Streaming = op.streaming
        # 204 means that there is no more, whether or not the document says so.
        self._op = op.but(responses={**op.responses, "204": {}})
        self._args = args
        self._options = {name: value for name, value in options.items() if not name.startswith("_")}
        self._first = first
        self._seen = _Seen(0, {})
        self.exchange: Exchange | None = first
        self.parser = EventParser()
        self.last_event: ServerSentEvent | None = None
        self.max_reconnects = MAX_RECONNECTS
        #: Attempts to reconnect since the last progress.
        self._failures = 0
        self._progress = False
        self._done = False
        #: Whether nobody wants more of it.
        self.closed = False

    def run(self) -> Flow[None]:
        """The life of the stream."""
        exchange: Exchange | None = self._first or (yield from self._open())
        yield Emit(CONNECTED)
        while exchange is not None and exchange.answer.status != 204:
            opened = self._settings.timing.monotonic()
            failure = yield from self._consume(exchange)
            if self._done:
                return
            if self._progress or self._settings.timing.monotonic() - opened >= _LONG_LIFE:
                self._failures = 0
            exchange = yield from self._reopen(failure)

    def _open(self) -> Flow[Exchange]:
        headers = {"accept": "text/event-stream", "cache-control": "no-store"} if self._facts.type == "sse" else {}
        if self.parser.last_event_id and self._facts.resume:
            try:
                headers[self._facts.resume.lower()] = header_text("its last id", self.parser.last_event_id)
            except InvalidRequestError as error:
                self._settings.logger.warning("%s goes on wherever the server lets it: %s", self._op.id, error)
        extra = Extra(headers=headers)
        exchange = yield from call(self._settings, self._op, self._args, self._options, stream=True, extra=extra)
        self.exchange = exchange
        content_type = exchange.answer.content_type.partition(";")[0].strip().lower()
        if self._facts.type == "sse" and exchange.answer.status != 204 and content_type != "text/event-stream":
            yield Close(exchange.answer)
            raise undecodable(
                exchange.answer, exchange.asked, "$", f"{content_type or 'nothing'} is not a stream of events"
            )
        return exchange

    def _consume(self, exchange: Exchange) -> Flow[APIConnectionError | None]:
        """Emit the events of one connection. Returns what broke it, ``None`` when it ended."""
        self._progress = False
        self._seen.connection += 1
        self.parser = _heir(self.parser)
        lines = JsonLines(LARGEST)
        while True:
            try:
                chunk: bytes = yield Chunk(exchange.answer)
            except APIConnectionError as error:
                return error
            if self._facts.type == "jsonl":
                texts = lines.feed(chunk) if chunk else lines.end()
                for text in texts:
                    yield Emit(self._decoded(exchange, text))
            else:
                yield from self._events(exchange, chunk)
            if not chunk or self._done:
                yield Close(exchange.answer)
                self._check_end(exchange)
                return None

    def _check_end(self, exchange: Exchange) -> None:
        """What is only called a stream of events must not look like one that was empty."""
        if not self._facts.resume:  # else a line may have been cut: the rest comes with the next connection
            self.parser.end()
        if self.parser.has_strays and not self._progress:
            raise undecodable(exchange.answer, exchange.asked, "$", "it is called a stream of events, and has no event")

    def _events(self, exchange: Exchange, chunk: bytes) -> Flow[None]:
        for event in self.parser.feed(chunk):
            if self.parser.has_own_id and self._seen.repeats(event.id):
                continue
            self._progress = True
            self.last_event = event
            text = event.data.strip()
            if text == "[DONE]":
                self._done = True
                return
            if text:  # an event without data is a sign of life
                yield Emit(self._decoded(exchange, text))

    def _decoded(self, exchange: Exchange, text: str | bytes) -> Any:
        try:
            value = loads(text) if self._settings.strict else loads_any(text)
            return read_value(self._facts.decode, value, strict=self._settings.strict, report=exchange.report)
        except DecodeError as error:
            raise undecodable(exchange.answer, exchange.asked, error.path, error.reason) from error
        except (ValueError, RecursionError) as error:
            if isinstance(text, str) and self._facts.decode in {anything, string} and not self._settings.strict:
                return text
            raise undecodable(exchange.answer, exchange.asked, "$", f"an event is not JSON: {error}") from error

    def _reopen(self, failure: APIError | None) -> Flow[Exchange | None]:
        """Open the stream again. ``None`` when it has come to its end."""
        if not self._facts.resume:
            if failure is not None:
                raise failure
            return None
        while self._failures < self.max_reconnects:
            delay = self._delay()
            self._failures += 1
            assert self.exchange is not None
            reporter = Reporter(self._settings, self._op)
            reporter.reconnecting(self.exchange.request, self._failures, delay, self.parser.last_event_id)
            yield Sleep(delay)
            if self.closed:
                return None
            try:
                return (yield from self._open())
            except APIConnectionError as error:
                failure = error
            except APIStatusError as error:
                if error.status_code not in self._op.retry.statuses:
                    raise
                failure = error
        if failure is not None:
            raise failure
        return None

    def _delay(self) -> float:
        """What the server asked for, and more after each failure; jitter keeps clients from coming back together."""
        asked = self.parser.retry
        first = _FIRST_DELAY if asked is None else min(asked / 1000, _LONGEST_DELAY)
        spread = backoff(self._failures, self._settings.timing.random(), max(first, _FIRST_DELAY), _LONGEST_DELAY)
        return first + spread if asked is not None else spread


def _heir(parser: EventParser) -> EventParser:
    """A parser for the next connection: it knows the last event id and the delay, and nothing of what was cut off."""
    heir = EventParser(parser.last_event_id, LARGEST)
    heir.retry = parser.retry
    return heir


class _StreamBase(Generic[T]):
    """What both kinds of streams share."""

    def __init__(self, source: Subscription) -> None:
        self._source = source
        self._flow = source.run()
        self._closed = False

    def _end(self) -> None:
        self._closed = self._source.closed = True
        with suppress(ValueError):  # another thread is inside it, for a moment
            self._flow.close()

    @property
    def last_event_id(self) -> str:
        """The id to resume behind, ``""`` before the server gave one."""
        return self._source.parser.last_event_id

    @property
    def last_event(self) -> ServerSentEvent | None:
        """The event that was given last, as it came: id, type, data, retry."""
        return self._source.last_event

    @property
    def retry(self) -> float | None:
        """Seconds that the server asks to wait before reconnecting, where it does."""
        asked = self._source.parser.retry
        return None if asked is None else asked / 1000

    @property
    def max_reconnects(self) -> int:
        """How often in a row the stream is opened again without progress. Set it to 0 to not reconnect."""
        return self._source.max_reconnects

    @max_reconnects.setter
    def max_reconnects(self, value: int) -> None:
        self._source.max_reconnects = value

    @property
    def response(self) -> Exchange:
        """The exchange of the connection in use."""
        if self._source.exchange is None:
            raise StreamError("the stream has not been opened")
        return self._source.exchange


class EventStream(_StreamBase[T]):
    """A stream of events. Use it in a ``with`` block, or ``close()`` it."""

    def __init__(self, source: Subscription, driver: Driver) -> None:
        super().__init__(source)
        self._driver = driver
        driver.pull(self._flow)

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        if self._closed:
            raise StopIteration
        try:
            value = self._driver.pull(self._flow)
        except BaseException as error:
            if self._closed and isinstance(error, APIError):
                raise StopIteration from None  # another thread has closed it
            self.close()
            raise
        if value is End:
            self.close()
            raise StopIteration
        return cast("T", value)

    def close(self) -> None:
        """End the stream and give its connection up. Another thread may do so: who reads it comes to its end."""
        self._end()
        if self._source.exchange is not None:
            self._driver.perform(Close(self._source.exchange.answer))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncEventStream(_StreamBase[T]):
    """A stream of events, opened by ``async with``, ``await`` or ``async for``."""

    def __init__(
        self, source: Subscription, driver: AsyncDriver, instead: Callable[[], Awaitable[Any]] | None = None
    ) -> None:
        super().__init__(source)
        self._driver = driver
        self._instead = instead
        self._opened = False

    def __await__(self) -> Generator[Any, None, AsyncEventStream[T]]:
        if self._instead is not None:
            return self._instead().__await__()
        return self._open().__await__()

    async def _open(self) -> AsyncEventStream[T]:
        if not self._opened:
            self._opened = True
            await self._driver.pull(self._flow)
        return self

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        if self._closed:
            raise StopAsyncIteration
        try:
            await self._open()
            value = await self._driver.pull(self._flow)
        except BaseException as error:
            if self._closed and isinstance(error, APIError):
                raise StopAsyncIteration from None  # another task has closed it
            await self.close()
            raise
        if value is End:
            await self.close()
            raise StopAsyncIteration
        return cast("T", value)

    async def close(self) -> None:
        """End the stream and give its connection up. Another task may do so: who reads it comes to its end."""
        self._end()
        if self._source.exchange is not None:
            await self._driver.perform(Close(self._source.exchange.answer))

    aclose = close

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
