"""Parameters of a sample as they are sent, by the very functions that the SDK sends them with."""

from __future__ import annotations

from typing import Any, cast

from trueline.codegen.facts import ParameterFact
from trueline.codegen.plan.urls import placeholder
from trueline.runtime.errors import InvalidRequestError
from trueline.runtime.operation import Param, Style
from trueline.runtime.params import cookie_pairs, fill_path, header_value, path_value, query_fields, whole_query


def sent(p: ParameterFact, value: Any) -> list[str]:
    """The pieces of a path, query, header or cookie. Raises ``InvalidRequestError`` for what can't be sent."""
    param = _param(p)
    match p.location:
        case "path":
            return [path_value(param, value)]
        case "query":
            return query_fields(param, value)
        case "querystring":
            return whole_query(param, value)
        case "header":
            text = header_value(param, value)
            return [] if text is None else [text]
        case "cookie":
            return cookie_pairs(param, value)


def can_be_sent(p: ParameterFact, value: Any) -> bool:
    """Whether a value can be sent, and shown in an example as it is."""
    try:
        pieces = sent(p, value)
        if p.location == "path":
            fill_path("/{x}", {"x": pieces[0]})
    except InvalidRequestError:
        return False
    return not isinstance(value, str) or value.isprintable()


def _param(p: ParameterFact) -> Param:
    name = placeholder(p.name) if p.location == "path" else p.name
    return Param(
        p.name,
        name,
        p.location,
        cast("Style", p.style),
        p.explode,
        required=p.required,
        allow_reserved=p.allow_reserved,
        allow_empty=p.allow_empty,
        media_type=p.media_type,
    )
