"""Conditions and limits at every position: each one that comes, goes or changes is told of, and never is it nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from diff_support import diff_of

from trueline.diff import Wire

_TEXT: dict[str, Any] = {"type": "string"}
#: Keyword: what it says first, and what it says then.
_CONDITIONS: dict[str, tuple[Any, Any]] = {
    "contains": ({"const": "a"}, {"const": "b"}),
    "minContains": (2, 3),
    "maxContains": (5, 4),
    "not": ({"const": "a"}, {"const": "b"}),
    "if": ({"const": "a"}, {"const": "b"}),
    "then": ({"minLength": 1}, {"minLength": 2}),
    "else": ({"minLength": 1}, {"minLength": 2}),
    "dependentRequired": ({"a": ["b"]}, {"a": ["c"]}),
    "dependentSchemas": ({"a": {"required": ["b"]}}, {"a": {"required": ["c"]}}),
    "propertyNames": ({"maxLength": 9}, {"maxLength": 8}),
    "patternProperties": ({"^x-": {"type": "string"}}, {"^x-": {"type": "string", "maxLength": 3}}),
    "prefixItems": ([{"const": "a"}], [{"const": "b"}]),
    "unevaluatedItems": ({"const": "a"}, False),
    "unevaluatedProperties": ({"const": "a"}, False),
}
_ARRAYS = {"contains", "minContains", "maxContains", "prefixItems", "unevaluatedItems"}
_OBJECTS = {"dependentRequired", "dependentSchemas", "propertyNames", "patternProperties", "unevaluatedProperties"}


def _schema(keyword: str) -> dict[str, Any]:
    """A schema that the keyword says something about."""
    if keyword in _ARRAYS:
        return {"type": "array", "items": _TEXT}
    return {"type": "object", "additionalProperties": _TEXT} if keyword in _OBJECTS else _TEXT


def _document(**parts: Any) -> dict[str, Any]:
    operation = {"operationId": "keys.act", "responses": {"204": {"description": "done"}}, **parts}
    return {"paths": {"/keys": {"post": operation}}}


def _body(schema: Any) -> dict[str, Any]:
    return _document(requestBody={"content": {"application/json": {"schema": schema}}})


def _answer(schema: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return _document(responses={"200": {"description": "ok", "content": content}})


def _header(schema: Any) -> dict[str, Any]:
    return _document(responses={"204": {"description": "ok", "headers": {"X-A": {"schema": schema}}}})


def _query(schema: Any) -> dict[str, Any]:
    return _document(parameters=[{"name": "q", "in": "query", "schema": schema}])


def _array(schema: Any) -> dict[str, Any]:
    return {"type": "array", "items": schema}


def _map(schema: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": schema}


def _object(schema: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"x": schema}}


def _webhook(schema: Any) -> dict[str, Any]:
    body = {"content": {"application/json": {"schema": schema}}}
    return {"webhooks": {"made": {"post": {"requestBody": body, "responses": {"200": {"description": ""}}}}}}


#: Position: the document that has a schema there, and which way its values go.
_POSITIONS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "the root of a body": (_body, "request"),
    "the items of a body": (lambda schema: _body(_array(schema)), "request"),
    "the map values of a body": (lambda schema: _body(_map(schema)), "request"),
    "a property of a body": (lambda schema: _body(_object(schema)), "request"),
    "a query parameter": (_query, "parameter"),
    "the items of a query parameter": (lambda schema: _query(_array(schema)), "parameter"),
    "the root of an answer": (_answer, "response"),
    "the items of a property of an answer": (lambda schema: _answer(_object(_array(schema))), "response"),
    "a header": (_header, "response"),
    "a webhook": (_webhook, "response"),
}
_TABLE = [(keyword, position) for keyword in _CONDITIONS for position in _POSITIONS]


def test_the_table_has_each_keyword_at_each_position() -> None:
    assert len(_TABLE) == 140


@pytest.mark.parametrize(("keyword", "position"), _TABLE)
def test_a_condition_that_comes_changes_and_goes_is_told_of(keyword: str, position: str) -> None:
    place, way = _POSITIONS[position]
    first, then = _CONDITIONS[keyword]
    bare = place(_schema(keyword))
    one, other = (place({**_schema(keyword), keyword: said}) for said in (first, then))
    for old, new, how in ((bare, one, "added"), (one, other, "changed"), (other, bare, "removed")):
        changes = diff_of(old, new).changes
        told = [change for change in changes if change.rule == f"{way}-assertion-{how}"]
        assert any(f"`{keyword}`" in change.sentence for change in told), [change.sentence for change in changes]
        assert all(change.wire is not Wire.NONE for change in told)
        assert "unnamed-change" not in {change.rule for change in changes}


_LIMITS: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "minLength": (_TEXT, 2, 3),
    "pattern": (_TEXT, "^a", "^b"),
    "minimum": ({"type": "integer"}, 2, 3),
    "multipleOf": ({"type": "integer"}, 2, 6),
    "minItems": ({"type": "array", "items": _TEXT}, 2, 3),
    "uniqueItems": ({"type": "array", "items": _TEXT}, False, True),
    "minProperties": ({"type": "object", "additionalProperties": _TEXT}, 2, 3),
    "maxProperties": ({"type": "object", "properties": {"a": _TEXT, "b": _TEXT}}, 2, 1),
}


@pytest.mark.parametrize("position", _POSITIONS)
@pytest.mark.parametrize("keyword", _LIMITS)
def test_a_limit_that_changes_is_told_of(keyword: str, position: str) -> None:
    place, way = _POSITIONS[position]
    schema, old, new = _LIMITS[keyword]
    diff = diff_of(place({**schema, keyword: old}), place({**schema, keyword: new}))
    ways = {change.rule.partition("-")[0] for change in diff.changes}
    assert ways == {"request" if keyword == "maxProperties" and way == "parameter" else way}, "an object has a class"
    assert f"`{keyword}`" in diff.changes[0].sentence
