from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..answers import is_json
from ..encoding import dumps


@dataclass(frozen=True, slots=True)
class Wire:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    content: bytes = b""


def preferred(content: Mapping[str, Any], accept: str = "") -> str | None:
    for part in accept.split(","):
        if (name := part.partition(";")[0].strip()) in content:
            return name
    return next((name for name in content if is_json(name)), next(iter(content), None))


def body_of(value: Any, media: str | None) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) and media is not None and not is_json(media):
        return value.encode()
    return b"" if value is None and media is None else dumps(value)


def stream_of(kind: str, events: Iterable[Any]) -> bytes:
    if kind == "jsonl":
        return b"".join(dumps(event) + b"\n" for event in events)
    return b"".join(b"id: %d\ndata: %s\n\n" % (n, dumps(event)) for n, event in enumerate(events, start=1))
