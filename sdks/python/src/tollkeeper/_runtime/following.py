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
_MOST_REPEATS = 3
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
    seen: frozenset[int] = frozenset()
    before: int | None = 0
    repeats: int = 0


def first_page(exchange: Exchange, args: Mapping[str, Any], options: Mapping[str, Any]) -> PageState:
    options = {name: value for name, value in options.items() if not name.startswith("_")}
    return _with_cursor(page_of(exchange, args, options))


def next_page(state: PageState) -> Flow[PageState]:
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
    return not pagination.request or "/" in str(cursor) or str(cursor).startswith("?")


def _asking(op: Operation[Any], args: Mapping[str, Any], cursor: Any) -> Mapping[str, Any]:
    name = argument(op, pagination_of(op).request)
    known = any(name == param.arg for param in op.params)
    if not known and op.body is not None and not op.body.fields:
        body = args.get("body", UNSET)
        return {**args, "body": {**({} if body is UNSET else encode(body)), name: cursor}}
    return {**args, name: cursor}


def _check_it_goes_on(last: PageState, page: PageState) -> None:
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
    if not page.items or len(page.items) != len(last.items):
        return not page.items and not last.items
    if at(page.items[0], "id") is not None:
        return all(at(one, "id") == at(other, "id") for one, other in zip(last.items, page.items, strict=True))
    return pagination_of(page.exchange.op).type in _NUMBERED and page.items == last.items


def page_of(exchange: Exchange, args: Mapping[str, Any], options: Mapping[str, Any]) -> PageState:
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
    found = at(state.body, path) if path else None
    if isinstance(found, str) and found.isdecimal():
        found = int(found)
    return found if type(found) is int and (not state.items or found > (before or 0)) else None


def _first(pagination: Pagination) -> int:
    return pagination.start if pagination.start is not None else 0 if pagination.type == "offset" else 1


def _number(state: PageState, pagination: Pagination) -> int:
    given = state.args.get(argument(state.exchange.op, pagination.request))
    shown = at(state.body, pagination.page) if pagination.page else None
    return next((value for value in (given, shown) if type(value) is int), _first(pagination))


def _cursor(state: PageState, pagination: Pagination) -> Any:
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
        return None
    if pagination.type == "cursor_item":
        return at(state.items[-1], pagination.next) or None
    return _number(state, pagination) + (len(state.items) if pagination.type == "offset" else 1)


def pagination_of(op: Operation[Any]) -> Pagination:
    assert op.pagination is not None, f"{op.id} is not paginated"
    return op.pagination


def argument(op: Operation[Any], name: str) -> str:
    for param in op.params:
        if name in {param.name, param.arg}:
            return param.arg
    fields = op.body.fields if op.body is not None else ()
    return next((arg for arg, wire in fields if name in {arg, wire}), name)


def at(value: Any, path: str) -> Any:
    for name in path.split(".") if path else ():
        value = value.get(name) if is_mapping(value) else getattr(value, name, None)
        if value is None or value is UNSET:
            return None
    return value


def _checked(exchange: Exchange, target: str) -> str:
    try:
        url = _as_asked(urljoin(exchange.request.url, target), exchange.request.url)
        same = same_origin(url, exchange.request.url)
    except ValueError:
        raise PaginationError(f"{exchange.op.id}: what should lead to the next page is not a URL") from None
    if not same:
        raise PaginationError(f"{exchange.op.id}: the server sends the client to another origin for the next page")
    return url


def _as_asked(url: str, asked: str) -> str:
    one, other = urlsplit(url), urlsplit(asked)
    if (one.scheme, other.scheme) != ("http", "https") or one.hostname != other.hostname or one.port not in {None, 80}:
        return url
    return one._replace(scheme="https", netloc=other.netloc).geturl()


_LINK = re.compile(r'\s*<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^";,\s]*))?)*)\s*(?:,|$)')
_PARAM = re.compile(r';\s*([^\s=;,]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^";,\s]*)))?')


def next_link(headers: Iterable[str]) -> str | None:
    for header in headers:
        for target, params in _LINK.findall(header):
            for name, quoted, token in _PARAM.findall(params):
                if name.lower() == "rel":
                    if "next" in (quoted or token).lower().split():
                        return target or None
                    break
    return None


ANNOUNCED = "*"
_HEADERS = (
    *("next-page", "x-next-page", "next-cursor", "x-next-cursor", "next-page-token", "x-next-page-token"),
    *("x-next-token", "x-continuation-token", "x-cursor-next", "x-pagination-next", "next-link", "x-next-link"),
)


def announced(headers: Headers) -> str | None:
    found = (headers.get(name) for name in _HEADERS)
    return next_link(headers.get_all("link")) or next((value for value in found if value), None)


_EMBEDDED = re.compile(r"\{(\$[^{}]*)\}")


@dataclass(frozen=True, slots=True)
class FollowUp:
    operation: str
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    body: Any = None


def follow_ups(exchange: Exchange) -> dict[str, FollowUp]:
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
