"""Bodies that are a series: server-sent events (section 9.2.6 of the HTML standard), JSON lines, texts of RFC 7464.

They are read chunk by chunk, in bounded memory, whatever comes.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from .encoding import dumps
from .errors import InvalidRequestError, StreamError
from .messages import Payload

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BOM = b"\xef\xbb\xbf"
#: The largest line and the largest event that are taken, in bytes.
LARGEST = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """One event as it came. ``id`` is the last that the server gave, here or before; ``retry`` is in milliseconds."""

    id: str = ""
    event: str = "message"
    data: str = ""
    retry: int | None = None


class LineSplitter:
    """Lines of a byte stream, ended by LF, CR or CRLF, whichever way the chunks cut them."""

    __slots__ = ("_after_cr", "_largest", "_only_lf", "_tail")

    def __init__(self, largest: int = LARGEST, *, only_lf: bool = False) -> None:
        self._tail = bytearray()
        self._after_cr = False
        self._largest = largest
        self._only_lf = only_lf

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The lines that are complete now, without their ends."""
        if self._after_cr and chunk:
            self._after_cr = False
            if chunk[:1] == b"\n":
                chunk = chunk[1:]
        lf = self._only_lf or b"\r" not in chunk
        *whole, rest = chunk.split(b"\n") if lf else _LINE_END.split(chunk)
        self._after_cr = self._after_cr or (not lf and chunk[-1:] == b"\r")
        for piece in whole:
            if not self._tail and len(piece) <= self._largest:
                yield piece
                continue
            self._add(piece)
            line = bytes(self._tail)
            self._tail.clear()
            yield line
        self._add(rest)

    def end(self) -> Iterator[bytes]:
        """What follows the last line end."""
        if self._tail:
            yield bytes(self._tail)

    def _add(self, piece: bytes) -> None:
        if len(self._tail) + len(piece) > self._largest:
            raise StreamError(f"a line of the stream is longer than {self._largest} bytes")
        self._tail += piece


class EventParser:
    """The state of an event stream between chunks. ``last_event_id`` and ``retry`` outlive a connection."""

    def __init__(self, last_event_id: str = "", largest: int = LARGEST) -> None:
        self.last_event_id = last_event_id
        #: Milliseconds to wait before connecting again, as the server last said.
        self.retry: int | None = None
        #: Whether the last event that came out had an id of its own.
        self.has_own_id = False
        #: Whether a line came that is no part of any event. The standard skips it.
        self.has_strays = False
        self._lines = LineSplitter(largest)
        self._largest = largest
        self._start = b""
        self._started = False
        self._id = last_event_id
        self._data: list[str] = []
        self._size = 0
        self._type = ""
        self._retry: int | None = None
        self._own_id = False

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """The events that are complete now. An event that the stream ends in is never complete."""
        if not self._started:
            self._start += chunk
            if len(self._start) < len(_BOM) and _BOM.startswith(self._start):
                return
            self._started = True
            chunk = self._start.removeprefix(_BOM)
        for line in self._lines.feed(chunk):
            if line:
                self._field(line)
                continue
            event = self._dispatch()
            if event is not None:
                yield event

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if not name:
            return  # a comment
        value = value.removeprefix(b" ")
        if name == b"data":
            self._size += len(value) + 1
            if self._size > self._largest:
                raise StreamError(f"an event of the stream is larger than {self._largest} bytes")
            self._data.append(value.decode("utf-8", "replace"))
        elif name == b"event":
            self._type = value.decode("utf-8", "replace")
        elif name == b"id":
            if b"\0" not in value:
                self._id = value.decode("utf-8", "replace")
                self._own_id = True
        elif name == b"retry" and value.isdigit() and len(value) <= 15:
            self.retry = self._retry = int(value)
        elif name != b"retry":
            self.has_strays = True

    def end(self) -> None:
        """The stream has ended: what follows the last line end is looked at too."""
        for line in self._lines.end():
            self._field(line)

    def _dispatch(self) -> ServerSentEvent | None:
        self.last_event_id = self._id
        event = None
        if self._data:
            event = ServerSentEvent(self._id, self._type or "message", "\n".join(self._data), self._retry)
            self.has_own_id = self._own_id
        self._clear()
        return event

    def _clear(self) -> None:
        self._data = []
        self._size = 0
        self._type = ""
        self._retry = None
        self._own_id = False


class JsonLines:
    """The state of a stream of JSON lines between chunks. Only LF ends a line: U+2028 and CR may stand inside."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._lines = LineSplitter(largest, only_lf=True)

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The JSON texts that are complete now."""
        return filter(None, map(_bare, self._lines.feed(chunk)))

    def end(self) -> Iterator[bytes]:
        """The last text, whose line may lack an end."""
        return filter(None, map(_bare, self._lines.end()))


def _bare(line: bytes) -> bytes:
    return line.strip(b" \t\r\n").removeprefix(b"\x1e").removeprefix(b"\xef\xbb\xbf")


_LINES = frozenset(
    {"application/jsonl", "application/x-jsonl", "application/jsonlines", "application/x-jsonlines"}
    | {"application/ndjson", "application/x-ndjson"}
)
#: What a text of a sequence begins with (RFC 7464, section 2.2).
_RECORD = b"\x1e"


def mark_of(media_type: str) -> bytes | None:
    """What each value of a body begins with; ``None`` for what is no series of values."""
    essence = media_type.partition(";")[0].strip().lower()
    if essence == "application/json-seq" or essence.endswith("+json-seq"):
        return _RECORD
    return b"" if essence in _LINES or essence.endswith("+jsonl") else None


def lines(value: Any, media_type: str, mark: bytes) -> Payload:
    """The body of a series of items. A list is written at once, and can be sent again.

    Raises ``InvalidRequestError`` for what is none, and for an item that has no JSON form.
    """
    if isinstance(value, (list, tuple)):
        return Payload(media_type, b"".join(_each(cast("Iterable[object]", value), mark)))
    if isinstance(value, AsyncIterable):
        stream = cast("AsyncIterable[object]", value)
        return Payload(media_type, chunks=lambda: _aeach(stream, mark), replayable=False, awaited=True)
    if isinstance(value, Iterable) and not isinstance(value, Mapping):
        items = cast("Iterable[object]", value)
        once = isinstance(value, Iterator)
        return Payload(media_type, chunks=lambda: _each(items, mark), replayable=not once)
    raise InvalidRequestError(
        f"body: a list or an iterator of items is needed, not {type(cast('object', value)).__name__}"
    )


def _each(items: Iterable[object], mark: bytes) -> Iterator[bytes]:
    for number, item in enumerate(items, 1):
        yield _line(item, number, mark)


async def _aeach(items: AsyncIterable[object], mark: bytes) -> AsyncIterator[bytes]:
    number = 0
    async for item in items:
        number += 1
        yield _line(item, number, mark)


def _line(item: object, number: int, mark: bytes) -> bytes:
    """One value; bytes are a part of the body that is written already."""
    if isinstance(item, (bytes, bytearray, memoryview)):
        return bytes(cast("bytes", item))
    try:
        return mark + dumps(item) + b"\n"
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidRequestError(f"body: item {number}: {error}") from error
