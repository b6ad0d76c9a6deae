from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ..operation import Pagination
from ..series import mark_of
from ..unset import UNSET, Unset, is_object
from . import Call, FakeServerError, Wire, body_of, page, preferred, stream_of
from .document import Documented

Failure = Literal["disconnect", "timeout"]


@dataclass(frozen=True, slots=True)
class Body:
    value: Any = UNSET
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class PageOf:
    items: list[Any] | None
    last: bool


@dataclass(frozen=True, slots=True)
class Events:
    events: list[Any] | None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    failure: Failure


Planned = Body | PageOf | Events | NoAnswer


class Script:
    """What one operation answers. Each answer is given once, in the order of the calls below, and the last until more
    is said.

    Every method returns the script, so that answers can be written in one line:
    ``fake.on("keys.create").error(429, retry_after=1).answer()``.
    """

    def __init__(self, name: str, calls: list[Call], check: Callable[[Any, int | None], None]) -> None:
        self._name = name
        self._all = calls
        self._check = check
        self._queue: list[Planned] = []
        self._is_over = False

    def __repr__(self) -> str:
        return f"<Script {self._name}: {len(self._queue)} answers>"

    @property
    def calls(self) -> list[Call]:
        """The calls of this operation so far."""
        return [call for call in self._all if call.operation == self._name]

    def answer(
        self,
        value: Any = UNSET,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        times: int = 1,
        check: bool = True,
    ) -> Script:
        """A success. ``value`` is a model, JSON, text or bytes; without it, one that the document allows is made up.

        Without ``status`` it is the first documented success. A value that the document does not allow raises
        ``FakeServerError``, so that no test passes on an answer that the API never gives; ``check=False`` sends it.
        """
        if check and not isinstance(value, (Unset, bytes, str)):
            self._check(value, status)
        return self._add([Body(value, status, dict(headers or {}))] * _times(times))

    def error(
        self,
        status: int,
        *,
        body: Any = UNSET,
        headers: Mapping[str, str] | None = None,
        retry_after: float | None = None,
        times: int = 1,
    ) -> Script:
        """An error, with the body that the document gives it where none is said. ``retry_after`` is in seconds.

        Raises ``FakeServerError`` for a status below 400.
        """
        if status < 400:
            raise FakeServerError(f"{status} is not an error: errors begin at 400")
        sent = dict(headers or {})
        if retry_after is not None:
            sent["Retry-After"] = f"{retry_after:g}"
        return self._add([Body(body, status, sent)] * _times(times))

    def pages(self, *pages: list[Any]) -> Script:
        """A list in pages, each given as its items (models or JSON)."""
        return self._add(
            [PageOf(list(items), last=number == len(pages)) for number, items in enumerate(pages, start=1)]
        )

    def events(self, *events: Any) -> Script:
        """A stream of these events (models or JSON). It ends after the last of them: who comes again hears 204."""
        return self._add([Events(list(events)), Body(None, 204)])

    def disconnect(self, *, times: int = 1) -> Script:
        """No answer: the connection is lost."""
        return self._add([NoAnswer("disconnect")] * _times(times))

    def timeout(self, *, times: int = 1) -> Script:
        """No answer: the time is over."""
        return self._add([NoAnswer("timeout")] * _times(times))

    def next(self) -> Planned | None:
        """The next answer; ``None`` where nothing was said. The last one stays."""
        if not self._queue:
            return None
        self._is_over = len(self._queue) == 1
        return self._queue[0] if self._is_over else self._queue.pop(0)

    def _add(self, planned: Sequence[Planned]) -> Script:
        if self._is_over:
            self._queue.clear()
            self._is_over = False
        self._queue.extend(planned)
        return self


def _times(times: int) -> int:
    if times < 1:
        raise FakeServerError(f"times={times}: an answer is given once or more")
    return times


