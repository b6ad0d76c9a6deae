"""Answers that are not as documented: kept as they came and told, unless the client is strict."""

from __future__ import annotations

import asyncio
import copy
import datetime as dt
import inspect
import json
import logging
import pickle
from typing import Any

import httpx
import pytest
from support.wire import Wire, client_class

SHOP = """
paths:
  /orders/{id}:
    get:
      operationId: orders.get
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
        '422': {description: bad, content: {application/json: {schema: {$ref: '#/components/schemas/Fault'}}}}
  /archive:
    post:
      operationId: orders.archive
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [order], properties: {order: {$ref: '#/components/schemas/Order'}}}
      responses: {'204': {description: done}}
  /orders:
    get:
      operationId: orders.list
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      x-pagination: {type: cursor, request: cursor, next: next, items: data}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Orders'}}}}
  /shapes:
    get:
      operationId: shapes.list
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Shape'}}}}
  /feed:
    get:
      operationId: feed.read
      responses:
        '200':
          description: ok
          content:
            application/jsonl: {schema: {$ref: '#/components/schemas/Order'}}
components:
  schemas:
    Color: {type: string, enum: [red, green]}
    Order:
      type: object
      required: [id, placedAt, lines]
      properties:
        id: {type: integer}
        placedAt: {type: string, format: date-time}
        shipOn: {type: string, format: date}
        note: {type: string}
        color: {$ref: '#/components/schemas/Color'}
        kind: {const: order}
        tags: {type: array, items: {type: string}}
        amounts: {type: object, additionalProperties: {type: number}}
        lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
    Line:
      type: object
      required: [sku]
      additionalProperties: false
      properties: {sku: {type: string}, count: {type: integer}}
    Orders:
      type: object
      required: [data]
      properties:
        data: {type: array, items: {$ref: '#/components/schemas/Order'}}
        next: {type: string}
    Fault:
      type: object
      required: [code]
      properties: {code: {type: string}, at: {type: string, format: date-time}}
    Shape:
      oneOf:
        - {$ref: '#/components/schemas/Circle'}
        - {$ref: '#/components/schemas/Square'}
    Circle: {type: object, required: [radius], properties: {radius: {type: number}, made: {type: string, format: date-time}}}
    Square: {type: object, required: [side], properties: {side: {type: number}}}
"""  # noqa: E501 - a document
SECURED = """
  securitySchemes: {token: {type: http, scheme: bearer}}
security: [{token: []}]
"""
GOOD = {"id": 1, "placedAt": "2026-01-31T09:30:00Z", "lines": [{"sku": "a"}]}
DEVIATIONS: list[tuple[dict[str, Any], tuple[str, str, str]]] = [
    ({"note": None}, ("$.note", "string", "null")),
    ({"placedAt": "2026-01-31T09:30:00"}, ("$.placedAt", "date-time with a time zone", "date-time without one")),
    ({"placedAt": "2026-01-31 09:30:00.123456"}, ("$.placedAt", "date-time with a time zone", "date-time without one")),
    ({"placedAt": "yesterday"}, ("$.placedAt", "date-time", "string")),
    ({"placedAt": 1767225600}, ("$.placedAt", "string (date-time)", "integer")),
    ({"shipOn": ""}, ("$.shipOn", "date", "empty string")),
    ({"id": "1"}, ("$.id", "integer", "string")),
    ({"note": {"text": "x"}}, ("$.note", "string", "object")),
    ({"lines": "none"}, ("$.lines", "array", "string")),
    ({"lines": [{"sku": "a"}, "b"]}, ("$.lines[1]", "object", "string")),
    ({"lines": [{"sku": "a"}, {"count": 1}]}, ("$.lines[1].sku", "a value", "nothing")),
    ({"lines": [{"sku": "a", "colour": 1}]}, ("$.lines[0].colour", "no such property", "integer")),
    ({"tags": ["a", 1]}, ("$.tags[1]", "string", "integer")),
    ({"amounts": {"a b": "1"}}, ('$.amounts["a b"]', "number", "string")),
    ({"amounts": []}, ("$.amounts", "object", "array")),
    ({"color": 7}, ("$.color", "string", "integer")),
    ({"color": "blue"}, ("$.color", "a value of Color", "another string")),
    ({"kind": "invoice"}, ("$.kind", "the constant 'order'", "another string")),
    ({"kind": None}, ("$.kind", "string", "null")),
]


