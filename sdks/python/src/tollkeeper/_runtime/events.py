from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .messages import REDACTED

if TYPE_CHECKING:
    from .messages import Request
    from .operation import Operation
    from .settings import Settings


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


class AttemptSpan:
    def __init__(self, settings: Settings, op: Operation[Any], request: Request, url: str, attempt: int) -> None:
        trace = import_module("opentelemetry.trace")
        parts = urlsplit(url.replace(f"{REDACTED}@", "", 1))
        attributes: dict[str, Any] = {
            "http.request.method": request.method,
            "url.full": url,
            "url.template": op.path,
            "server.address": parts.hostname or "",
            "server.port": parts.port or (443 if parts.scheme == "https" else 80),
        }
        if attempt:
            attributes["http.request.resend_count"] = attempt
        tracer = trace.get_tracer(settings.config.package, settings.config.version)
        name = f"{request.method} {op.path}".strip()
        self._span: Any = tracer.start_span(name, kind=trace.SpanKind.CLIENT, attributes=attributes)
        self._failed: Any = trace.Status(trace.StatusCode.ERROR)
        self._context: Any = trace.set_span_in_context(self._span)

    def carry(self, request: Request) -> Request:
        headers: dict[str, str] = {}
        import_module("opentelemetry.propagate").inject(headers, self._context)
        for name, value in headers.items():
            request = request.with_header(name.lower(), value)
        return request

    def answered(self, status: int) -> None:
        self._span.set_attribute("http.response.status_code", status)
        if status >= 400:
            self._span.set_attribute("error.type", str(status))
            self._span.set_status(self._failed)

    def failed(self, error: Exception) -> None:
        self._span.set_attribute("error.type", type(error.__cause__ or error).__name__)
        self._span.set_status(self._failed)

    def end(self) -> None:
        self._span.end()
