"""What a generated method knows about its operation: frozen facts, no behaviour.

A generated method is a signature, a docstring and one call that hands one of these to the client.
"""

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

#: Turns a decoded JSON value into the documented type. Raises ``DecodeError`` with the path of what is wrong.
Decoder = Callable[[Any], Any]

#: ``querystring`` is all of the query (OpenAPI 3.2).
Location = Literal["path", "query", "querystring", "header", "cookie"]
#: ``tabDelimited`` is the ``tsv`` of Swagger 2.0, which OpenAPI 3 has no word for.
Style = Literal[
    "simple", "label", "matrix", "form", "spaceDelimited", "tabDelimited", "pipeDelimited", "deepObject", "cookie"
]
#: ``client_secret_post``: by ``client_id`` and ``client_secret`` among the fields of the request.
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
    """A parameter outside the body. OpenAPI 3.1 section 4.8.12; ``media_type`` is set for ``content`` parameters."""

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
    """A parameter of the path. What is not said here is what OpenAPI takes for granted; ``arg`` is mostly its name."""
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
    """A parameter of the query, as :func:`path`."""
    return Param(arg or name, name, "query", style, explode, required=required, **more)


def header(name: str, arg: str = "", *, explode: bool = False, required: bool = False, **more: Unpack[Rare]) -> Param:
    """A parameter in a header, as :func:`path`."""
    return Param(arg or name, name, "header", "simple", explode, required=required, **more)


def paths(*names: str) -> tuple[Param, ...]:
    """Parameters of the path of which nothing else is to say."""
    return tuple(map(path, names))


def path_names(path: str) -> tuple[str, ...]:
    """The names of the parameters in a path."""
    return tuple(dict.fromkeys(part.partition("}")[0] for part in path.split("{")[1:]))


def queries(*names: str) -> tuple[Param, ...]:
    """Parameters of the query of which nothing else is to say."""
    return tuple(map(query, names))


class Rare(TypedDict, total=False):
    """What few parameters say."""

    allow_reserved: bool
    allow_empty: bool
    media_type: str


class PartEncoding(NamedTuple):
    """How one property of a form or multipart body is sent. OpenAPI 3.1 section 4.8.15.

    A stated style goes before ``content_type``, which may list several media types and ranges. ``headers`` of a part of
    a multipart body are ``(name, required, default)``; the argument ``headers_arg`` gives their values. ``base64``: the
    property's bytes are text in base64. ``file``: what is given is one file, a list or map of several, or
    something else where it can't be a file.
    """

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
        """Whether the value is written as a parameter would be."""
        return self.style is not None or not self.explode or self.allow_reserved


class Content(NamedTuple):
    """One media type that a request body may have. ``rest`` is for the properties without an encoding of their own."""

    media_type: str
    kind: BodyKind
    encodings: Mapping[str, PartEncoding] = {}
    rest: PartEncoding = PartEncoding()


class Body(NamedTuple):
    """The request body. ``fields`` maps argument names to wire names; when empty, the argument ``body`` is all of it.

    With several ``contents`` the argument ``content_type`` chooses; the first is the default.
    A body of optional fields, none of them given, is sent as ``{}`` when ``required`` and not at all otherwise.
    """

    contents: tuple[Content, ...]
    required: bool
    fields: tuple[tuple[str, str], ...] = ()


class Pagination(NamedTuple):
    """How the next page of a list is asked for. Names with dots are paths into the response body.

    ``cursor``: the value at ``next`` goes into the query parameter ``request``; the end is a null, empty or absent
    ``next``, or a false ``has_more``. ``cursor_item``: the cursor is the property ``next`` of the last item.
    ``offset``: ``request`` grows by the number of items. ``page``: ``request`` grows by one. ``link``: RFC 8288
    ``Link: <...>; rel="next"``. ``url``: at ``next`` is the URL of the next page, or a cursor for ``request``.
    With ``header`` it comes in that header instead of at ``next``, with ``*`` in whichever of those that servers use.
    What an answer says of itself is at ``total`` (items on all pages), ``pages`` (how many of them) and ``page`` (the
    number of this one).
    """

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
    #: Where ``offset`` and ``page`` begin when the caller does not say: 0 and 1 when not set.
    start: int | None = None


class Streaming(NamedTuple):
    """A response that is a stream of events. ``resume`` is the request header that carries the last event id.

    Where the answer may also be something else, ``media_type`` asks for the stream, or the argument ``flag`` does.
    """

    type: Literal["sse", "jsonl"]
    decode: Decoder
    resume: str = ""
    media_type: str = ""
    flag: str = ""


class RetryPolicy(NamedTuple):
    """Which answers are worth another try. Connection errors always are, where the request may be repeated at all.

    520 to 529 are what proxies such as Cloudflare say of a server that they can't reach.
    """

    statuses: frozenset[int] = frozenset({408, 429, 500, 502, 503, 504, *range(520, 530)})
    safe: bool = False


class SecurityScheme(NamedTuple):
    """How a credential travels. OpenAPI 3.1 section 4.8.27.

    ``arg`` names the client's constructor argument and ``env`` the environment variable it falls back to. Kinds:
    ``bearer`` (also a ready OAuth 2 or OpenID Connect token), ``basic`` (a ``(user, password)`` pair), ``api_key``
    (sent as ``name`` in ``location``), ``client_credentials`` (an ``(id, secret)`` pair, exchanged at ``token_url``),
    ``oauth2`` (such a pair, or a ready token),
    ``mutual_tls`` (carried by ``http_client``; nothing is sent), ``challenge`` (digest and the like, answered by
    ``http_client``), ``http`` (any other scheme: the text after its name).
    """

    id: str
    kind: Literal["bearer", "basic", "api_key", "client_credentials", "oauth2", "mutual_tls", "challenge", "http"]
    arg: str
    env: str = ""
    name: str = "Authorization"
    location: Location = "header"
    token_url: str = ""
    scopes: tuple[str, ...] = ()
    #: How a client shows at ``token_url`` who it is, where its credential does not say (RFC 7591 section 2).
    client_auth: ClientAuth = "client_secret_basic"


