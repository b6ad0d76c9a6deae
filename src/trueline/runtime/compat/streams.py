"""Streams of events that are open once they are there, whatever type the server says that its answer has."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeVar

from ..flow import Exchange, Extra, call
from ..streaming import AsyncEventStream, EventStream, Subscription
from .http import library_response

if TYPE_CHECKING:
    import httpx

    from ..drive import Flow

__all__ = ["AsyncStream", "Opening", "Stream"]

T = TypeVar("T")


class Opening(Subscription):
    """A stream as a flow."""

    def open(self) -> Flow[Exchange]:
        """Send the request."""
        return self._open()

    def _open(self) -> Flow[Exchange]:
        # Where the document has another answer too, older clients ask for that one: the argument says what they want.
        extra = Extra(headers={"accept": "application/json" if self._facts.media_type else "text/event-stream"})
        self.exchange = yield from call(self._settings, self._op, self._args, self._options, stream=True, extra=extra)
        return self.exchange


def _response(source: Subscription) -> httpx.Response:
    if source.exchange is None:
        raise RuntimeError("this stream is not open: await it first")
    return library_response(source.exchange.answer)


def _forget(source: Subscription) -> None:
    """Leave the answer to whoever has its ``response``: programs close that instead of the stream."""
    answer = source.exchange.answer if source.exchange is not None else None
    if answer is not None and answer.open is not None:
        answer.open = None
        if answer.drop is not None and answer.response.is_closed:
            answer.drop()


class Stream(EventStream[T]):
    """A stream of events. Use it in a ``with`` block, or ``close()`` it."""

    _handed_out = False

    @property
    def response(self) -> Any:
        """The response as the HTTP library has it."""
        self._handed_out = True
        return _response(self._source)

    def __del__(self) -> None:
        if self._handed_out:
            _forget(self._source)


class AsyncStream(AsyncEventStream[T]):
    """A stream of events of the asynchronous client."""

    _handed_out = False

    if TYPE_CHECKING:

        def __await__(self) -> Generator[Any, None, AsyncStream[T]]: ...

    @property
    def response(self) -> Any:
        """The response as the HTTP library has it."""
        self._handed_out = True
        return _response(self._source)

    def __del__(self) -> None:
        if self._handed_out:
            _forget(self._source)
