"""What comes next: the page after one of a list, and what links of a response (OpenAPI 3.1, 4.8.20) lead to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from .drive import Flow
from .encoding import encode, loads
from .errors import PaginationError
from .flow import Exchange, Extra, call
from .messages import Headers
from .operation import Link, Operation, Pagination
from .request import same_origin
from .unset import UNSET, is_array, is_mapping, is_object

_NUMBERED = frozenset({"offset", "page"})
#: Pages may be alike. So many in a row are a server that does not look at the number.
_MOST_REPEATS = 3
#: The same where a server says itself that it goes on: by a new cursor, or by the number that was asked for. Pages may
#: be empty, too, where it looks through what it then leaves out.
_MOST_IDLE = 1000


@dataclass(frozen=True, slots=True, repr=False)
class PageState:
    """A page and the way to the next: ``cursor`` (also an offset, a page number or a URL), ``None`` after the last."""

    exchange: Exchange
    args: Mapping[str, Any]
    options: Mapping[str, Any]
    body: Any
    items: list[Any]
    cursor: Any
    #: What led to the pages before, by hash: none of it may come again.
    seen: frozenset[int] = frozenset()
    #: How many items came on the pages before, ``None`` where the list was not read from its start.
    before: int | None = 0
    #: How often in a row the answer was the same.
    repeats: int = 0


def first_page(exchange: Exchange, args: Mapping[str, Any], options: Mapping[str, Any]) -> PageState:
    """The state after the first answer."""
    options = {name: value for name, value in options.items() if not name.startswith("_")}
    return _with_cursor(page_of(exchange, args, options))


def next_page(state: PageState) -> Flow[PageState]:
    """The flow to the next page. Raises ``PaginationError`` when there is none, or it was there before."""
    op, cursor = state.exchange.op, state.cursor
    if cursor is None:
        raise PaginationError("this is the last page")
    if op.pagination is None:
        raise PaginationError("this page was pickled and has no client any more: ask for the list from next_cursor on")
    mark = hash((type(cursor).__name__, str(cursor)))
    if mark in state.seen:
        raise PaginationError(f"{op.id}: the server leads back to a page that was there before")
    args, extra = state.args, None
    pagination = pagination_of(op)
    if pagination.type == "link" or (pagination.type == "url" and _is_url(cursor, pagination)):
        extra = Extra(url=_checked(state.exchange, str(cursor)))
    else:
        args = _asking(op, args, cursor)
    exchange = yield from call(state.exchange.settings, op, args, state.options, extra=extra)
    following = page_of(exchange, args, state.options)
    before = None if state.before is None else state.before + len(state.items)
    repeats = state.repeats + 1 if _is_same(state, following) else 0
    following = replace(following, seen=state.seen | {mark}, before=before, repeats=repeats)
    _check_it_goes_on(state, following)
    return _with_cursor(following)


def _is_url(cursor: Any, pagination: Pagination) -> bool:
    """Whether what follows is a URL, and not the bare cursor that the operation has a parameter for."""
    return not pagination.request or "/" in str(cursor) or str(cursor).startswith("?")


def _asking(op: Operation[Any], args: Mapping[str, Any], cursor: Any) -> Mapping[str, Any]:
    """The arguments that ask for the next page; in a body that is given whole, the body with it."""
    name = argument(op, pagination_of(op).request)
    known = any(name == param.arg for param in op.params)
    if not known and op.body is not None and not op.body.fields:
        body = args.get("body", UNSET)
        return {**args, "body": {**({} if body is UNSET else encode(body)), name: cursor}}
    return {**args, name: cursor}


def _check_it_goes_on(last: PageState, page: PageState) -> None:
    """Raise ``PaginationError`` where the server takes no notice of the number that asks for a page."""
    op = page.exchange.op
    pagination = pagination_of(op)
    total, limit, stuck = _count(page, pagination.total, page.before), _MOST_IDLE, False
    if pagination.type in _NUMBERED and page.items:
        shown = at(page.body, pagination.page) if pagination.page else None
        stuck = isinstance(shown, int) and shown == at(last.body, pagination.page)
        limit = _MOST_IDLE if isinstance(shown, int) else _MOST_REPEATS
    ends = pagination.type in _NUMBERED and total is not None and total == _count(last, pagination.total, last.before)
    if stuck or (page.repeats >= limit and not ends):
        raise PaginationError(f"{op.id}: the server answers with the same page again and again")


def _is_same(last: PageState, page: PageState) -> bool:
    """Whether two pages have the same items, or none: by their ids, or by all they have where pages have numbers.

    What is around the items says nothing: a server may write the time there.
    """
    if not page.items or len(page.items) != len(last.items):
        return not page.items and not last.items
    if at(page.items[0], "id") is not None:
        return all(at(one, "id") == at(other, "id") for one, other in zip(last.items, page.items, strict=True))
    return pagination_of(page.exchange.op).type in _NUMBERED and page.items == last.items


def page_of(exchange: Exchange, args: Mapping[str, Any], options: Mapping[str, Any]) -> PageState:
    """A page that does not know yet how to go on."""
    body = exchange.value()
    pagination = pagination_of(exchange.op)
    found = at(body, pagination.items)
    items = found if is_array(found) else list(found.values()) if is_mapping(found) else []
    start = args.get(argument(exchange.op, pagination.request), UNSET)
    return PageState(exchange, args, options, body, items, None, before=0 if start in (UNSET, None) else None)


def _with_cursor(state: PageState) -> PageState:
    pagination = pagination_of(state.exchange.op)
    ended = pagination.has_more and at(state.body, pagination.has_more) is False
    return state if ended or _is_last(state, pagination) else replace(state, cursor=_cursor(state, pagination))


def _is_last(state: PageState, pagination: Pagination) -> bool:
    """Whether the answer says that no page follows: by the number of pages, or of items."""
    if pagination.type not in _NUMBERED:
        return False
    number = _number(state, pagination) - _first(pagination)
    pages = _count(state, pagination.pages, number) if pagination.type == "page" else None
    if pages is not None:
        return number + 1 >= pages
    before = number if pagination.type == "offset" else state.before
    total = _count(state, pagination.total, before)
    return total is not None and before is not None and before + len(state.items) >= total


def _count(state: PageState, path: str, before: int | None) -> int | None:
    """How many items or pages there are, as the answer says; ``None`` where it says nothing.

    A number that leaves nothing for this page, which has items, counts something else: some servers say 0.
    """
    found = at(state.body, path) if path else None
    if isinstance(found, str) and found.isdecimal():
        found = int(found)
    return found if type(found) is int and (not state.items or found > (before or 0)) else None


def _first(pagination: Pagination) -> int:
    return pagination.start if pagination.start is not None else 0 if pagination.type == "offset" else 1


def _number(state: PageState, pagination: Pagination) -> int:
    """The number or the offset of a page: as it was asked for, else as the answer says, else the first there is."""
    given = state.args.get(argument(state.exchange.op, pagination.request))
    shown = at(state.body, pagination.page) if pagination.page else None
    return next((value for value in (given, shown) if type(value) is int), _first(pagination))


def _cursor(state: PageState, pagination: Pagination) -> Any:
    """What leads to the next page; ``None`` for nothing."""
    if pagination.type == "link":
        headers = state.exchange.answer.headers
        return next_link(headers.get_all("link"))
    if pagination.header == ANNOUNCED:
        return announced(state.exchange.answer.headers)
    if pagination.header:
        return state.exchange.answer.headers.get(pagination.header) or None
    if pagination.type in {"cursor", "url"}:
        return at(state.body, pagination.next) or None
    if not state.items:
        return None  # a short page is no sign: servers have limits of their own
    if pagination.type == "cursor_item":
        return at(state.items[-1], pagination.next) or None
    return _number(state, pagination) + (len(state.items) if pagination.type == "offset" else 1)


def pagination_of(op: Operation[Any]) -> Pagination:
    """The pagination of an operation that has one."""
    assert op.pagination is not None, f"{op.id} is not paginated"
    return op.pagination


def argument(op: Operation[Any], name: str) -> str:
    """The argument that carries the parameter or property ``name``."""
    for param in op.params:
        if name in {param.name, param.arg}:
            return param.arg
    fields = op.body.fields if op.body is not None else ()
    return next((arg for arg, wire in fields if name in {arg, wire}), name)


def at(value: Any, path: str) -> Any:
    """What stands at a dotted path of attributes or keys; ``None`` for nothing. ``""`` is the value itself."""
    for name in path.split(".") if path else ():
        value = value.get(name) if is_mapping(value) else getattr(value, name, None)
        if value is None or value is UNSET:
            return None
    return value


def _checked(exchange: Exchange, target: str) -> str:
    """The URL of the next page. It gets the credentials, so it must be where they belong."""
    try:
        url = _as_asked(urljoin(exchange.request.url, target), exchange.request.url)
        same = same_origin(url, exchange.request.url)
    except ValueError:
        raise PaginationError(f"{exchange.op.id}: what should lead to the next page is not a URL") from None
    if not same:
        raise PaginationError(f"{exchange.op.id}: the server sends the client to another origin for the next page")
    return url


def _as_asked(url: str, asked: str) -> str:
    """The URL with the scheme that was asked for: a server behind a proxy may not know that it is spoken to by TLS."""
    one, other = urlsplit(url), urlsplit(asked)
    if (one.scheme, other.scheme) != ("http", "https") or one.hostname != other.hostname or one.port not in {None, 80}:
        return url
    return one._replace(scheme="https", netloc=other.netloc).geturl()


_LINK = re.compile(r'\s*<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^";,\s]*))?)*)\s*(?:,|$)')
_PARAM = re.compile(r';\s*([^\s=;,]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^";,\s]*)))?')


def next_link(headers: Iterable[str]) -> str | None:
    """The target of the link to the next page: the first whose ``rel`` has ``next`` among its types."""
    for header in headers:
        for target, params in _LINK.findall(header):
            for name, quoted, token in _PARAM.findall(params):
                if name.lower() == "rel":
                    if "next" in (quoted or token).lower().split():
                        return target or None
                    break
    return None


#: In place of the name of a header: whichever of those that servers use leads on.
ANNOUNCED = "*"
_HEADERS = (
    *("next-page", "x-next-page", "next-cursor", "x-next-cursor", "next-page-token", "x-next-page-token"),
    *("x-next-token", "x-continuation-token", "x-cursor-next", "x-pagination-next", "next-link", "x-next-link"),
)


def announced(headers: Headers) -> str | None:
    """The URL or the cursor of the next page, in whichever header it is; ``None`` for none."""
    found = (headers.get(name) for name in _HEADERS)
    return next_link(headers.get_all("link")) or next((value for value in found if value), None)


_EMBEDDED = re.compile(r"\{(\$[^{}]*)\}")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A call that a response leads to: a method of the client, its arguments, and the body where the link has one.

    An argument whose value the response does not have is left out.
    """

    operation: str
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    body: Any = None


