"""Bodies that are a series of JSON values: JSON lines, and the text sequences of RFC 7464."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, cast

from .encoding import dumps
from .errors import InvalidRequestError
from .messages import Payload

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
