"""Documents that call things what generated code calls its own: every name of the table in every place that has one."""

from __future__ import annotations

import builtins
import json
import keyword
from collections.abc import Sequence
from typing import Any

from trueline import reserved

#: Names inside functions and modules of generated code that no document can meet, and what Python itself has.
_LOCAL = """
    at cls d data decode encode error k self v x value name mro _value_ answer cast viewed raw raw_async streaming
    streaming_async result payload headers config keys resource client api_key sdk async_sdk resources webhooks
    callbacks testing copy __init__ __class__ __dict__ __slots__ __call__ WebhookEvent verify Link Server Callback
    RateLimit Typed Async Sync Variable NotFoundError async_client sync_resource event_stream paginator ServerSentEvent
    lazy_exports parse
"""
#: Every name that some scope uses, as a document may spell it.
OURS = tuple(
    dict.fromkeys(
        (
            *sorted(reserved.CLASSES | reserved.MODULES | reserved.BUILTINS | reserved.MODEL),
            *sorted(reserved.RESOURCE | reserved.CLIENT | reserved.ARGUMENTS | reserved.CREDENTIALS),
            *_LOCAL.split(),
        )
    )
)
#: The same, and every name that Python has.
TABLE = tuple(dict.fromkeys((*OURS, *keyword.kwlist, *keyword.softkwlist, *filter(str.isidentifier, dir(builtins)))))
_TEXT = {"type": "string"}
_KINDS: tuple[Any, ...] = (
    _TEXT,
    {"type": "integer"},
    {"type": "boolean"},
    {"type": "number"},
    {"type": "string", "format": "byte"},
    {"type": "array", "items": _TEXT},
    {"type": "object", "additionalProperties": {"type": "integer"}},
    {"type": "string", "format": "date-time"},
)
VALUES: tuple[Any, ...] = ("a", 1, True, 1.5, "YQ==", ["a"], {"k": 1}, "2026-11-29T01:02:03+00:00")


def document(names: Sequence[str], *, by_turns: bool = False) -> str:
    """A document in which each of these is a property, a parameter, a schema, a member, a method, a resource ...

    Each resource has a method of every kind; ``by_turns``, one of them, kind after kind: every name is a resource and a
    method, and a parameter or property of each kind, if not all of it in one place.
    """
    items = (item for number, name in enumerate(names) for item in _paths(number, name, names, by_turns))
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Names", "version": "1"},
            "servers": [{"url": "https://api.example.com"}],
            "security": [{name: []} for name in names[:3]],
            "paths": dict(items),
            "webhooks": {name: {"post": _receives(_ref(name))} for name in names},
            "components": {
                "schemas": {**_holders(names), **{name: _schema(name, names) for name in names}},
                "securitySchemes": {name: {"type": "apiKey", "in": "header", "name": f"X-{name}"} for name in names},
            },
        }
    )


def properties(names: Sequence[str]) -> dict[str, Any]:
    """A property of each name, of one type after the other."""
    return {name: _KINDS[number % len(_KINDS)] for number, name in enumerate(names)}


def values(names: Sequence[str]) -> dict[str, Any]:
    """A value of each of these properties."""
    return {name: VALUES[number % len(VALUES)] for number, name in enumerate(names)}


def _holders(names: Sequence[str]) -> dict[str, Any]:
    return {
        "HolderOfAll": {"type": "object", "properties": properties(names)},
        "HolderOfRequired": {"type": "object", "required": list(names), "properties": properties(names)},
        "KindOfName": {"type": "string", "enum": list(names), "x-enum-varnames": list(names)},
    }


def _schema(name: str, names: Sequence[str]) -> Any:
    """Models, an enum and unions, by turns."""
    turn = names.index(name) % 4
    if turn == 1:
        return {"type": "string", "enum": [name, "other"]}
    if turn == 2:
        return {"oneOf": [{"type": "object", "properties": properties(_window(names.index(name), names))}, _TEXT]}
    return {"type": "object", "required": [name], "properties": {name: _TEXT, "next": _ref("HolderOfAll")}}


def _ref(name: str) -> Any:
    return {"$ref": f"#/components/schemas/{name}"}


def _paths(number: int, name: str, names: Sequence[str], by_turns: bool) -> list[tuple[str, Any]]:
    """A resource of this name with a method of each kind of body, answer and view; one below it; one on the client."""
    near = [names[(number + step) % len(names)] for step in range(4)]
    window = _window(number // 4 + 2 if by_turns else number, names)
    kind = names[(number + number // 4) % len(names)] if by_turns else near[1]
    json_type = {"application/json": {"schema": _ref(kind)}}
    many = {"schema": {"type": "object", "properties": properties(window)}}
    inside = near[:2] if by_turns else near[:1]
    required = [{"name": each, "in": "path", "required": True, "schema": _TEXT} for each in inside]
    asked = {
        "x-sdk-name": f"{name}.{near[1]}",
        "parameters": [*required, *({"name": each, "in": "query", "schema": _TEXT} for each in window)],
        "responses": _answers({**json_type, "application/pdf": {}}),
    }
    below = {
        "x-sdk-name": f"{name}.{name}.{near[2]}",
        "requestBody": {"content": {"application/json": many, "multipart/form-data": many}},
        "responses": _answers(json_type),
    }
    old = {**asked, "x-sdk-name": f"{name}.{near[0 if by_turns else 2]}", "deprecated": True}
    path = "".join(f"/{{{each}}}" for each in inside)
    kinds = (
        (f"/a{number}{path}", {"get": asked}),
        (f"/b{number}", {"post": below}),
        (f"/d{number}{path}", {"delete": old}),
    )
    if not by_turns:
        return [*kinds, _whole(f"c{number}", name if number % 2 else f"{name}.get", kind, [name])]
    on_client = [_whole(f"e{number}", name, kind, near)] if number % 16 == 3 else []
    return [*(*kinds, _whole(f"c{number}", f"{name}.{near[1]}", kind, near))[number % 4 :][:1], *on_client]


def _whole(path: str, called: str, body: str, callbacks: Sequence[str]) -> tuple[str, Any]:
    """A method with a body, servers, a link, and these callbacks."""
    content = {"application/json": {"schema": _ref(body)}}
    return f"/{path}", {
        "post": {
            "operationId": f"of{path}",
            "x-sdk-name": called,
            "servers": [{"url": "https://a.example.com"}, {"url": "https://b.example.com"}],
            "requestBody": {"content": content},
            "responses": _answers(content, {"next": {"operationId": f"of{path}"}}),
            "callbacks": {name: {"{$request.body#/url}": {"post": _receives(_ref(body))}} for name in callbacks},
        }
    }


def _window(number: int, names: Sequence[str], size: int = 4) -> list[str]:
    """Some names, other ones each time: each is beside every kind of method in the end."""
    return list(dict.fromkeys(names[(number * size + step) % len(names)] for step in range(size)))


def _answers(content: Any, links: Any = None) -> dict[str, Any]:
    return {"200": {"description": "ok", "content": content, "links": links or {}}}


def _receives(schema: Any) -> Any:
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"content": content}, "responses": {"204": {"description": "ok"}}}