@pytest.mark.parametrize(("change", "told"), DEVIATIONS, ids=[str(change) for change, _ in DEVIATIONS])
def test_a_value_that_is_not_as_documented_is_kept_told_and_sent_back(
    sdk_of: Any, wire: Wire, caplog: pytest.LogCaptureFixture, change: dict[str, Any], told: tuple[str, str, str]
) -> None:
    sdk, data, events = sdk_of(SHOP), GOOD | change, list[Any]()
    wire.answers_json(data, 201)
    quiet = wire.client(sdk).orders.get("1")
    with caplog.at_level(logging.DEBUG, logger=sdk.__name__):
        order = wire.client(sdk, on_event=events.append).orders.get("1")
    assert order == quiet == copy.deepcopy(order) == pickle.loads(pickle.dumps(order))
    assert order.to_dict() == sdk.types.Order.from_dict(GOOD).to_dict() | change
    assert [(e.path, e.expected, e.got) for e in events if type(e).__name__ == "ResponseDeviated"] == [told]
    assert sum(told[0] in record.getMessage() for record in caplog.records) == 1
    with pytest.raises(sdk.ResponseDecodeError) as caught:
        wire.client(sdk, strict=True).orders.get("1")
    assert caught.value.path == told[0]
    wire.answers(httpx.Response(204))
    wire.client(sdk).orders.archive(order=order)
    assert json.loads(wire.request.content) == {"order": GOOD | change}


def test_a_time_without_a_zone_is_naive(sdk_of: Any, wire: Wire) -> None:
    wire.answers_json(GOOD | {"placedAt": "2026-01-31T09:30:00"}, 201)
    order = wire.client(sdk_of(SHOP)).orders.get("1")
    assert order.placed_at == dt.datetime(2026, 1, 31, 9, 30)
    assert order.placed_at.tzinfo is None


