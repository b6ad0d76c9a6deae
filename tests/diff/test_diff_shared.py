"""Classes that several places share: what splits is told of once, as what it is, and what stays is not a change."""

from __future__ import annotations

import copy
from typing import Any

from diff_support import diff_of, side_of

from trueline.diff import Level, compare

ORDER = {"type": "string", "enum": ["asc", "desc"]}


def listing(order: Any = ORDER, **more: Any) -> dict[str, Any]:
    parameter = {"name": "order", "in": "query", "schema": copy.deepcopy(order)}
    return {"get": {"parameters": [parameter], "responses": {"200": {"description": "ok"}}, **more}}


def answering(owner: Any) -> dict[str, Any]:
    properties: dict[str, Any] = {"owner": copy.deepcopy(owner), "n": {}}
    schema: dict[str, Any] = {"type": "object", "title": "Answer", "properties": properties}
    answer: dict[str, Any] = {"description": "ok", "content": {"application/json": {"schema": schema}}}
    return {"get": {"responses": {"200": answer}}}


def api(paths: dict[str, Any]) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}


def told(old: dict[str, Any], new: dict[str, Any]) -> dict[str, str]:
    return {change.rule: change.sentence for change in diff_of(api(old), api(new)).changes}


def test_a_second_place_of_a_class_renames_nothing() -> None:
    found = diff_of(api({"/pets": listing()}), api({"/pets": listing(), "/cars": listing()}))
    assert [change.rule for change in found.changes] == ["operation-added"]
    assert found.level is Level.MINOR


def test_one_place_less_is_no_change_of_the_class() -> None:
    found = told(
        {"/pets": listing(), "/cars": listing(), "/owners": listing()}, {"/pets": listing(), "/cars": listing()}
    )
    assert set(found) == {"operation-removed"}


def test_a_change_of_one_of_several_places_is_told_at_that_place_and_gives_it_a_class_of_its_own() -> None:
    wider = {**ORDER, "enum": ["asc", "desc", "none"]}
    old = {"/pets": listing(), "/cars": listing(), "/owners": listing()}
    found = told(old, {**old, "/cars": listing(wider)})
    assert set(found) == {"parameter-class-changed", "parameter-enum-value-added", "schema-added"}
    assert found["parameter-class-changed"] == (
        "`cars.list`: the query parameter `order`: the class changed from `Order` to `GetCarsOrder`."
    )


def test_a_change_of_all_places_is_one_change_of_their_class() -> None:
    old = {"/pets": listing(), "/cars": listing()}
    narrower = {**ORDER, "enum": ["asc", "down"]}
    found = diff_of(api(old), api({"/pets": listing(narrower), "/cars": listing(narrower)}))
    told = [change.rule for change in found.changes if change.sdk > Level.PATCH]
    assert told == ["parameter-enum-value-removed", "parameter-enum-value-added"]


def test_a_class_of_answers_that_splits_is_told_of_where_it_comes_back() -> None:
    owner = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
    other = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "integer"}}}
    old = {"/pets": answering(owner), "/cars": answering(owner), "/owners": answering(owner)}
    found = told(old, {**old, "/cars": answering(other)})
    assert "response-class-changed" in found
    assert "response-type-changed" in found
    assert not {"schema-renamed", "schema-removed"} & set(found)


def test_a_keyword_without_a_type_is_told_of_at_every_place_of_a_class() -> None:
    owner: dict[str, Any] = {"type": "object", "title": "Owner", "properties": {"id": {"type": "integer"}}}
    old = {"/pets": answering(owner), "/cars": answering(owner)}
    limited = {**owner, "properties": {"id": {"type": "integer", "not": {"const": 3}}}}
    for path in old:
        found = told(old, {**old, path: answering(limited)})
        assert set(found) == {"response-assertion-added"}, path


def test_a_document_is_no_other_one_the_second_time() -> None:
    document = api({"/pets": listing(), "/cars": listing()})
    first = side_of(document)
    again = side_of({**document, "info": {**document["info"], "version": "2"}}, first)
    assert compare(first, again).level is Level.NONE
    assert again.type_names == first.type_names