class Server(NamedTuple):
    """Where the API is served. ``url`` may hold variables, each ``(name, default, allowed values)``."""

    name: str
    url: str
    variables: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


class Link(NamedTuple):
    """What a response leads to: a method of the client and its arguments, of which some are runtime expressions.

    OpenAPI 3.1 section 4.8.20.
    """

    name: str
    status: str
    operation: str
    arguments: tuple[tuple[str, Any], ...] = ()
    body: Any = None


#: Status ("200", "2XX", "default") -> media type ("application/json", "text/*", "*/*") -> decoder. A status without
#: content has {}. A decoder for JSON takes the decoded JSON value; text takes ``str``; ``None`` stands for bytes, given
#: as a ``BinaryResponse``.
Responses = Mapping[str, Mapping[str, "Decoder | None"]]


if TYPE_CHECKING:
    from typing_extensions import dataclass_transform

    @dataclass_transform(frozen_default=True)
    def _facts(kind: type[T]) -> type[T]: ...

else:

    def _facts(kind: type) -> type:
        """What type checkers take for a frozen dataclass: making one takes longer than loading this module."""

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
    """One operation of the API. ``T_co`` is what a success returns (for a paginated one: the type of an item)."""

    id: str
    #: Method and path, a space between them.
    request: str
    #: Where nothing is said they are those that the path names.
    params: tuple[Param, ...] = ()
    body: Body | None = None
    responses: Responses = _NO_RESPONSES
    errors: Responses = _NO_RESPONSES
    #: Alternatives, each a set of scheme ids that are needed together. ``()`` needs none; a ``()`` inside: optional.
    security: tuple[tuple[str, ...], ...] = ()
    scopes: tuple[str, ...] = ()
    #: Media types of the answer, the preferred first; those of ``responses`` where nothing is said.
    accept: tuple[str, ...] = ()
    idempotency_header: str = ""
    retry: RetryPolicy = RetryPolicy()
    pagination: Pagination | None = None
    streaming: Streaming | None = None
    #: Servers of this operation where they differ from the client's: a URL, or several of which the client chooses.
    server: str | tuple[Server, ...] = ""
    deprecated: str = ""
    #: What the answers lead to.
    links: tuple[Link, ...] = ()

    @cached_property
    def method(self) -> str:
        """The HTTP method."""
        return self.request.partition(" ")[0]

    @cached_property
    def path(self) -> str:
        """The path, with ``{name}`` where a parameter stands."""
        return self.request.partition(" ")[2]

    @cached_property
    def accepted(self) -> tuple[str, ...]:
        """The media types of the answer, the preferred first."""
        return self.accept or tuple({media: None for content in self.responses.values() for media in content})

    @cached_property
    def is_binary(self) -> bool:
        """Whether a success may be bytes, which the caller reads."""
        return any(None in content.values() for content in self.responses.values())

    @cached_property
    def accept_header(self) -> str:
        """What is asked for."""
        return ", ".join(self.accepted) or "*/*"

    def of(self, frame: Mapping[str, Any], *numbers: str) -> tuple[Operation[T_co], dict[str, Any], RequestOptions]:
        """This operation, its arguments and the options of a method whose ``locals()`` are given: what a client calls.

        What is at ``numbers`` is sent as JSON numbers, also where it is a ``Decimal``.
        """
        args = {**frame}
        options = args.pop("options")
        del args["self"]
        if numbers:
            from .encoding import as_number

            args.update({name: as_number(args[name]) for name in numbers})
        return self, args, options

    def but(self, **changes: Any) -> Operation[T_co]:
        """The same with other facts."""
        known = self.__annotations__.keys() & vars(self).keys()
        return type(self)(**{**{name: getattr(self, name) for name in known}, **changes})


class ClientConfig(NamedTuple):
    """What the generated client tells the runtime about the API as a whole."""

    name: str
    package: str
    version: str
    base_url: str
    base_url_env: str
    log_env: str
    security_schemes: tuple[SecurityScheme, ...] = ()
    #: The document's own ``security``, for requests that no operation describes.
    security: tuple[tuple[str, ...], ...] = ()
    #: What the client chooses from, the default first; empty where there is no choice.
    servers: tuple[Server, ...] = ()
    #: Every variable that a server of the API or of an operation has.
    server_variables: tuple[str, ...] = ()


def json(decode: Decoder) -> dict[str, Decoder | None]:
    """What is JSON and nothing else."""
    return {"application/json": decode}


def same(media: Mapping[str, Decoder | None], statuses: str) -> dict[str, Mapping[str, Decoder | None]]:
    """A table in which several statuses, with spaces between them, are answered alike."""
    return dict.fromkeys(statuses.split(), media)


def json_body(*names: str | tuple[str, str], required: bool = True) -> Body:
    """A body that is JSON, of arguments that are called as on the wire, or pairs of an argument and a wire name."""
    pairs = tuple((each, each) if isinstance(each, str) else each for each in names)
    return Body((Content("application/json", "json"),), required, pairs)
