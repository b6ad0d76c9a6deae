"""Streams of events that are open once they are there, whatever type the server says that its answer has."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeVar

from ..drive import Emit
from ..encoding import loads
from ..errors import APIError
from ..flow import Exchange, Extra, call
from ..messages import Answer
from ..streaming import AsyncEventStream, EventStream, Subscription
from ..unset import is_mapping
from .http import library, library_response
from .rules import Rule

if TYPE_CHECKING:
    import httpx

    from ..drive import Flow

__all__ = ["AsyncStream", "Opening", "Stream"]

T = TypeVar("T")


class Opening(Subscription):
    """A stream as a flow."""

    rules: tuple[Rule, ...] = ()

    def _events(self, exchange: Exchange, chunk: bytes) -> Flow[None]:
        if not self.rules:
            yield from super()._events(exchange, chunk)
            return
        for event in self.parser.feed(chunk):
            self._progress, self.last_event = True, event
            rule = next((rule for rule in self.rules if rule.fits(event)), None)
            if rule is None or not event.data.strip():
                continue
            if rule.handle == "done":
                self._done = True
                return
            if rule.handle == "error":
                raise _failed(exchange, _json(event.data), rule.error)
            if rule.handle == "yield":
                value = _json(event.data) if rule.error else None
                if is_mapping(value) and value.get(rule.error):
                    raise _failed(exchange, value, rule.error)
                yield Emit(self._decoded(exchange, event.data))

    def open(self) -> Flow[Exchange]:
        """Send the request."""
        return self._open()

    def _open(self) -> Flow[Exchange]:
        # Where the document has another answer too, older clients ask for that one: the argument says what they want.
        extra = Extra(headers={"accept": "application/json" if self._facts.media_type else "text/event-stream"})
        self.exchange = yield from call(self._settings, self._op, self._args, self._options, stream=True, extra=extra)
        return self.exchange


class _Shared(Answer):
    """An answer whose response a program has, and closes instead of the stream: nothing is owed for it any more.

    Its own finalizer has to know that: of what is collected in a cycle, the answer can go before the stream.
    """

    __slots__ = ()

    def __del__(self) -> None:
        if self.open is not None and self.drop is not None and self.response.is_closed:
            self.drop()


def _json(text: str) -> Any:
    try:
        return loads(text)
    except (ValueError, RecursionError):
        return text


def _failed(exchange: Exchange, value: Any, name: str) -> APIError:
    """The error that an event tells of: in its property ``name``, or as a whole."""
    body: Any = value.get(name) or value if is_mapping(value) and name else value
    said: Any = body.get("message") if is_mapping(body) else body
    error = APIError(said if isinstance(said, str) and said else "An error occurred during streaming")
    known: dict[str, Any] = error.__dict__
    known["body"], known["request"] = body, library().Request(exchange.asked.method, exchange.asked.url)
    return error


def _response(source: Subscription) -> httpx.Response:
    if source.exchange is None:
        raise RuntimeError("this stream is not open: await it first")
    answer = source.exchange.answer
    answer.__class__ = _Shared
    return library_response(answer)


class Stream(EventStream[T]):
    """A stream of events. Use it in a ``with`` block, or ``close()`` it."""

    @property
    def response(self) -> Any:
        """The response as the HTTP library has it."""
        return _response(self._source)


class AsyncStream(AsyncEventStream[T]):
    """A stream of events of the asynchronous client."""

    if TYPE_CHECKING:

        def __await__(self) -> Generator[Any, None, AsyncStream[T]]: ...

    @property
    def response(self) -> Any:
        """The response as the HTTP library has it."""
        return _response(self._source)
