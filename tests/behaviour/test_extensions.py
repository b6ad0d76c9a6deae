"""Extensions that say what a method does: a wrong shape is an error that says where, and never a traceback."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.sdks import generate_to
from support.wire import Wire, client_class

from trueline.errors import DocumentError

SCOPED = """
paths:
  /a:
    post:
      operationId: things.act
      x-required-scopes: [things:write, 'things:{{ read }}']
      x-idempotent: {header: X-Once}
      x-retry: {statuses: [503]}
      responses: {'204': {description: ok}}
"""


@pytest.mark.parametrize("name", ["x-required-scopes", "x-retry"])
@pytest.mark.parametrize("value", [True, 5, 1.5, "text", {"statuses": ["x"]}, {"statuses": 5}, [1]])
def test_a_wrong_shape_is_refused_with_its_pointer(tmp_path: Path, name: str, value: Any) -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "a.b", name: value, "responses": {"204": {"description": "ok"}}}}},
    }
    with pytest.raises(DocumentError, match=name) as caught:
        generate_to(tmp_path, json.dumps(document).encode(), "odd_api", suffix=".json")
    assert "openapi.json at /paths/~1a/get/" in str(caught.value)


def test_an_idempotency_key_goes_into_the_header_that_is_named(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(SCOPED)).things.act(idempotency_key="k1")
    assert wire.request.headers["x-once"] == "k1"


IN_BODY = """
paths:
  /a:
    post:
      operationId: things.act
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties: {idempotencyKey: {type: string}, name: {type: string}}
      responses: {'204': {description: ok}}
    get:
      operationId: things.look
      parameters: [{name: idempotency_key, in: query, schema: {type: string}}]
      responses: {'204': {description: ok}}
    delete: {operationId: things.end, responses: {'204': {description: ok}}}
"""


def test_an_idempotency_key_goes_where_the_operation_has_it(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(IN_BODY))
    client.things.act(name="n", idempotency_key="k1")
    assert json.loads(wire.request.content) == {"name": "n", "idempotencyKey": "k1"}
    assert "idempotency-key" not in wire.request.headers
    client.things.act(name="n", idempotency_key_="k2")
    assert json.loads(wire.request.content) == {"name": "n", "idempotencyKey": "k2"}
    client.things.look(idempotency_key="k3")
    assert wire.request.url.query == b"idempotency_key=k3"
    client.things.end(idempotency_key="k4")
    assert wire.request.headers["idempotency-key"] == "k4"


USUAL = """
paths:
  /a:
    post:
      operationId: things.act
      parameters: [{name: idempotency-key, in: header, schema: {type: string}}]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [id, name]
              properties: {id: {type: string, readOnly: true}, name: {type: string}}
      responses: {'204': {description: ok}}
"""


def test_a_header_with_the_usual_name_is_the_idempotency_key(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(USUAL), max_retries=1)
    client.things.act(name="n", idempotency_key="k1")
    assert wire.request.headers["idempotency-key"] == "k1"
    wire.answers(httpx.Response(503), httpx.Response(204))
    client.things.act(name="n")
    keys = {call.request.headers["idempotency-key"] for call in wire.calls[1:]}
    assert len(wire.calls) == 3
    assert len(keys) == 1


def test_a_read_only_property_is_no_argument(sdk_of: Any) -> None:
    sdk = sdk_of(USUAL)
    assert "id" not in inspect.signature(client_class(sdk)(base_url="https://x.example").things.act).parameters


WATCHED = """
paths:
  /events:
    get:
      operationId: events.watch
      parameters: [{name: last-event-id, in: header, schema: {type: string}}]
      responses: {'200': {description: ok, content: {text/event-stream: {schema: {type: object}}}}}
"""


@pytest.mark.parametrize("more", ["", "      x-streaming: {type: sse, resume: ''}\n"])
def test_a_stream_with_the_standard_header_goes_on_by_itself(sdk_of: Any, wire: Wire, more: str) -> None:
    sdk = sdk_of(WATCHED.replace("      parameters", f"{more}      parameters"))
    head = {"content-type": "text/event-stream"}
    first, second = b'retry: 1\nid: 7\ndata: {"n": 1}\n\n', b'id: 7\ndata: {"n": 1}\n\nid: 8\ndata: {"n": 2}\n\n'
    wire.answers(*(httpx.Response(200, content=body, headers=head) for body in (first, second)), httpx.Response(204))
    with wire.client(sdk).events.watch() as events:
        seen = [event.to_dict() if hasattr(event, "to_dict") else event for event in events]
    assert seen == ([{"n": 1}] if more else [{"n": 1}, {"n": 2}])
    asked = [call.request.headers.get("last-event-id") for call in wire.calls]
    assert asked == ([None] if more else [None, "7", "8"])
