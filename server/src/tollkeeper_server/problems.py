"""Every error that an operation answers with: RFC 9457, one code per kind, one status per code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TYPE = "https://tollkeeper.dev/problems/"

KINDS: Mapping[str, tuple[int, str]] = {
    "malformed_json": (400, "Malformed JSON"),
    "invalid_parameter": (400, "Invalid parameter"),
    "invalid_cursor": (400, "Invalid cursor"),
    "unauthenticated": (401, "Unauthenticated"),
    "insufficient_scopes": (403, "Insufficient scopes"),
    "not_found": (404, "Not found"),
    "method_not_allowed": (405, "Method not allowed"),
    "request_timeout": (408, "Request timeout"),
    "idempotency_in_progress": (409, "Idempotency in progress"),
    "key_not_active": (409, "Key not active"),
    "key_already_rotated": (409, "Key already rotated"),
    "meter_exists": (409, "Meter exists"),
    "endpoint_disabled": (409, "Endpoint disabled"),
    "stream_position_expired": (410, "Stream position expired"),
    "precondition_failed": (412, "Precondition failed"),
    "payload_too_large": (413, "Payload too large"),
    "unsupported_media_type": (415, "Unsupported media type"),
    "validation_failed": (422, "Validation failed"),
    "idempotency_key_reused": (422, "Idempotency key reused"),
    "expiry_exceeds_parent": (422, "Expiry exceeds parent"),
    "limit_reached": (422, "Limit reached"),
    "time_too_old": (422, "Time too old"),
    "time_in_future": (422, "Time in future"),
    "invalid_time_range": (422, "Invalid time range"),
    "unknown_dimension": (422, "Unknown dimension"),
    "unknown_time_zone": (422, "Unknown time zone"),
    "result_too_large": (422, "Result too large"),
    "rate_limited": (429, "Too many requests"),
    "internal_error": (500, "Internal error"),
    "service_unavailable": (503, "Service unavailable"),
}
"""Status and title of each code. The same set as ``components.schemas.ProblemCode``, checked at start."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a request. ``pointer`` is a JSON pointer into the body, or ``/query/NAME`` or ``/header/NAME``."""

    pointer: str
    detail: str


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it so
    """Ends a request. ``status`` differs from the code's own only where the document says so."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        status: int | None = None,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        kind_status, self.title = KINDS[code]
        self.code = code
        self.detail = detail
        self.status = status or kind_status
        self.errors = tuple(errors[:100])
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})

    def body(self, request_id: str) -> dict[str, Any]:
        """The problem document."""
        document: dict[str, Any] = {
            "type": TYPE + self.code,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "request_id": request_id,
            **self.extra,
        }
        if self.errors:
            document["errors"] = [{"pointer": fault.pointer, "detail": fault.detail} for fault in self.errors]
        return document


def not_found(kind: str) -> Problem:
    """404: unknown, malformed and foreign ids alike."""
    return Problem("not_found", f"There is no {kind}.")


def invalid(pointer: str, detail: str, code: str = "validation_failed") -> Problem:
    """422 for one place of the body."""
    return Problem(code, detail, errors=[Fault(pointer, detail)])
