"""The names of the runtime that an SDK's package exports."""

from __future__ import annotations

from collections.abc import Container, Iterable

from trueline.codegen.plan.values import ResourcePlan

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

#: What the methods of an SDK return beside the document's own types, by what they do.
_RETURNED: dict[str, dict[str, tuple[str, ...]]] = {
    "page": {"paging": ("AsyncPage", "AsyncPaginator", "Page")},
    "stream": {"series": ("ServerSentEvent",), "streaming": ("AsyncEventStream", "EventStream")},
    "binary": {"responses": ("AsyncBinaryResponse", "BinaryResponse")},
    "call": {
        "events": ("Event", "Reconnecting", "RequestSent", "ResponseDeviated", "ResponseReceived", "Retrying"),
        "resource": ("AsyncStreamedResponse", "RawResponse", "StreamedResponse"),
        "retry": ("RateLimit",),
    },
}


def public(resources: Iterable[ResourcePlan], types: Container[str]) -> dict[str, tuple[str, ...]]:
    """What the package exports by module of the runtime. A type of the document goes before a helper of its name."""
    found = dict(PUBLIC)
    uses: set[str] = set()
    for resource in resources:
        for method in resource.methods:
            ways = method.overloads or (method,)
            uses |= {"call", *(way.result.kind for way in ways)}
            uses |= {"binary" for way in ways if "BinaryResponse" in way.result.annotation}
    for use in sorted(uses):
        for module, names in _RETURNED[use].items():
            free = tuple(name for name in names if name not in types)
            if free:
                found[module] = free
    return dict(sorted(found.items()))
