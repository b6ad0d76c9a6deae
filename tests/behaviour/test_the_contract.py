"""Sentences of the SDK's contract about answers that deviate, inside of everything that has an inside."""

from __future__ import annotations

import asyncio
import copy
import datetime as dt
import json
import pickle
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from support.wire import Wire, client_class

DOCUMENT = """
paths:
  /trees:
    post:
      operationId: trees.create
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}
      responses:
        '201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}}
        '204': {description: nothing}
  /trees/search:
    post:
      operationId: trees.search
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, properties: {cursor: {type: string}, size: {type: integer}}}
      x-pagination: {type: cursor, request: cursor, next: next, items: data}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  next: {type: [string, 'null']}
                  data: {type: array, items: {$ref: '#/components/schemas/Tree'}}
  /trees/all:
    get:
      operationId: trees.all
      parameters:
        - {name: offset, in: query, schema: {type: integer}}
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}
components:
  schemas:
    Leaf:
      type: object
      required: [kind, count]
      properties: {kind: {const: leaf}, count: {type: integer}, seen: {type: string, format: date-time}}
    Stone:
      type: object
      required: [kind, weight]
      properties: {kind: {const: stone}, weight: {type: number}}
    Tree:
      type: object
      required: [name]
      properties:
        name: {type: string}
        planted: {type: string, format: date}
        best: {$ref: '#/components/schemas/Leaf'}
        leaves: {type: array, items: {$ref: '#/components/schemas/Leaf'}}
        by_name: {type: object, additionalProperties: {$ref: '#/components/schemas/Leaf'}}
        things:
          type: array
          items:
            oneOf: [{$ref: '#/components/schemas/Leaf'}, {$ref: '#/components/schemas/Stone'}]
            discriminator:
              propertyName: kind
              mapping: {leaf: '#/components/schemas/Leaf', stone: '#/components/schemas/Stone'}
"""
ODD_LEAVES: list[Any] = [
    {"kind": "leaf", "count": None},
    {"kind": "leaf", "count": "7"},
    {"kind": "leaf", "count": 1, "seen": "2026-01-02T03:04:05"},
    {"kind": "leaf", "count": 1, "seen": ""},
    {"kind": "leaf", "count": 1, "seen": None},
    {"kind": "leaf"},
    {},
]
PLACES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "a property": lambda leaf: {"name": "n", "best": leaf},
    "a list": lambda leaf: {"name": "n", "leaves": [{"kind": "leaf", "count": 1}, leaf]},
    "a long list": lambda leaf: {"name": "n", "leaves": [{"kind": "leaf", "count": 1}] * 20 + [leaf]},
    "a map": lambda leaf: {"name": "n", "by_name": {"a": {"kind": "leaf", "count": 1}, "b": leaf}},
    "a union": lambda leaf: {"name": "n", "things": [{"kind": "stone", "weight": 1.5}, leaf]},
}


@pytest.fixture
def sdk(sdk_of: Any) -> Any:
    return sdk_of(DOCUMENT)


def in_a_loop(sdk: Any, answers: list[httpx.Response], use: Callable[[Any], Any], **options: Any) -> Any:
    """What the asynchronous client makes of some answers."""
    left = list(answers)

    async def story() -> Any:
        async with (
            httpx.AsyncClient(transport=httpx.MockTransport(lambda _: left.pop(0))) as http,
            client_class(sdk, asynchronous=True)(http_client=http, max_retries=0, **options) as client,
        ):
            return await use(client)

    return asyncio.run(story())


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("leaf", ODD_LEAVES, ids=str)
def test_what_deviates_inside_is_kept_equal_and_written_back(sdk: Any, wire: Wire, place: str, leaf: Any) -> None:
    sent = PLACES[place](leaf)
    wire.answers_json(sent, 201)
    client = wire.client(sdk)
    tree, same = client.trees.create(name="n"), client.trees.create(name="n")
    later = in_a_loop(sdk, [httpx.Response(201, json=sent)], lambda client: client.trees.create(name="n"))
    assert isinstance(tree, sdk.types.Tree)
    assert tree == same == later == copy.deepcopy(tree) == pickle.loads(pickle.dumps(tree))
    assert tree.to_dict() == sent
    assert repr(tree) == repr(same)


def test_a_time_without_a_zone_is_naive_wherever_it_stands(sdk: Any, wire: Wire) -> None:
    leaf = {"kind": "leaf", "count": 1, "seen": "2026-01-02T03:04:05"}
    wire.answers_json({"name": "n", "best": leaf, "leaves": [leaf], "by_name": {"a": leaf}, "things": [leaf]}, 201)
    tree = wire.client(sdk).trees.create(name="n")
    for each in (tree.best, tree.leaves[0], tree.by_name["a"], tree.things[0]):
        assert each.seen == dt.datetime(2026, 1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("status", "content", "kind", "name"),
    [
        (200, b'{"name": "n"}', "application/json", "n"),
        (202, b'{"name": "n"}', "application/vnd.acme+json", "n"),
        (299, b'{"name": "n"}', "", "n"),
        (200, b"", "", None),
        (202, b"", "text/html", None),
    ],
)
def test_any_success_is_read_by_the_documented_one_that_fits(
    sdk: Any, wire: Wire, status: int, content: bytes, kind: str, name: str | None
) -> None:
    def answer() -> httpx.Response:
        return httpx.Response(status, content=content, headers={"content-type": kind} if kind else {})

    wire.answers(answer(), answer())
    later = in_a_loop(sdk, [answer()], lambda client: client.trees.create(name="n"))
    for found in (wire.client(sdk).trees.create(name="n"), later):
        assert getattr(found, "name", None) == name
        assert (found is None) == (name is None)
    with pytest.raises(sdk.APIError):
        wire.client(sdk, strict=True).trees.create(name="n")


