from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypedDict, TypeVar

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Unpack

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Decoder = Callable[[Any], Any]

Location = Literal["path", "query", "querystring", "header", "cookie"]
Style = Literal[
    "simple", "label", "matrix", "form", "spaceDelimited", "tabDelimited", "pipeDelimited", "deepObject", "cookie"
]
ClientAuth = Literal["client_secret_basic", "client_secret_post"]
BodyKind = Literal["json", "form", "multipart", "text", "bytes"]


class RequestOptions(TypedDict, total=False):
    """Keyword arguments that every method takes; ``None`` is the same as leaving one out.

    ``timeout`` is in seconds, or an ``httpx.Timeout``. A header or query parameter of ``None`` takes a default away.
    """

    timeout: float | httpx.Timeout | None
    max_retries: int | None
    extra_headers: Mapping[str, str | None] | None
    extra_query: Mapping[str, Any] | None
    extra_body: Mapping[str, Any] | None


class IdempotentRequestOptions(RequestOptions, total=False):
    """Options of an operation that takes an idempotency key. One is made where none is given."""

    idempotency_key: str | None


class GetOptions(IdempotentRequestOptions, total=False):
    """What ``client.get`` takes beside a path."""

    query: Mapping[str, Any] | None
    headers: Mapping[str, str | None] | None


class SendOptions(GetOptions, total=False):
    """What ``client.post`` and the like take beside a path."""

    json: Any
    content: Any


class Param(NamedTuple):
    arg: str
    name: str
    location: Location
    style: Style
    explode: bool
    required: bool = False
    allow_reserved: bool = False
    allow_empty: bool = False
    media_type: str | None = None


def path(name: str, arg: str = "", *, style: Style = "simple", explode: bool = False, **more: Unpack[Rare]) -> Param:
    return Param(arg or name, name, "path", style, explode, required=True, **more)


def query(
    name: str,
    arg: str = "",
    *,
    style: Style = "form",
    explode: bool = True,
    required: bool = False,
    **more: Unpack[Rare],
) -> Param:
    return Param(arg or name, name, "query", style, explode, required=required, **more)


def header(name: str, arg: str = "", *, explode: bool = False, required: bool = False, **more: Unpack[Rare]) -> Param:
    return Param(arg or name, name, "header", "simple", explode, required=required, **more)


def paths(*names: str) -> tuple[Param, ...]:
    return tuple(map(path, names))


def path_names(path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.partition("}")[0] for part in path.split("{")[1:]))


def queries(*names: str) -> tuple[Param, ...]:
    return tuple(map(query, names))


class Rare(TypedDict, total=False):
    allow_reserved: bool
    allow_empty: bool
    media_type: str


class PartEncoding(NamedTuple):
    content_type: str | None = None
    style: Style | None = None
    explode: bool = True
    allow_reserved: bool = False
    headers: tuple[tuple[str, bool, str | None], ...] = ()
    headers_arg: str = ""
    base64: bool = False
    file: Literal["", "one", "many", "maybe"] = ""

    @property
    def is_styled(self) -> bool:
        return self.style is not None or not self.explode or self.allow_reserved


class Content(NamedTuple):
    media_type: str
    kind: BodyKind
    encodings: Mapping[str, PartEncoding] = {}
    rest: PartEncoding = PartEncoding()


class Body(NamedTuple):
    contents: tuple[Content, ...]
    required: bool
    fields: tuple[tuple[str, str], ...] = ()


class Pagination(NamedTuple):
    type: Literal["cursor", "cursor_item", "offset", "page", "link", "url"]
    items: str
    request: str = ""
    limit: str = ""
    next: str = ""
    header: str = ""
    has_more: str = ""
    total: str = ""
    pages: str = ""
    page: str = ""
    start: int | None = None


class Streaming(NamedTuple):
    type: Literal["sse", "jsonl"]
    decode: Decoder
    resume: str = ""
    media_type: str = ""
    flag: str = ""


class RetryPolicy(NamedTuple):
    statuses: frozenset[int] = frozenset({408, 429, 500, 502, 503, 504, *range(520, 530)})
    safe: bool = False


