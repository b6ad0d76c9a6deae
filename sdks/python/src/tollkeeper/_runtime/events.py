from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestSent:
    """A request is about to leave. ``attempt`` counts from 0."""

    operation: str
    method: str
    url: str
    attempt: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ResponseReceived:
    """An answer came, ``elapsed`` seconds after its request left."""

    operation: str
    method: str
    url: str
    attempt: int
    status_code: int
    headers: Mapping[str, str]
    request_id: str | None
    elapsed: float


@dataclass(frozen=True, slots=True)
class Retrying:
    """An attempt failed for ``reason``; the next one, ``attempt``, follows after ``delay`` seconds."""

    operation: str
    method: str
    url: str
    attempt: int
    delay: float
    reason: str


@dataclass(frozen=True, slots=True)
class Reconnecting:
    """A stream ended or broke; it is opened again after ``delay`` seconds, behind the event ``last_event_id``."""

    operation: str
    url: str
    attempt: int
    delay: float
    last_event_id: str


@dataclass(frozen=True, slots=True)
class ResponseDeviated:
    """Something in an answer is not as documented, and was kept as it came.

    ``path`` is a JSONPath in the wire's spelling; ``expected`` and ``got`` say what the document has and what came,
    never the value itself. Of one answer, the first hundred are told.
    """

    operation: str
    method: str
    url: str
    path: str
    expected: str
    got: str


Event = RequestSent | ResponseReceived | Retrying | Reconnecting | ResponseDeviated
