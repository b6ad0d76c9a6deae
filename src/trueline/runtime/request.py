"""From the facts of an operation and the arguments of a call to one HTTP request, and where that goes. Pure."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from .auth import Credential
from .errors import InvalidRequestError
from .messages import Confidential, Payload, Request, is_sensitive
from .operation import ClientConfig, Operation, Server
from .params import (
    cookie_pairs,
    fill_path,
    header_name,
    header_text,
    header_value,
    loose_fields,
    path_value,
    query_fields,
    whole_query,
)
from .settings import Settings, mapping
from .unset import UNSET


class _Draft:
    """A request while its parts come together."""

    __slots__ = ("cookies", "headers", "path", "query", "without")

    def __init__(self, headers: Confidential) -> None:
        self.headers = headers
        self.path: dict[str, str] = {}
        self.query: dict[str, list[str]] = {}
        self.cookies: list[str] = []
        self.without: set[str] = set()

    def put_headers(self, where: str, headers: Mapping[str, str | None]) -> None:
        """Set headers, and take away those that are ``None``."""
        for name, value in headers.items():
            key = header_name(where, name)
            if value is None:
                self.headers.pop(key, None)
                self.without.add(key)
            else:
                self.headers[key] = header_text(f"{where}: {name}", value)
                self.without.discard(key)

    def put_query(self, where: str, query: Mapping[str, Any]) -> None:
        """Set query parameters, and take away those that are ``None``."""
        for name, value in query.items():
            try:
                self.query[name] = loose_fields(name, value)
            except (ValueError, TypeError, RecursionError) as error:
                raise _misfit({f"{where}.{name}": value}, error, where) from error
            (self.without.add if value is None else self.without.discard)(f"?{name}")


def build(
    settings: Settings,
    op: Operation[Any],
    args: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    key: str = "",
    extra_url: str = "",
    more: Mapping[str, str] | None = None,
) -> Request:
    """The request of a call, without credentials.

    ``key`` is its idempotency key; ``extra_url`` takes the place of path and query.
    Later ones win: what the operation says, the client's defaults, the arguments, ``more``, ``extra_...`` of the call.
    """
    foreign = "://" in extra_url and not same_origin(extra_url, settings.base_url)
    draft = _base(settings, op, foreign=foreign)
    draft.put_query("default_query", settings.query)
    _add_params(draft, op, args)
    payload = _payload(op, args, options) if op.body is not None or "extra_body" in options else None
    headers = draft.headers
    if payload is not None:
        headers["content-type"] = payload.content_type
    if key:
        headers[op.idempotency_header.lower() or "idempotency-key"] = header_text("idempotency_key", key)
    if more:
        headers.update(more)
    draft.put_headers("extra_headers", mapping("extra_headers", options.get("extra_headers")))
    draft.put_query("extra_query", mapping("extra_query", options.get("extra_query")))
    if draft.cookies:
        headers["cookie"] = "; ".join([*draft.cookies, *([headers["cookie"]] if "cookie" in headers else [])])
    url = extra_url or _url(settings, op, draft)
    return Request(op.method, url, headers, payload, foreign, frozenset(draft.without))


def _payload(op: Operation[Any], args: Mapping[str, Any], options: Mapping[str, Any]) -> Payload | None:
    from .bodies import encode_body

    more = mapping("extra_body", options["extra_body"]) if "extra_body" in options else None
    try:
        return encode_body(op.body, args, more)
    except (ValueError, TypeError, RecursionError) as error:
        raise _misfit(_of_body(op, args, more), error, "body") from error


def _url(settings: Settings, op: Operation[Any], draft: _Draft) -> str:
    url = _server(settings, op) + fill_path(op.path, draft.path)
    query = "&".join([piece for pieces in draft.query.values() for piece in pieces])
    return f"{url}{'&' if '?' in url else '?'}{query}" if query else url


def authorised(request: Request, credential: Credential) -> Request:
    """The request with its credential. A header that the caller set for the same purpose stays, or stays away."""
    added = {name: text for name, text in credential.headers.items() if name not in request.without}
    headers = Confidential({**added, **request.headers})
    url = request.url
    query = {name: value for name, value in credential.query.items() if f"?{name}" not in request.without}
    if query:
        fields = "&".join(piece for name, value in query.items() for piece in loose_fields(name, value))
        url = f"{url}{'&' if '?' in url else '?'}{fields}"
    if credential.cookies and "cookie" not in request.without:
        pairs = [f"{name}={value}" for name, value in credential.cookies.items()]
        headers["cookie"] = "; ".join([headers["cookie"], *pairs] if "cookie" in headers else pairs)
    return request.but(url, headers)


def same_origin(one: str, other: str) -> bool:
    """Whether two URLs lead to the same place (RFC 6454), so that what is meant for one may be sent to the other."""
    return origin(one) == origin(other)


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of a URL. Raises ``InvalidRequestError`` for one that has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidRequestError(f"not a URL: {error}") from None
    return parts.scheme, (parts.hostname or "").rstrip("."), port or {"http": 80, "https": 443}.get(parts.scheme)


@lru_cache(maxsize=8)
def user_agent(package: str, version: str) -> str:
    """Who is asking: the SDK, and what it runs on."""
    return f"{package}/{version} {sys.implementation.name}/{'.'.join(map(str, sys.version_info[:3]))}"


def _base(settings: Settings, op: Operation[Any], *, foreign: bool) -> _Draft:
    config = settings.config
    headers = Confidential(accept=op.accept_header)
    headers["user-agent"] = user_agent(config.package, config.version)
    draft = _Draft(headers)
    given = settings.headers if not foreign else harmless(settings.headers, settings.secret_names)
    draft.put_headers("default_headers", given)
    return draft


def harmless(headers: Mapping[str, Any], secret_names: frozenset[str]) -> dict[str, Any]:
    """The headers that may be sent anywhere: none that carries a credential, of this API or by its name."""
    return {name: text for name, text in headers.items() if name not in secret_names and not is_sensitive(name)}


def _add_params(draft: _Draft, op: Operation[Any], args: Mapping[str, Any]) -> None:
    name = ""
    try:
        for param in op.params:
            name = param.arg
            value = args.get(name, UNSET)
            if value is UNSET:
                if param.required and param.location == "path":
                    raise InvalidRequestError(f"{name}: this operation needs it")
            elif param.location == "path":
                draft.path[param.name] = path_value(param, value)
            elif param.location == "query":
                draft.query[param.name] = query_fields(param, value)
            elif param.location == "querystring":
                draft.query["?"] = whole_query(param, value)
            elif param.location == "header":
                text = header_value(param, value)
                if text is not None:
                    draft.headers[param.name.lower()] = text
            else:
                draft.cookies += cookie_pairs(param, value)
    except (ValueError, TypeError, RecursionError) as error:
        raise _misfit({name: args.get(name)}, error, name) from error


def _misfit(given: Mapping[str, Any], error: Exception, otherwise: str) -> InvalidRequestError:
    from .reasons import misfit

    return misfit(given, error, otherwise)


def _of_body(op: Operation[Any], args: Mapping[str, Any], extra: Mapping[str, Any] | None) -> dict[str, Any]:
    """The arguments that make the body."""
    fields = {arg: args.get(arg, UNSET) for arg, _ in op.body.fields} if op.body is not None else {}
    return {**(fields or {"body": args.get("body", UNSET)}), "extra_body": extra or {}}


def _server(settings: Settings, op: Operation[Any]) -> str:
    if not op.server or settings.moved:
        return settings.base_url
    url = op.server
    if not isinstance(url, str):
        url = nearest(url, settings.server, settings.server_variables)
    if "://" in url:
        return url.rstrip("/")
    scheme, host = urlsplit(settings.base_url)[:2]
    return f"{scheme}://{host}/{url.strip('/')}".rstrip("/")


def default_url(config: ClientConfig, server: str | None, variables: Mapping[str, str]) -> str:
    """The address of the server that the client chose, by name or URL. Raises ``InvalidRequestError``."""
    unknown = [name for name in variables if name not in config.server_variables]
    if unknown:
        raise InvalidRequestError(
            f"server_variables: {unknown[0]!r} is not one of {', '.join(config.server_variables) or 'none'}"
        )
    if server is None:
        return address(config.servers[0], variables) if config.servers else config.base_url
    for each in config.servers:
        if server in {each.name, each.url}:
            return address(each, variables)
    raise InvalidRequestError(f"server: {server!r} is not one of {', '.join(each.name for each in config.servers)}")


def nearest(servers: tuple[Server, ...], server: str | None, variables: Mapping[str, str]) -> str:
    """The address of an operation's own server: the one called like the client's, else the first."""
    found = next((each for each in servers if server in {each.name, each.url}), servers[0])
    return address(found, variables)


def address(server: Server, variables: Mapping[str, str]) -> str:
    """The URL of a server, its variables filled in.

    Raises ``InvalidRequestError`` for a value that a variable can't have.
    """
    url = server.url
    for name, default, allowed in server.variables:
        value = str(variables.get(name, default))
        if allowed and value not in allowed:
            raise InvalidRequestError(f"server_variables: {name} is one of {', '.join(allowed)}, not {value!r}")
        url = url.replace("{" + name + "}", value)
    return url


def chosen(op: Operation[Any], args: Mapping[str, Any]) -> Operation[Any]:
    """The operation as it is for this call: ``accept``, or the argument that asks for a stream, says which answer.

    A success that is documented without that media type keeps the types it has. Raises ``InvalidRequestError`` for a
    media type that the document does not have.
    """
    wanted = _media_type(op, args)
    name = _documented(op.accepted, wanted)
    content = {status: {name: media[name]} if name in media else media for status, media in op.responses.items()}
    others = dict.fromkeys(other for media in content.values() for other in media if other != name)
    streaming = op.streaming
    if streaming is not None and streaming.media_type and streaming.media_type not in {name, *others}:
        streaming = None
    paged = op.pagination if streaming is None and ("json" in name or name == "*/*") else None
    return op.but(responses=content, accept=(wanted, *others), streaming=streaming, pagination=paged)


def _media_type(op: Operation[Any], args: Mapping[str, Any]) -> str:
    streaming = op.streaming
    if streaming is not None and streaming.flag and args.get(streaming.flag) is True:
        return streaming.media_type
    given = args.get("accept", UNSET)
    if given is not UNSET:
        return str(given)
    rest = [name for name in op.accepted if streaming is None or name != streaming.media_type]
    return (rest or op.accepted)[0]


def _documented(names: tuple[str, ...], media_type: str) -> str:
    """The documented media type, or range, that ``media_type`` is."""
    for name in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        if name in names:
            return name
    raise InvalidRequestError(f"accept: {media_type!r} is not one of {', '.join(names)}")