def test_what_is_missing_is_unset(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(SHOP)
    wire.answers_json({"id": 1, "more": [1]}, 201)
    order = wire.client(sdk).orders.get("1")
    assert order.placed_at is order.lines is sdk.UNSET
    assert order.to_dict() == {"id": 1, "more": [1]}
    assert "placed_at=UNSET" in repr(order)
    assert order == sdk.types.Order(id=1, placed_at=sdk.UNSET, lines=sdk.UNSET, additional_properties={"more": [1]})
    match order:
        case sdk.types.Order(id=1, placed_at=sdk.UNSET):
            pass
        case _:
            raise AssertionError


@pytest.mark.parametrize("value", [None, 7, "x", [1], [GOOD]])
def test_an_answer_of_another_type_is_that(sdk_of: Any, wire: Wire, value: Any) -> None:
    wire.answers(httpx.Response(201, text=json.dumps(value), headers={"content-type": "application/json"}))
    assert wire.client(sdk_of(SHOP)).orders.get("1") == value


def test_strict_about_types_takes_undocumented_properties_alone(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(SHOP)
    wire.answers_json(GOOD | {"new": 1}, 201)
    assert wire.client(sdk, strict="types").orders.get("1").to_dict() == GOOD | {"new": 1}
    with pytest.raises(sdk.ResponseDecodeError, match=r"\$\.new: property is not in the document"):
        wire.client(sdk, strict=True).orders.get("1")
    wire.answers_json(GOOD | {"kind": "invoice"}, 201)
    with pytest.raises(sdk.ResponseDecodeError, match=r"\$\.kind: not the value that the document fixes"):
        wire.client(sdk).with_options(strict="types").orders.get("1")


def test_members_of_unions_are_found_in_spite_of_deviations(sdk_of: Any, wire: Wire) -> None:
    sdk, events = sdk_of(SHOP), list[Any]()
    shapes = [{"radius": 1, "made": "2026-01-31T09:30:00"}, {"side": "2"}, {"angle": 3}, "round"]
    wire.answers_json(shapes)
    found = wire.client(sdk, on_event=events.append).shapes.list()
    assert [type(shape).__name__ for shape in found] == ["Circle", "Square", "Unrecognized", "str"]
    assert wire.client(sdk).shapes.list() == found[:2] + wire.client(sdk).shapes.list()[2:]
    assert [getattr(shape, "to_dict", lambda shape=shape: shape)() for shape in found] == shapes
    told = [event.path for event in events if type(event).__name__ == "ResponseDeviated"]
    assert told == ["$[0].made", "$[1].side", "$[2]", "$[3]"]


def test_pages_are_read_in_spite_of_deviations(sdk_of: Any, wire: Wire) -> None:
    sdk, events = sdk_of(SHOP), list[Any]()
    client = wire.client(sdk, on_event=events.append)
    first, last = {"data": [GOOD | {"id": "1"}], "next": 2}, {"data": [GOOD | {"note": None}], "next": None}
    wire.answers(httpx.Response(200, json=first), httpx.Response(200, json=last))
    assert [order.id for order in client.orders.list()] == ["1", 1]
    told = [event.path for event in events if type(event).__name__ == "ResponseDeviated"]
    assert told == ["$.data[0].id", "$.next", "$.data[0].note", "$.next"]
    for empty in ({"data": None}, {}, {"data": "none"}):
        wire.answers_json(empty)
        assert list(client.orders.list()) == []


def test_events_are_read_in_spite_of_deviations(sdk_of: Any, wire: Wire) -> None:
    lines = b"\n".join(json.dumps(GOOD | {"id": each}).encode() for each in (1, "2", None))
    wire.answers(httpx.Response(200, content=lines, headers={"content-type": "application/jsonl"}))
    with wire.client(sdk_of(SHOP)).feed.read() as orders:
        assert [order.id for order in orders] == [1, "2", None]


def test_an_error_body_is_its_model_in_spite_of_deviations(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(SHOP)
    wire.answers_json({"code": "late", "at": "2026-01-31T09:30:00"}, 422)
    with pytest.raises(sdk.UnprocessableEntityError) as caught:
        wire.client(sdk, strict=True).orders.get("1")
    assert isinstance(caught.value.body, sdk.types.Fault)
    wire.answers_json({"detail": [{"loc": ["path", "id"], "msg": "not an integer"}]}, 422)
    with pytest.raises(sdk.UnprocessableEntityError, match=r"answered 422: path\.id: not an integer") as caught:
        wire.client(sdk).orders.get("1")
    assert caught.value.body == {"detail": [{"loc": ["path", "id"], "msg": "not an integer"}]}


def test_raw_responses_parse_the_same(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(SHOP))
    wire.answers_json(GOOD | {"id": "1"}, 200)
    raw = client.orders.with_raw_response.get("1")
    assert raw.parse() == client.orders.get("1")
    with client.orders.with_streaming_response.get("1") as streamed:
        assert streamed.parse() == raw.parse()
    order = sdk_of(SHOP).types.Order
    assert client.request("GET", "/orders/1", cast_to=order.from_dict) == raw.parse()


ANYTHING = """
paths:
  /export:
    get:
      operationId: exports.get
      responses: {'200': {description: ok, content: {application/json: {schema: {}}}}}
"""


@pytest.mark.parametrize(
    ("content_type", "body", "value"),
    [
        ("text/csv; charset=latin-1", "a;b\nä;2\n".encode("latin-1"), "a;b\nä;2\n"),
        ("application/pdf", b"%PDF-1.7 \xff", b"%PDF-1.7 \xff"),
        ("text/event-stream", b"data: 1\n\n", "data: 1\n\n"),
        ("application/octet-stream", b'{"a": 1}', {"a": 1}),
    ],
)
def test_a_file_where_json_of_any_kind_is_documented_is_that_file(
    sdk_of: Any, wire: Wire, content_type: str, body: bytes, value: Any
) -> None:
    """As FastAPI documents all that has no model: also what answers with a file."""
    sdk, events = sdk_of(ANYTHING), list[Any]()
    wire.answers(httpx.Response(200, content=body, headers={"content-type": content_type}))
    client = wire.client(sdk, on_event=events.append)
    assert client.exports.get() == client.exports.with_raw_response.get().parse() == value
    told = [(e.path, e.expected, e.got) for e in events if type(e).__name__ == "ResponseDeviated"]
    assert told == [("$", "application/json", content_type)] * 2
    with pytest.raises(sdk.ResponseDecodeError):
        wire.client(sdk, strict=True).exports.get()


@pytest.mark.parametrize("content_type", ["text/html", "text/html; charset=utf-8", "application/json", ""])
def test_a_page_or_broken_json_is_no_value_of_any_kind(sdk_of: Any, wire: Wire, content_type: str) -> None:
    sdk = sdk_of(ANYTHING)
    wire.answers(httpx.Response(200, content=b"<html>log in", headers={"content-type": content_type}))
    with pytest.raises(sdk.ResponseDecodeError):
        wire.client(sdk).exports.get()


NOTHING = """
paths:
  /jobs:
    post: {operationId: jobs.start, responses: {'200': {description: started}, '204': {description: done}}}
"""


def test_a_body_where_none_is_documented_is_kept_and_told(sdk_of: Any, wire: Wire) -> None:
    """As Django Ninja documents what has no response model."""
    sdk, events = sdk_of(NOTHING), list[Any]()
    client = wire.client(sdk, on_event=events.append)
    bodies: dict[bytes, Any] = {b'{"job": 1}': {"job": 1}, b"[]": [], b"{oops": "{oops", b"": None, b" \n": None}
    for body, value in bodies.items():
        events.clear()
        wire.answers(httpx.Response(200, content=body, headers={"content-type": "application/json"}))
        assert client.jobs.start() == client.jobs.with_raw_response.start().parse() == value
        told = [(e.path, e.expected, e.got) for e in events if type(e).__name__ == "ResponseDeviated"]
        assert told == ([] if value is None else [("$", "no body", "application/json")] * 2)
        assert wire.client(sdk, strict=True).jobs.start() is None
    wire.answers(httpx.Response(204))
    assert client.jobs.start() is None


async def read_once(sdk: Any, answer: httpx.Response, events: list[Any]) -> Any:
    http = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: answer))
    async with http, client_class(sdk, asynchronous=True)(http_client=http, on_event=events.append) as client:
        return await client.orders.get("1")


def test_the_asynchronous_client_does_the_same(sdk_of: Any) -> None:
    events: list[Any] = []
    order = asyncio.run(read_once(sdk_of(SHOP), httpx.Response(200, json=GOOD | {"note": None}), events))
    assert order.note is None
    assert [event.path for event in events if type(event).__name__ == "ResponseDeviated"] == ["$", "$.note"]


def test_deviations_show_no_credential(sdk_of: Any, wire: Wire) -> None:
    sdk, events = sdk_of(SHOP + SECURED), list[Any]()
    wire.answers_json(GOOD | {"amounts": {"sk_live_hunter2": "sk_live_hunter2"}}, 201)
    credential = next(name for name in inspect.signature(client_class(sdk)).parameters)
    wire.client(sdk, **{credential: "sk_live_hunter2"}, on_event=events.append).orders.get("1")
    assert "hunter2" not in str(events)
    assert events[-1].path == "$.amounts.[redacted]"