class NoAnswerError(Exception):
    """There is no answer: the transport says so in the words of its library."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure: Failure = failure


class Endpoint:
    def __init__(self, documented: Documented, calls: list[Call]) -> None:
        self._documented = documented
        self.script = Script(documented.name, calls, documented.check)
        self._calls = calls
        self._asked = 0
        self._number = 0
        self._last: int | None = None

    def answer(self, url: str, accept: str) -> Wire:
        self._asked += 1
        planned = self.script.next() or self._by_itself(accept)
        match planned:
            case NoAnswer(failure):
                raise NoAnswerError(failure)
            case PageOf():
                return self._page(planned, url, accept)
            case Events():
                return self._stream(planned)
            case Body():
                return self._body(planned, accept)

    def sample(self, status: int | None = None) -> Any:
        number, response = self._documented.response(status)
        media = preferred(response.get("content", {}))
        return None if media is None else self._documented.value(number, media, response["content"][media])

    def arguments(self) -> dict[str, Any]:
        return self._documented.arguments()

    @property
    def succeeds(self) -> bool:
        return self._documented.succeeds

    def errors(self) -> list[int]:
        return self._documented.errors()

    def _by_itself(self, accept: str) -> Planned:
        operation = self._documented.operation
        streams = operation.streaming is not None and (
            not operation.streaming.media_type or operation.streaming.media_type in accept
        )
        if streams:
            return Events(None) if self._asked == 1 else Body(None, 204)
        return PageOf(None, last=True) if operation.pagination is not None else Body()

    def _body(self, planned: Body, accept: str) -> Wire:
        status, response = self._documented.response(planned.status)
        content = response.get("content", {})
        media = preferred(content, accept)
        value = planned.value
        if isinstance(value, Unset):
            value = None if media is None else self._documented.value(status, media, content[media])
        elif value is not None:
            media = media or "application/json"
        headers = self._documented.headers(response) | dict(planned.headers)
        if media is not None and status not in {204, 205, 304}:
            headers = {"Content-Type": "application/octet-stream" if "*" in media else media} | headers
        return Wire(status, headers, b"" if status in {204, 205, 304} else body_of(value, media))

    def _page(self, planned: PageOf, url: str, accept: str) -> Wire:
        number, response = self._documented.response(None)
        media = preferred(response.get("content", {}), accept) or ""
        decoder, how = self._documented.decoder(number, media), self._documented.operation.pagination
        if decoder is None or how is None:
            return self._body(Body(), accept)
        asked = _asked(self._calls[-1], how)
        if asked is not None and self._last is not None and asked > self._last:
            body, headers = page(how, decoder, self.sample(), [], self._number, url, last=True)
            return self._body(Body(body, None, headers), accept)
        self._number += 1
        body, headers = page(how, decoder, self.sample(), planned.items, self._number, url, last=planned.last)
        self._last = None
        if planned.last:
            self._number, self._last = 0, 0 if how.type == "cursor_item" else asked
        return self._body(Body(body, None, headers), accept)

    def _stream(self, planned: Events) -> Wire:
        status, response = self._documented.response(None)
        events = self._documented.events(response) if planned.events is None else planned.events
        streaming = self._documented.operation.streaming
        kind = streaming.type if streaming is not None else "sse"
        wanted = "application/jsonl" if kind == "jsonl" else "text/event-stream"
        media = next((name for name, each in response.get("content", {}).items() if "event" in each), wanted)
        lines = stream_of(mark_of(media), events)
        return Wire(status, self._documented.headers(response) | {"Content-Type": media}, lines)


def _asked(call: Call, how: Pagination) -> int | None:
    if how.type == "cursor_item":
        return int(_value(call, how.request) is not None)
    if how.type not in {"page", "offset"}:
        return None
    value = str(_value(call, how.request))
    return int(value) if value.isdecimal() else -1


def _value(call: Call, name: str) -> Any:
    in_body = call.json.get(name) if is_object(call.json) else None
    return call.query.get(name, [in_body])[0]
