"""The names that packages of the other generator export, and the private modules that programs import from."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from trueline.codegen.compat.folders import Place
from trueline.codegen.compat.surface import Surface

_ERRORS = (
    "APIError", "APIStatusError", "APITimeoutError", "APIConnectionError", "BadRequestError", "AuthenticationError",
    "PermissionDeniedError", "NotFoundError", "ConflictError", "UnprocessableEntityError", "RateLimitError",
    "InternalServerError",
)  # fmt: skip
_ABSENCE = ("NOT_GIVEN", "Omit", "NoneType", "NotGiven", "omit", "not_given")
_HTTP = ("DEFAULT_CONNECTION_LIMITS", "DEFAULT_MAX_RETRIES", "DEFAULT_TIMEOUT")
_CONSTANTS = ("INITIAL_RETRY_DELAY", "MAX_RETRY_DELAY", "OVERRIDE_CAST_TO_HEADER", "RAW_RESPONSE_HEADER")
_CLIENTS = ("DefaultAioHttpClient", "DefaultAsyncHttpxClient", "DefaultHttpxClient")
_TRANSPORT = ("ProxiesTypes", "Timeout", "Transport")
_RESPONSES = (
    "APIResponse", "AsyncAPIResponse", "AsyncBinaryAPIResponse", "AsyncStreamedBinaryAPIResponse", "BinaryAPIResponse",
    "StreamedBinaryAPIResponse",
)  # fmt: skip
_KINDS = (
    "AnyMapping", "ArrayFormat", "Base64FileInput", "Body", "FileContent", "FileTypes", "Headers", "HttpxFileTypes",
    "Query", "RequestFiles", "ResponseT", "SequenceNotStr", "StrBytesIntFloat",
)  # fmt: skip
_UTILS = (
    "PropertyInfo", "extract_type_arg", "file_from_path", "is_annotated_type", "is_dict", "is_iterable", "is_list",
    "is_list_type", "is_mapping", "is_sequence_type", "is_type_alias_type", "is_union_type", "parse_date",
    "parse_datetime",
)  # fmt: skip

Names = Mapping[str, Place]


def _from(module: str, *names: str) -> dict[str, Place]:
    return {name: Place(f"._runtime.{module}", name) for name in names}


def _errors(surface: Surface) -> Names:
    return {
        **_from("compat.errors", *_ERRORS),
        "APIResponseValidationError": Place("._runtime.compat.errors", "APIResponseValidationError"),
        surface.error: Place("._runtime.compat.errors", "APIError"),
    }


def _streaming(_: Surface) -> Names:
    return {
        "Stream": Place("._runtime.compat.streams", "Stream"),
        "AsyncStream": Place("._runtime.compat.streams", "AsyncStream"),
    }


def _types(_: Surface) -> Names:
    return {
        **_from("compat.given", *_ABSENCE),
        **_from("compat.transport", *_TRANSPORT),
        "RequestOptions": Place("._runtime.operation", "RequestOptions"),
    }


def _defaults(surface: Surface) -> Names:
    """The runtime's own, unless the names file has others."""
    own = surface.defaults.timeout is None and surface.defaults.retries is None
    return {name: Place("._runtime.compat.transport" if own else "._constants", name) for name in _HTTP}


def _pages(_: Surface) -> Names:
    return _from("compat.pages", "AsyncPaginator", "BaseAsyncPage", "BasePage", "BaseSyncPage", "PageInfo")


def _legacy(*, plain: bool) -> Names:
    """What raw responses are: of either client one class, where they are parsed without awaiting."""
    names = {"HttpxBinaryResponseContent": "PlainBinaryResponse", "LegacyAPIResponse": "PlainAPIResponse"}
    return {name: Place("._runtime.compat.legacy", own if plain else name) for name, own in names.items()}


#: Private modules by name, and what each has.
MODULES: Mapping[str, Callable[[Surface], Names]] = {
    "_base_client": lambda s: {**_from("compat.transport", *_CLIENTS), **_defaults(s), **_pages(s)},
    "_compat": lambda _: _from("compat.utils", "PYDANTIC_V1", "PYDANTIC_V2", "field_outer_type", "get_model_fields"),
    "_constants": lambda _: _from("compat.transport", *_HTTP, *_CONSTANTS),
    "_exceptions": _errors,
    "_files": lambda _: _from("compat.utils", "file_from_path"),
    "_legacy_response": lambda s: _legacy(plain=s.own.plain_parse),
    "_models": lambda _: _from("compat.models", "BaseModel", "FieldInfo"),
    "_response": lambda _: {
        **_from("compat.response", *_RESPONSES),
        "BaseAPIResponse": Place("._runtime.compat.legacy", "LegacyAPIResponse"),
    },
    "_streaming": _streaming,
    "_types": lambda _: {**_types(_), **_from("compat.kinds", *_KINDS)},
    "_utils": lambda _: {**_from("compat.utils", *_UTILS), **_from("compat.given", "is_given")},
}


def top_level(surface: Surface) -> Names:
    """What the package itself exports."""
    client = surface.sdk.client.name
    found = {
        **{name: Place(f"._runtime.{module}", name) for module, names in surface.sdk.public.items() for name in names},
        **_errors(surface),
        **_types(surface),
        **_streaming(surface),
        **_from("compat.transport", *_CLIENTS),
        **_defaults(surface),
        **_from("compat.models", "BaseModel"),
        **_from("compat.response", "APIResponse", "AsyncAPIResponse"),
        **_from("compat.utils", "file_from_path"),
        client: Place("._client", client),
        f"Async{client}": Place("._client", f"Async{client}"),
        "Client": Place("._client", client),
        "AsyncClient": Place("._client", f"Async{client}"),
        "__provenance__": Place("._provenance", "__provenance__"),
        "__title__": Place("._version", "__title__"),
    }
    if surface.environments:
        found["ENVIRONMENTS"] = Place("._client", "ENVIRONMENTS")
    for module in (
        "types",
        "resources",
        *(["pagination"] if surface.pages else []),
        *(["callbacks"] if surface.sdk.callbacks else []),
        *(["webhooks"] if surface.sdk.webhooks else []),
    ):
        found[module] = Place(f".{module}", "")
    return dict(sorted(found.items()))
