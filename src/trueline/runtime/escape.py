"""``client.request(...)``: what the document does not have, with the credentials, retries and errors of all else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from .answers import any_value, decode, undecodable
from .decoding import Decoder
from .errors import InvalidRequestError
from .flow import Exchange, Extra
from .operation import Body, Content, Operation
from .request import same_origin
from .settings import Settings, mapping
from .unset import UNSET


def _as_is(value: Any) -> Any:
    return value


_ANYTHING: dict[str, dict[str, Decoder[Any] | None]] = {"2XX": {"*/*": _as_is}}


def undocumented(
    settings: Settings,
    method: str,
    path: str,
    *,
    json: Any,
    content: Any,
    query: Mapping[str, Any] | None,
    headers: Mapping[str, str | None] | None,
    options: Mapping[str, Any],
) -> tuple[Operation[Any], dict[str, Any], dict[str, Any], Extra | None]:
    """An operation for a request that has none, with arguments and options. Another origin gets no credentials.

    Raises ``InvalidRequestError`` for two bodies, and for two queries.
    """
    absolute = "://" in path.partition("?")[0]
    if not absolute and not path.startswith("/"):
        path = f"/{path}"
    if json is not UNSET and content is not UNSET:
        raise InvalidRequestError("a request has `json` or `content`, not both")
    body, args = None, dict[str, Any]()
    if json is not UNSET:
        body, args = Body((Content("application/json", "json"),), required=True), {"body": json}
    elif content is not UNSET:
        body, args = Body((Content("*/*", "bytes"),), required=True), {"body": content}
    trusted = not absolute or same_origin(path, settings.base_url)
    security = settings.config.security if trusted else ()
    if absolute and query:
        raise InvalidRequestError("the query of an absolute URL is a part of it")
    more: dict[str, Any] = {
        **options,
        "extra_query": {**mapping("query", query), **mapping("extra_query", options.get("extra_query"))},
        "extra_headers": {**mapping("headers", headers), **mapping("extra_headers", options.get("extra_headers"))},
    }
    op: Operation[Any] = Operation(
        "request", method.upper(), "" if absolute else path, body=body, responses=_ANYTHING, security=security
    )
    return op, args, more, Extra(url=path) if absolute else None


def any_result(exchange: Exchange, cast_to: Callable[[Any], Any] | None) -> Any:
    """What ``request`` returns."""
    if isinstance(cast_to, type):
        cast_to = cast("Callable[[Any], Any]", getattr(cast_to, "from_dict", cast_to))
    if cast_to is not None:
        table = {"2XX": {"*/*": cast_to}}
        strict = exchange.settings.strict
        return decode(exchange.answer, table, exchange.asked, strict=strict, report=exchange.report)
    try:
        return any_value(exchange.answer)
    except (ValueError, RecursionError) as error:
        raise undecodable(exchange.answer, exchange.asked, "$", f"the body is not JSON: {error}") from error