def follow_ups(exchange: Exchange) -> dict[str, FollowUp]:
    """The links of a response whose body has been read, by name."""
    status = str(exchange.answer.status)
    names = [status, f"{status[0]}XX", "default"]
    documented = next((name for name in names if any(link.status == name for link in exchange.op.links)), "")
    return {link.name: _follow_up(link, exchange) for link in exchange.op.links if link.status == documented}


def _follow_up(link: Link, exchange: Exchange) -> FollowUp:
    found = {name: _value(value, exchange) for name, value in link.arguments}
    given = {name: value for name, value in found.items() if value is not None}
    return FollowUp(link.operation, given, _value(link.body, exchange))


def _value(value: Any, exchange: Exchange) -> Any:
    if not isinstance(value, str):
        return value
    if value.startswith("$"):
        return _evaluated(value, exchange)
    return _EMBEDDED.sub(lambda match: str(_evaluated(match[1], exchange) or ""), value)


def _evaluated(expression: str, exchange: Exchange) -> Any:
    request, answer = exchange.request, exchange.answer
    if expression in {"$url", "$method", "$statusCode"}:
        return {"$url": request.url, "$method": request.method, "$statusCode": answer.status}[expression]
    source, _, rest = expression.partition(".")
    if source == "$response" and rest.startswith("body"):
        return _pointed(answer.content or b"", rest)
    if source == "$request" and rest.startswith("body"):
        return _pointed(request.payload.content if request.payload else b"", rest)
    kind, _, name = rest.partition(".")
    if kind == "header":
        return (answer.headers if source == "$response" else request.headers).get(name.lower())
    if source == "$request" and kind == "query":
        return next(iter(parse_qs(urlsplit(request.url).query).get(name, ())), None)
    return _in_path(name, exchange) if source == "$request" and kind == "path" else None


def _in_path(name: str, exchange: Exchange) -> str | None:
    parts = re.split(r"(\{[^{}]*\})", exchange.op.path)
    pattern = "".join(
        f"(?P<p{n}>[^/]*)" if n % 2 and part == f"{{{name}}}" else "[^/]*" if n % 2 else re.escape(part)
        for n, part in enumerate(parts)
    )
    found = re.search(f"{pattern}$", urlsplit(exchange.request.url).path)
    return unquote(next(iter(found.groups()), "")) or None if found else None


def _pointed(content: bytes, rest: str) -> Any:
    """What a JSON pointer behind ``#`` leads to (RFC 6901); the whole body without one."""
    try:
        value = loads(content)
    except (ValueError, RecursionError):
        return None
    tokens = rest.partition("#")[2].split("/")[1:]
    for token in (each.replace("~1", "/").replace("~0", "~") for each in tokens):
        if is_object(value) and token in value:
            value = value[token]
        elif is_array(value) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        else:
            return None
    return value
