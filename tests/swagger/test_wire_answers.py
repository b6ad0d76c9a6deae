"""Swagger 2.0 on the wire: what comes back, and which class it is."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from support.wire import Wire
from swagger_documents import THING, classes

ANSWERS = """
produces: [application/json]
paths:
  /thing:
    get:
      operationId: get.thing
      responses:
        '200': {description: ok, schema: {$ref: '#/definitions/Thing'}, headers: {X-Rate: {type: integer}}}
        '404': {$ref: '#/responses/NotFound'}
        default: {$ref: '#/responses/NotFound'}
  /list:
    get:
      operationId: get.list
      responses: {'200': {description: ok, schema: {type: array, items: {$ref: '#/definitions/Thing'}}}}
  /file:
    get:
      operationId: get.file
      produces: [application/pdf]
      responses: {'200': {description: ok, schema: {type: file}}}
  /anyfile:
    get:
      operationId: get.anyfile
      produces: []
      responses: {'200': {description: ok, schema: {type: file}}}
  /text:
    get:
      operationId: get.text
      produces: [text/plain]
      responses: {'200': {description: ok, schema: {type: string}}}
  /nothing:
    get:
      operationId: get.nothing
      responses: {'200': {description: ok}}
  /example:
    get:
      operationId: get.example
      responses: {'200': {description: ok, examples: {application/json: {a: 1}}}}
responses:
  NotFound: {description: no, schema: {type: object, properties: {message: {type: string}}}}
"""


def test_what_comes_back_is_typed(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(ANSWERS + THING)
    client = wire.client(sdk)
    wire.answers_json({"id": 1, "note": None})
    assert client.get_.thing() == sdk.types.Thing(id=1, note=None)
    assert wire.request.headers["accept"] == "application/json"
    wire.answers_json([{"id": 1}])
    assert client.get_.list() == [sdk.types.Thing(id=1)]
    wire.answers(httpx.Response(200, text="hello"))
    assert client.get_.text() == "hello"
    wire.answers(httpx.Response(200))
    assert client.get_.nothing() is None
    wire.answers(httpx.Response(200, json={"a": 1}))
    assert client.get_.nothing() == client.get_.example() == {"a": 1}, "what nobody documented is kept as it came"


def test_a_shared_response_is_one_class_and_the_error_has_it(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(ANSWERS + THING)
    wire.answers_json({"message": "gone"}, 404)
    with pytest.raises(sdk.NotFoundError) as caught:
        wire.client(sdk).get_.thing()
    assert caught.value.body.message == "gone"
    assert len(classes(sdk, "NotFound")) == 1


@pytest.mark.parametrize(("method", "media_type"), [("file", "application/pdf"), ("anyfile", "image/png")])
def test_a_file_that_comes_back_is_bytes(sdk_of: Any, wire: Wire, method: str, media_type: str) -> None:
    wire.answers(httpx.Response(200, content=b"%PDF", headers={"content-type": media_type}))
    with getattr(wire.client(sdk_of(ANSWERS + THING)).get_, method)() as answer:
        assert answer.read() == b"%PDF"


PETS = """
paths:
  /pet: {get: {operationId: pets.get, responses: {'200': {description: ok, schema: {$ref: '#/definitions/Pet'}}}}}
definitions:
  Pet: {type: object, discriminator: kind, required: [kind], properties: {kind: {type: string}, name: {type: string}}}
  Cat: {allOf: [{$ref: '#/definitions/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
  Dog:
    x-ms-discriminator-value: '#dog'
    allOf: [{$ref: '#/definitions/Pet'}, {type: object, properties: {tricks: {type: array, items: {type: string}}}}]
  Fish: {x-discriminator-value: fish, allOf: [{$ref: '#/definitions/Pet'}]}
"""


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ({"kind": "Cat", "lives": 9}, "Cat"),
        ({"kind": "#dog", "tricks": ["sit"]}, "Dog"),
        ({"kind": "fish"}, "Fish"),
        ({"kind": "Pet"}, "Pet"),
    ],
)
def test_a_discriminator_that_is_text_tells_children_apart(sdk_of: Any, wire: Wire, answer: Any, name: str) -> None:
    sdk = sdk_of(PETS)
    wire.answers_json(answer)
    assert type(wire.client(sdk).pets.get()) is getattr(sdk.types, name)


def test_deep_references_find_what_has_moved(sdk_of: Any, wire: Wire) -> None:
    spec = """
paths:
  /a:
    post:
      operationId: a.post
      parameters: [{name: b, in: body, required: true, schema: {type: object, properties: {x: {type: integer}}}}]
      responses: {'200': {description: ok, schema: {type: object, properties: {y: {type: integer}}}}}
  /b{odd %7D}:
    get:
      operationId: b.get
      parameters:
        - {$ref: '#/paths/~1c/get/parameters/1'}
        - {name: 'odd %7D', in: path, required: true, type: string}
      responses:
        '200': {$ref: '#/paths/~1a/post/responses/200'}
        '201': {description: ok, schema: {$ref: '#/paths/~1a/post/parameters/0/schema'}}
  /c:
    get:
      operationId: c.get
      parameters: [{name: body, in: body, schema: {type: string}}, {name: q, in: query, type: string}]
      responses: {'200': {description: ok, schema: {$ref: '#/paths/~1a/post/responses/200/schema'}}}
"""
    sdk = sdk_of(spec)
    client = wire.client(sdk)
    wire.answers_json({"y": 1})
    value = client.b.get("1", q="2")
    assert wire.target == "/b1?q=2"
    assert value.y == 1
    assert type(client.c.get()) is type(value) is type(client.a.post(x=1))
    wire.answers_json({"x": 5}, 201)
    assert client.b.get("1").x == 5
    assert len(classes(sdk, "Response")) == 1
