from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast, get_args, get_origin

from .answers import any_value, decode, text_of, undecodable
from .decoding import Decoder, anything, list_decoder, map_decoder, nullable
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
    if " " in method:
        raise InvalidRequestError(f"a method has no space in it: {method!r}")
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
    line = f"{method.upper()} {'' if absolute else path}"
    op: Operation[Any] = Operation("request", line, params=(), body=body, responses=_ANYTHING, security=security)
    return op, args, more, Extra(url=path) if absolute else None


def any_result(exchange: Exchange, cast_to: Any) -> Any:
    answer = exchange.answer
    if cast_to is bytes:
        return answer.content or b""
    if cast_to not in {None, object, Any, str}:
        table = {"2XX": {"*/*": _reader(cast_to)}}
        strict = exchange.settings.strict
        return decode(answer, table, exchange.asked, strict=strict, report=exchange.report)
    try:
        value = any_value(answer)
    except (ValueError, RecursionError) as error:
        if cast_to is not str:
            raise undecodable(answer, exchange.asked, "$", f"the body is not JSON: {error}") from error
        value = None
    return text_of(answer.content or b"", answer.content_type) if cast_to is str and type(value) is not str else value


def _nothing(_: Any) -> None:
    pass


def _reader(cast_to: Any) -> Decoder[Any]:
    if cast_to in {object, Any}:
        return anything
    if cast_to is type(None):
        return _nothing
    origin, parts = get_origin(cast_to), get_args(cast_to)
    if origin is list:
        return list_decoder(_reader(parts[0]))
    if origin is dict:
        return map_decoder(_reader(parts[1]))
    if type(None) in parts and len(parts) == 2:
        return nullable(_reader(next(part for part in parts if part is not type(None))))
    return cast("Decoder[Any]", getattr(cast_to, "from_dict", cast_to) if isinstance(cast_to, type) else cast_to)
