"""Errors with the attributes that the other generator's have: ``response``, ``request``, a plain ``body``."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..encoding import dumps
from ..errors import (
    APIConnectionError,
    APIError,
    APIResponseError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ResponseDecodeError,
    UnprocessableEntityError,
)
from ..models import Model
from .http import library
from .models import BaseModel

if TYPE_CHECKING:
    import httpx

APIResponseValidationError = ResponseDecodeError

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "InternalServerError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "UnprocessableEntityError",
    "restyle",
    "restyled",
]


@contextmanager
def restyled() -> Generator[None]:
    """Give the errors that are raised inside the attributes that they would have had."""
    try:
        yield
    except APIError as error:
        restyle(error)
        raise


def restyle(error: APIError) -> None:
    """Give an error the attributes that it would have had."""
    known: dict[str, Any] = error.__dict__
    if isinstance(error, APIResponseError):
        if isinstance(error.body, BaseModel):
            error.body = error.body.to_wire()
        elif isinstance(error.body, Model):
            error.body = error.body.to_dict()
        response = _response(error)
        known["response"], known["request"] = response, response.request
    elif isinstance(error, APIConnectionError) and error.url:
        known["request"] = library().Request(error.method, error.url)
        known["body"] = None


def _response(error: APIResponseError) -> httpx.Response:
    body = error.body
    content = b"" if body is None else body.encode() if isinstance(body, str) else dumps(body)
    headers = [(name, value) for name, value in error.headers.items() if name.lower() not in _FRAMING]
    request = library().Request(error.method, error.url)
    response: httpx.Response = library().Response(error.status_code, headers=headers, content=content, request=request)
    return response


_FRAMING = frozenset({"content-encoding", "content-length", "transfer-encoding"})
