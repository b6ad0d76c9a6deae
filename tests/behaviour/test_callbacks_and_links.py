"""What a call leads to: callbacks that the API sends because of it, and links from its answer to other calls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from support.sdks import fresh_name, generate_to
from support.wire import Wire

FLOWS = """
paths:
  /orders:
    post:
      operationId: orders.create
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {callback_url: {type: string}}}}}
      responses:
        '201':
          description: made
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
          links:
            GetOrder:
              operationId: orders.retrieve
              description: The order itself.
              parameters: {path.order-id: '$response.body#/id', expand: all}
            Mine: {$ref: '#/components/links/Mine'}
            Elsewhere: {operationRef: 'https://other.example.com/api.json#/paths/~1x/get', requestBody: '$request.body'}
      callbacks:
        orderPaid:
          '{$request.body#/callback_url}':
            post:
              summary: The order was paid.
              requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Paid'}}}}
              responses: {'200': {description: ok}}
        order-gone: {$ref: '#/components/callbacks/Gone'}
  /orders/{order-id}:
    get:
      operationId: orders.retrieve
      parameters:
        - {name: order-id, in: path, required: true, schema: {type: string}}
        - {name: expand, in: query, schema: {type: string}}
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
          links:
            Again: {operationId: orders.retrieve, parameters: {order-id: $request.path.order-id, expand: 'x-{$statusCode}'}}
components:
  callbacks:
    Gone: {'{$request.query.gone}': {delete: {responses: {'200': {description: ok}}}}}
  links:
    Mine: {operationRef: '#/paths/~1orders~1{order-id}/get', parameters: {order-id: $response.header.X-Mine}}
  schemas:
    Order: {type: object, required: [id], properties: {id: {type: string}}}
    Paid: {type: object, required: [order_id], properties: {order_id: {type: string}, note: {type: string}}}
"""  # noqa: E501 - a document


@pytest.mark.parametrize(
    "payload", [b'{"order_id": "o1"}', '{"order_id": "o1"}', {"order_id": "o1"}, b"order_id=o1", "order_id=o1"]
)
def test_the_payload_of_a_callback_is_typed(sdk_of: Any, payload: Any) -> None:
    sdk = sdk_of(FLOWS)
    assert sdk.callbacks.parse_order_paid(payload) == sdk.types.Paid(order_id="o1")


@pytest.mark.parametrize("payload", [b"", b"[]", b"null", b"\xff"])
def test_a_payload_that_is_something_else_is_one_kind_of_error(sdk_of: Any, payload: Any) -> None:
    sdk = sdk_of(FLOWS)
    with pytest.raises(sdk.DecodeError):
        sdk.callbacks.parse_order_paid(payload)


@pytest.mark.parametrize("payload", [{}, {"note": "n"}, {"order_id": 1}])
def test_a_payload_that_is_not_as_documented_is_kept(sdk_of: Any, payload: Any) -> None:
    assert sdk_of(FLOWS).callbacks.parse_order_paid(payload).to_dict() == payload


def test_every_callback_is_listed(sdk_of: Any) -> None:
    callbacks = sdk_of(FLOWS).callbacks
    assert [(c.name, c.operation, c.method, c.expression, c.parse) for c in callbacks.CALLBACKS] == [
        ("orderPaid", "orders.create", "POST", "{$request.body#/callback_url}", callbacks.parse_order_paid),
        ("order-gone", "orders.create", "DELETE", "{$request.query.gone}", None),
    ]


def test_a_link_is_the_next_call_with_its_arguments(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(FLOWS))
    wire.answers(httpx.Response(201, json={"id": "o/1"}, headers={"x-mine": "m1"}))
    links = client.orders.with_raw_response.create(callback_url="https://me.example").links
    assert (links["GetOrder"].operation, links["GetOrder"].arguments) == (
        "orders.retrieve",
        {"order_id": "o/1", "expand": "all"},
    )
    assert links["Mine"].arguments == {"order_id": "m1"}
    assert links["Elsewhere"].operation == "https://other.example.com/api.json#/paths/~1x/get"
    assert links["Elsewhere"].body == {"callback_url": "https://me.example"}

    wire.answers_json({"id": "o/1"})
    again = client.orders.with_raw_response.retrieve(**links["GetOrder"].arguments).links
    assert again["Again"].arguments == {"order_id": "o/1", "expand": "x-200"}


def test_links_are_in_the_documentation_of_the_method(sdk_of: Any, wire: Wire) -> None:
    doc = wire.client(sdk_of(FLOWS)).orders.__class__.create.__doc__
    assert "GetOrder: ``orders.retrieve``. The order itself." in doc


def test_callbacks_and_links_are_counted(tmp_path: Path) -> None:
    head = "openapi: 3.1.0\ninfo: {title: Flows, version: '1'}\nservers: [{url: https://x.example}]"
    report = generate_to(tmp_path, head + FLOWS, fresh_name())
    assert (report.in_spec.callbacks, report.in_spec.links) == (2, 4)
    assert (report.in_sdk.callbacks, report.in_sdk.links) == (2, 4)


def test_a_lost_callback_or_link_is_reported() -> None:
    from dataclasses import replace

    from trueline.codegen.census import Census
    from trueline.codegen.gather import gather
    from trueline.spec.load import load
    from trueline.spec.normalise import normalise

    document = load("-", stdin=_stream())
    facts = gather(normalise(document).document)
    bare = {
        key: replace(fact, responses=tuple(replace(r, links=()) for r in fact.responses))
        for key, fact in facts.operations.items()
    }
    census = Census(document.value, replace(facts, operations=bare, callbacks=facts.callbacks[1:]))
    assert [loss.pointer.rpartition("responses/")[2] for loss in census.losses if "link" in loss.reason] == [
        "201/links/GetOrder", "201/links/Mine", "201/links/Elsewhere", "200/links/Again",
    ]  # fmt: skip
    assert any("'orderPaid'" in loss.reason for loss in census.losses)


def _stream() -> Any:
    from io import BytesIO

    head = "openapi: 3.1.0\ninfo: {title: Flows, version: '1'}\nservers: [{url: https://x.example}]"
    return BytesIO((head + FLOWS).encode())
