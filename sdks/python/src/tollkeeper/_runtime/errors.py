from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .messages import Headers, ReceivedResponse, SentRequest, Unshown, redact_headers


class APIError(Exception):
    """Base of every error that this SDK raises on purpose."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.args), dict(self.__dict__)


def _rebuild(cls: type[APIError], args: tuple[Any, ...]) -> APIError:
    error = cls.__new__(cls, *args)
    error.args = args
    return error


class MissingCredentialsError(APIError):
    """The operation needs a credential that the client was not given. Nothing was sent."""


class InvalidRequestError(APIError, ValueError):
    """An argument that can't be sent as what it is for. Nothing was sent."""


class WebhookVerificationError(APIError):
    """A webhook that was not signed with this secret, is too old or too new, or is malformed."""


class PaginationError(APIError):
    """The server's pages don't come to an end: it repeats a cursor, or sends the client elsewhere."""


class APIConnectionError(APIError):
    """No answer, or not all of it: the server could not be reached or the connection broke."""

    may_pass: bool = True

    def __init__(self, message: str = "the connection failed", *, method: str = "", url: str = "") -> None:
        super().__init__(message)
        self.method = method
        self.url = url

    @property
    def request(self) -> SentRequest:
        """The request, without secrets."""
        return SentRequest(self.method, self.url)


class APITimeoutError(APIConnectionError):
    """The server took longer than ``timeout``."""


class StreamError(APIError):
    """A stream that breaks the rules of its format, or a line or event larger than allowed."""


class APIResponseError(APIError):
    """An answer came, and it is not what was asked for. Base of what is raised once a status is known."""

    def __init__(
        self,
        message: str = "",
        *,
        status_code: int = 0,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        method: str = "",
        url: str = "",
        request_id: str | None = None,
        content: bytes = b"",
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.headers: Mapping[str, str] = Headers() if headers is None else headers
        self.body = body
        self.method = method
        self.url = url
        self.request_id = request_id
        self._content = Unshown(content)

    @property
    def content(self) -> bytes:
        """The body as it came, without the credentials that were sent."""
        return self._content.content

    @property
    def request(self) -> SentRequest:
        """The request, without secrets."""
        return SentRequest(self.method, self.url)

    @property
    def response(self) -> ReceivedResponse:
        """The response, without secrets."""
        return ReceivedResponse(
            self.status_code, Headers(redact_headers(self.headers).items()), self.content, self.request
        )

    def __reduce__(self) -> tuple[Any, ...]:
        kind, arguments, state = super().__reduce__()
        return kind, arguments, {**state, "headers": Headers(redact_headers(self.headers).items())}


class ResponseDecodeError(APIResponseError):
    """The body is not what the document says: at ``path``, a JSONPath (``$.data[3].owner``), for ``reason``."""

    path: str = "$"
    reason: str = ""


class APIStatusError(APIResponseError):
    """The server refused: any status that is not a documented success."""

    code: str | None = None
    title: str | None = None
    detail: str | None = None
    retry_after: float | None = None


class UnexpectedStatusError(APIStatusError):
    """A status below 400 that the document does not have for this operation."""


class BadRequestError(APIStatusError):
    """400: the request is malformed."""


class AuthenticationError(APIStatusError):
    """401: the credential is missing, wrong or expired."""


class PermissionDeniedError(APIStatusError):
    """403: the credential is not enough. Names the scopes where the server or the document does."""

    required_scopes: tuple[str, ...] = ()
    missing_scopes: tuple[str, ...] = ()


class NotFoundError(APIStatusError):
    """404: there is nothing of that name."""


class RequestTimeoutError(APIStatusError):
    """408: the server gave up waiting for the request."""


class ConflictError(APIStatusError):
    """409: the state of the resource does not allow it."""


class GoneError(APIStatusError):
    """410: it existed once."""


class PreconditionFailedError(APIStatusError):
    """412: the resource has changed since it was read."""


class PayloadTooLargeError(APIStatusError):
    """413: the body is larger than the server takes."""


class UnsupportedMediaTypeError(APIStatusError):
    """415: the server does not take this content type."""


class UnprocessableEntityError(APIStatusError):
    """422: well-formed, but not valid."""


class RateLimitError(APIStatusError):
    """429: too many requests. ``retry_after`` says for how long to wait, where the server does."""


class InternalServerError(APIStatusError):
    """500 and above: the server failed."""


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    408: RequestTimeoutError,
    409: ConflictError,
    410: GoneError,
    412: PreconditionFailedError,
    413: PayloadTooLargeError,
    415: UnsupportedMediaTypeError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def error_class(status: int) -> type[APIStatusError]:
    if status >= 500:
        return InternalServerError
    return _BY_STATUS.get(status, APIStatusError if status >= 400 else UnexpectedStatusError)
