"""What ``on_event`` is called with, as it happens: frozen values, URLs and headers without secrets."""

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


Event = RequestSent | ResponseReceived | Retrying | Reconnecting