class SecurityScheme(NamedTuple):
    id: str
    kind: Literal["bearer", "basic", "api_key", "client_credentials", "oauth2", "mutual_tls", "challenge", "http"]
    arg: str
    env: str = ""
    name: str = "Authorization"
    location: Location = "header"
    token_url: str = ""
    scopes: tuple[str, ...] = ()
    client_auth: ClientAuth = "client_secret_basic"


class Server(NamedTuple):
    name: str
    url: str
    variables: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


class Link(NamedTuple):
    name: str
    status: str
    operation: str
    arguments: tuple[tuple[str, Any], ...] = ()
    body: Any = None


Responses = Mapping[str, Mapping[str, "Decoder | None"]]


if TYPE_CHECKING:
    from typing_extensions import dataclass_transform

    @dataclass_transform(frozen_default=True)
    def _facts(kind: type[T]) -> type[T]: ...

else:

    def _facts(kind: type) -> type:
        def init(self: Any, id: str, request: str, **more: Any) -> None:
            unknown = more.keys() - kind.__annotations__.keys()
            if unknown:
                raise TypeError(f"{min(unknown)!r} is not a fact of an operation")
            vars(self).update(more, id=id, request=request)

        kind.__init__ = init
        kind._field_defaults = {name: vars(kind)[name] for name in kind.__annotations__.keys() & vars(kind).keys()}
        kind.params = cached_property(lambda self: paths(*path_names(self.path)))
        kind.params.__set_name__(kind, "params")
        return kind


_NO_RESPONSES: Responses = MappingProxyType({})


@_facts
class Operation(Generic[T_co]):
    id: str
    request: str
    params: tuple[Param, ...] = ()
    body: Body | None = None
    responses: Responses = _NO_RESPONSES
    errors: Responses = _NO_RESPONSES
    security: tuple[tuple[str, ...], ...] = ()
    scopes: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    idempotency_header: str = ""
    retry: RetryPolicy = RetryPolicy()
    pagination: Pagination | None = None
    streaming: Streaming | None = None
    server: str | tuple[Server, ...] = ""
    deprecated: str = ""
    links: tuple[Link, ...] = ()

    @cached_property
    def method(self) -> str:
        return self.request.partition(" ")[0]

    @cached_property
    def path(self) -> str:
        return self.request.partition(" ")[2]

    @cached_property
    def accepted(self) -> tuple[str, ...]:
        return self.accept or tuple({media: None for content in self.responses.values() for media in content})

    @cached_property
    def is_binary(self) -> bool:
        return any(None in content.values() for content in self.responses.values())

    @cached_property
    def accept_header(self) -> str:
        return ", ".join(self.accepted) or "*/*"

    def of(self, frame: Mapping[str, Any], *numbers: str) -> tuple[Operation[T_co], dict[str, Any], RequestOptions]:
        args = {**frame}
        options = args.pop("options")
        del args["self"]
        if numbers:
            from .encoding import as_number

            args.update({name: as_number(args[name]) for name in numbers})
        return self, args, options

    def but(self, **changes: Any) -> Operation[T_co]:
        known = self.__annotations__.keys() & vars(self).keys()
        return type(self)(**{**{name: getattr(self, name) for name in known}, **changes})


class ClientConfig(NamedTuple):
    name: str
    package: str
    version: str
    base_url: str
    base_url_env: str
    log_env: str
    security_schemes: tuple[SecurityScheme, ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    servers: tuple[Server, ...] = ()
    server_variables: tuple[str, ...] = ()


def json(decode: Decoder) -> dict[str, Decoder | None]:
    return {"application/json": decode}


def same(media: Mapping[str, Decoder | None], statuses: str) -> dict[str, Mapping[str, Decoder | None]]:
    return dict.fromkeys(statuses.split(), media)


def json_body(*names: str | tuple[str, str], required: bool = True) -> Body:
    pairs = tuple((each, each) if isinstance(each, str) else each for each in names)
    return Body((Content("application/json", "json"),), required, pairs)
