from __future__ import annotations

from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from .messages import Request
from .operation import Operation
from .redact import REDACTED
from .settings import Settings


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
