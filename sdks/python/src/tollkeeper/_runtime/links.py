from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .encoding import loads
from .flow import Exchange
from .messages import Headers
from .operation import Link
from .unset import is_array, is_object

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