def test_html_where_json_is_documented_is_an_error_with_its_response(sdk: Any, wire: Wire) -> None:
    answer = httpx.Response(201, html="<h1>Sign in</h1>", headers={"x-request-id": "r1"})
    wire.answers(answer)
    with pytest.raises(sdk.ResponseDecodeError, match="text/html") as caught:
        wire.client(sdk).trees.create(name="n")
    with pytest.raises(sdk.ResponseDecodeError) as later:
        in_a_loop(sdk, [answer], lambda client: client.trees.create(name="n"))
    for error in (caught.value, later.value):
        assert (error.response.text, error.status_code, error.request_id) == ("<h1>Sign in</h1>", 201, "r1")


def test_a_cursor_in_a_body_leads_through_all_pages(sdk: Any, wire: Wire) -> None:
    pages = [
        httpx.Response(200, json={"data": [{"name": "a"}, {"name": None}], "next": "c"}),
        httpx.Response(200, json={"data": [{}], "next": None}),
    ]
    wire.answers(*pages)
    page = wire.client(sdk).trees.search(size=2)
    assert (len(page), page.has_more, page[0].name, page.next_cursor) == (2, True, "a", "c")
    assert [tree.to_dict() for tree in page] == [{"name": "a"}, {"name": None}, {}]
    sent = [json.loads(call.request.content) for call in wire.calls]
    assert sent == [{"size": 2}, {"size": 2, "cursor": "c"}]

    async def collect(client: Any) -> list[Any]:
        return [tree.to_dict() async for tree in client.trees.search(size=2)]

    assert in_a_loop(sdk, pages, collect) == [{"name": "a"}, {"name": None}, {}]


def test_a_bare_array_goes_on_by_its_offset(sdk: Any, wire: Wire) -> None:
    pages = [[{"name": "a"}, {"name": "b"}], [{"name": "c"}], []]
    answers = [httpx.Response(200, json=page) for page in pages]
    wire.answers(*answers)
    assert [tree.name for tree in wire.client(sdk).trees.all(limit=2)] == ["a", "b", "c"]
    assert [call.request.url.params.get("offset") for call in wire.calls] == [None, "2", "3"]

    async def collect(client: Any) -> list[Any]:
        return [tree.name async for tree in client.trees.all(limit=2)]

    assert in_a_loop(sdk, answers, collect) == ["a", "b", "c"]


def test_cast_to_reads_as_leniently_as_the_client_does(sdk: Any, wire: Wire) -> None:
    wire.answers_json({"name": 7, "more": 1})
    client = wire.client(sdk)
    for method in (client.get, client.post, client.put, client.patch, client.delete):
        tree = method("/anything", cast_to=sdk.types.Tree)
        assert isinstance(tree, sdk.types.Tree)
        assert tree.to_dict() == {"name": 7, "more": 1}
    assert client.get("/anything", cast_to=dict) == {"name": 7, "more": 1}
    assert client.get("/anything") == {"name": 7, "more": 1}
    with pytest.raises(sdk.ResponseDecodeError, match=r"\$\.name"):
        client.with_options(strict=True).get("/anything", cast_to=sdk.types.Tree)
    answer = httpx.Response(200, json={"name": 7})
    later = in_a_loop(sdk, [answer], lambda client: client.get("/anything", cast_to=sdk.types.Tree))
    assert later.name == 7


def test_with_options_changes_a_copy_and_nothing_else(sdk: Any, wire: Wire) -> None:
    wire.answers_json({"name": 7}, 201)
    told: list[Any] = []
    client = wire.client(sdk, default_headers={"x-one": "1"})
    other = client.with_options(strict=True, default_headers={"x-two": "2"}, on_event=told.append, max_retries=None)
    with pytest.raises(sdk.ResponseDecodeError):
        other.trees.create(name="n")
    assert (wire.request.headers["x-one"], wire.request.headers["x-two"]) == ("1", "2")
    assert told
    told.clear()
    assert client.trees.create(name="n").name == 7
    assert "x-two" not in wire.request.headers
    assert (told, client.strict, other.strict, other.max_retries) == ([], False, True, client.max_retries)
    other.close()
    assert client.copy().trees.create(name="n").name == 7


@pytest.mark.parametrize("status", [300, 304, 305])
def test_nothing_is_answered_with_none_for_want_of_documentation(sdk: Any, wire: Wire, status: int) -> None:
    answer = httpx.Response(status)
    wire.answers(answer)
    with pytest.raises(sdk.UnexpectedStatusError, match="not documented"):
        wire.client(sdk).trees.create(name="n")
    with pytest.raises(sdk.UnexpectedStatusError, match="not documented"):
        in_a_loop(sdk, [answer], lambda client: client.trees.create(name="n"))
