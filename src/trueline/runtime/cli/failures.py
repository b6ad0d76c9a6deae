"""Errors as messages for people: what, why, and what to tell the people who run the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import errors
from ..encoding import encode
from ..unset import is_array, is_object
from . import exits

_MOST_FAULTS = 20
#: What to say of an error about which the server says nothing.
_KINDS: dict[type[errors.APIError], str] = {
    errors.UnexpectedStatusError: "the document has no such status for this operation",
    errors.AuthenticationError: "the credential is missing, wrong or expired",
    errors.PermissionDeniedError: "the credential is not enough",
    errors.NotFoundError: "there is nothing of that name",
    errors.RateLimitError: "too many requests",
    errors.InternalServerError: "the server failed",
}


def explain(error: Exception) -> tuple[str, int] | None:
    """What to say of an error and how to exit; ``None`` for one that nobody expected."""
    if isinstance(error, exits.CliError):
        return str(error), error.code
    if isinstance(error, errors.APIStatusError):
        return "\n".join(_status(error)), exits.of_status(error.status_code)
    if isinstance(error, errors.APIResponseError):
        return "\n".join([error.message, *_ids(error)]), exits.API
    if isinstance(error, errors.APIConnectionError):
        return f"no answer: {error.message}", exits.NETWORK
    if not isinstance(error, errors.APIError):
        return None
    if isinstance(error, errors.MissingCredentialsError):
        return error.message, exits.AUTH
    return error.message, exits.USAGE if isinstance(error, errors.InvalidRequestError) else exits.API


def _status(error: errors.APIStatusError) -> Iterator[str]:
    body = _plain(error.body)
    said = error.detail or error.title or _message(body) or _KINDS.get(type(error), type(error).__name__)
    yield f"{error.status_code}{f' {error.code}' if error.code else ''}: {said}"
    if isinstance(error, errors.PermissionDeniedError):
        if error.missing_scopes:
            yield f"  missing scopes: {', '.join(error.missing_scopes)}"
        elif error.required_scopes:
            yield f"  required scopes: {', '.join(error.required_scopes)}"
    yield from _faults(body)
    if error.retry_after is not None:
        yield f"  try again in {error.retry_after:g} seconds"
    yield from _ids(error)


def _ids(error: errors.APIResponseError) -> Iterator[str]:
    if error.request_id:
        yield f"  request id: {error.request_id}"


def _plain(body: object) -> Any:
    try:
        return encode(body)
    except (TypeError, ValueError):
        return None


def _message(body: object) -> str:
    found = (body.get("message") or body.get("error")) if is_object(body) else body
    return found if isinstance(found, str) else ""


def _faults(body: object) -> Iterator[str]:
    """The ``errors`` of a problem: each with a pointer or a name, and what is wrong there."""
    faults = body.get("errors") if is_object(body) else None
    for fault in faults[:_MOST_FAULTS] if is_array(faults) else []:
        if not is_object(fault):
            yield f"  {fault}"
            continue
        where = next((fault[name] for name in ("pointer", "field", "path", "parameter") if fault.get(name)), "")
        what = next((fault[name] for name in ("detail", "message", "title", "code") if fault.get(name)), "")
        yield f"  {where}: {what}" if where else f"  {what}"
