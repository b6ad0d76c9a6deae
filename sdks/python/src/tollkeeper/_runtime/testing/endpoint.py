from __future__ import annotations

from typing import Any

from ..operation import Pagination
from ..unset import Unset, is_object
from .calls import Call
from .documented import Documented
from .script import Body, Events, Failure, NoAnswer, PageOf, Planned, Script
from .wire import Wire, body_of, page, preferred, stream_of


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
        return Wire(status, self._documented.headers(response) | {"Content-Type": media}, stream_of(kind, events))


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
