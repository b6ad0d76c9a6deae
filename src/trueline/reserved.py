"""The names that generated code uses itself, scope by scope: what a document calls so gets another name there.

Names of a document never begin with an underscore, so what does is free in every scope. Classes begin with a capital,
attributes, arguments and modules have none: neither can hide the other. ``tests/names`` draws documents from here.
"""

from __future__ import annotations

#: Modules of types: what they import, define or annotate with. A schema called so becomes ``<Name>Model``.
CLASSES = frozenset((
    "Any", "Unset", "UNSET", "Model", "Mapping", "MutableMapping", "Sequence", "Iterable", "Iterator",
    "AsyncIterator", "Callable", "Awaitable", "Literal", "TypeAlias", "TypedDict", "TypeVar", "Generic",
    "Union", "Optional", "Required", "NotRequired", "Annotated", "ClassVar", "Final", "Protocol", "Self",
    "Never", "NoReturn", "Unpack", "overload", "cast", "TYPE_CHECKING", "OpenEnum", "Unrecognized", "UUID",
    "Decimal", "Enum", "IntEnum", "StrEnum", "Path", "True", "False", "None", "NotImplemented", "Ellipsis",
    "BaseException", "Exception", "TypeError", "ValueError", "KeyError", "AttributeError", "RuntimeError",
    "OSError", "Warning", "DeprecationWarning", "APIError", "APIConnectionError", "APITimeoutError",
    "APIStatusError", "ResponseDecodeError", "RequestOptions", "Client", "AsyncClient", "Page", "AsyncPage",
    "Response", "BinaryResponse", "Operation", "Param", "Body", "Content", "Pagination", "Streaming", "Decoder",
    "Stream", "AsyncStream", "RawResponse", "File", "FileTypes", "Decoders", "Variant", "OpenIntEnum", "OpenFloatEnum",
    "AsyncBinaryResponse", "AsyncEventStream", "AsyncPaginator", "AsyncResource", "ClientConfig", "EventStream",
    "IdempotentRequestOptions", "PartEncoding", "RetryPolicy", "SecurityScheme", "SyncClient", "SyncResource",
    "StreamedResponse", "AsyncStreamedResponse", "AbstractAsyncContextManager", "RawMethods", "StreamingMethods",
    "AsyncRawMethods", "AsyncStreamingMethods",
))  # fmt: skip

#: Files of a package: those it has already, and those that no file of Windows may be called.
MODULES = frozenset(
    {"init", "main", "types", "typing", "runtime", "con", "prn", "aux", "nul"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)

#: Builtins in the body of a class: an attribute called so keeps its name, and the class writes ``builtins.str``.
BUILTINS = frozenset({"list", "dict", "str", "int", "float", "bool", "bytes"})

#: The body of a model's class, and what every model has.
MODEL = frozenset(
    {"additional_properties", "from_dict", "from_json", "to_dict", "to_json"} | {"attrs", "builtins", "dt", "no_extras"}
)

#: The body of a resource's class, and what every resource has.
RESOURCE = frozenset(
    {"with_raw_response", "with_streaming_response"} | {"builtins", "deprecated", "dt", "overload", "property"}
)

#: The body of the client's class, and what every client has.
CLIENT = RESOURCE | frozenset(
    {"with_options", "copy", "close", "aclose", "request", "get", "post", "put", "patch", "delete"}
    | {"base_url", "timeout", "max_retries", "default_headers", "default_query", "http_client", "strict", "on_event"}
    | {"call", "page", "stream", "choose", "download"}
    | {"bool", "float", "httpx", "int", "str", "tuple"}
)

#: The arguments of a method: those that every method takes, and what its body uses.
ARGUMENTS = frozenset(
    {"timeout", "max_retries", "extra_headers", "extra_query", "extra_body", "idempotency_key", "options"}
    | {"body", "content_type", "accept"}
    | {"builtins", "dt", "locals"}
)

#: The arguments of the client's constructor.
CREDENTIALS = frozenset(
    {"base_url", "timeout", "max_retries", "default_headers", "default_query", "http_client", "strict", "on_event"}
    | {"server", "server_variables", "super"}
)
