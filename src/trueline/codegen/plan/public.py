"""The names of the runtime that every SDK's package exports."""

from __future__ import annotations

PUBLIC: dict[str, tuple[str, ...]] = {
    "errors": (
        "APIConnectionError",
        "APIError",
        "APIResponseError",
        "APIStatusError",
        "APITimeoutError",
        "AuthenticationError",
        "BadRequestError",
        "ConflictError",
        "GoneError",
        "InternalServerError",
        "InvalidRequestError",
        "MissingCredentialsError",
        "NotFoundError",
        "PaginationError",
        "PayloadTooLargeError",
        "PermissionDeniedError",
        "PreconditionFailedError",
        "RateLimitError",
        "RequestTimeoutError",
        "ResponseDecodeError",
        "StreamError",
        "UnexpectedStatusError",
        "UnprocessableEntityError",
        "UnsupportedMediaTypeError",
        "WebhookVerificationError",
    ),
    "decoding": ("DecodeError",),
    "operation": ("RequestOptions",),
    "unions": ("Unrecognized",),
    "unset": ("UNSET", "Unset"),
}
