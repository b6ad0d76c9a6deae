"""Unions without a discriminator: which member an object is, is told by the values that its properties may have."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from support.wire import Wire

UNIONS = """
openapi: 3.0.3
paths:
  /one: {get: {operationId: one.get, responses: {'200': {$ref: '#/components/responses/One'}}}}
  /some: {get: {operationId: some.get, responses: {'200': {$ref: '#/components/responses/Some'}}}}
  /numbers: {get: {operationId: numbers.get, responses: {'200': {$ref: '#/components/responses/Numbers'}}}}
  /flags: {get: {operationId: flags.get, responses: {'200': {$ref: '#/components/responses/Flags'}}}}
  /fixed: {get: {operationId: fixed.get, responses: {'200': {$ref: '#/components/responses/Fixed'}}}}
components:
  responses:
    One: {description: ok, content: {application/json: {schema: {oneOf: [
      {$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}}}}
    Some: {description: ok, content: {application/json: {schema: {anyOf: [
      {$ref: '#/components/schemas/Fast'}, {$ref: '#/components/schemas/Slow'}]}}}}
    Numbers: {description: ok, content: {application/json: {schema: {anyOf: [
      {$ref: '#/components/schemas/First'}, {$ref: '#/components/schemas/Later'}]}}}}
    Flags: {description: ok, content: {application/json: {schema: {oneOf: [
      {$ref: '#/components/schemas/Done'}, {$ref: '#/components/schemas/Failed'}]}}}}
    Fixed: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Done'}}}}
  schemas:
    Cat: {type: object, required: [kind], properties: {kind: {type: string, enum: [cat]}, age: {type: integer}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string, enum: [dog]}, age: {type: integer}}}
    Speed: {type: string, enum: [fast, faster]}
    Fast: {type: object, required: [speed], properties: {speed: {$ref: '#/components/schemas/Speed'}}}
    Slow:
      type: object
      required: [speed]
      properties: {speed: {type: string, nullable: true, enum: [slow, slower, null]}}
    First: {type: object, required: [version], properties: {version: {type: integer, enum: [1]}}}
    Later: {type: object, required: [version], properties: {version: {type: integer, enum: [2, 3]}}}
    Done:
      type: object
      required: [success, data]
      properties: {success: {type: boolean, enum: [true]}, data: {type: string}}
    Failed:
      type: object
      required: [success]
      properties: {success: {type: boolean, enum: [false]}, data: {type: string}, error: {type: string}}
"""


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("resource", "value", "name"),
    [
        ("one", {"kind": "cat"}, "Cat"),
        ("one", {"kind": "dog", "age": 3}, "Dog"),
        ("some", {"speed": "faster"}, "Fast"),
        ("some", {"speed": "slower"}, "Slow"),
        ("some", {"speed": None}, "Slow"),
        ("numbers", {"version": 1}, "First"),
        ("numbers", {"version": 3}, "Later"),
        ("flags", {"success": True, "data": "x"}, "Done"),
        ("flags", {"success": False, "data": "x"}, "Failed"),
        ("flags", {"success": False, "error": "x"}, "Failed"),
    ],
)
def test_the_values_that_properties_may_have_tell(
    sdk_of: Any, wire: Wire, resource: str, value: Any, name: str, strict: bool
) -> None:
    wire.answers_json(value)
    found = getattr(wire.client(sdk_of(UNIONS), strict=strict), resource).get()
    assert type(found).__name__ == name
    assert found.to_dict() == value


def test_a_value_that_no_member_lists_is_kept(sdk_of: Any, wire: Wire) -> None:
    wire.answers_json({"kind": "fish", "age": 1})
    found = wire.client(sdk_of(UNIONS)).one.get()
    assert not found.kind.is_known
    assert found.to_dict() == {"kind": "fish", "age": 1}


def test_one_of_two_truths_is_a_constant(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(UNIONS)
    assert sdk.types.Done(data="x").to_dict() == {"success": True, "data": "x"}
    wire.answers_json({"success": False, "data": "x"})
    assert wire.client(sdk).fixed.get().success is False
    with pytest.raises(sdk.ResponseDecodeError, match=r"\$\.success: not the value that the document fixes"):
        wire.client(sdk, strict=True).fixed.get()


TAGGED = """
openapi: 3.0.3
paths:
  /result:
    put:
      operationId: result.put
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Result'}}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Result'}}}}
  /chat:
    post:
      operationId: chat.create
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, properties: {text: {type: string}, stream: {type: boolean, enum: [true]}}}
      responses:
        '200':
          description: ok
          content:
            application/json: {schema: {$ref: '#/components/schemas/Good'}}
            text/event-stream: {schema: {$ref: '#/components/schemas/Good'}}
components:
  schemas:
    Result:
      oneOf: [{$ref: '#/components/schemas/Good'}, {$ref: '#/components/schemas/Bad'}]
      discriminator:
        propertyName: ok
        mapping: {'true': '#/components/schemas/Good', 'false': '#/components/schemas/Bad'}
    Good: {type: object, properties: {ok: {type: boolean, enum: [true]}, x: {type: integer}}}
    Bad: {type: object, properties: {ok: {type: boolean, enum: [false]}, x: {type: integer}}}
"""


def test_a_discriminator_may_be_a_truth(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(TAGGED)
    assert (sdk.types.Good(x=1).to_dict(), sdk.types.Bad().to_dict()) == ({"ok": True, "x": 1}, {"ok": False})
    for value, name in ({"ok": True, "x": 1}, "Good"), ({"ok": False, "x": 1}, "Bad"):
        wire.answers_json(value)
        found = wire.client(sdk, strict=True).result.put(body=getattr(sdk.types, name)(x=1))
        assert (type(found).__name__, json.loads(wire.request.content)) == (name, value)


def test_a_flag_that_can_only_ask_for_a_stream_asks_for_it(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(TAGGED))
    wire.answers_json({"ok": True})
    assert client.chat.create(text="a").ok is True
    wire.answers(httpx.Response(200, text='data: {"x": 1}\n\n', headers={"content-type": "text/event-stream"}))
    with client.chat.create(text="a", stream=True) as events:
        assert [event.x for event in events] == [1]


def test_what_is_found_out_for_one_shape_is_true_for_the_next(sdk_of: Any, wire: Wire) -> None:
    """Members are remembered by an object's names and listed values: no other value may pass for one of them."""
    client = wire.client(sdk_of(UNIONS))
    for _ in range(2):
        for kind, name in ("cat", "Cat"), ("dog", "Dog"), ("cat", "Cat"), ({"odd": 1}, "Unrecognized"):
            wire.answers_json({"kind": kind, "age": 3})
            found = client.one.get()
            assert (type(found).__name__, found.to_dict()) == (name, {"kind": kind, "age": 3}) or kind == {"odd": 1}
            assert found.to_dict() == {"kind": kind, "age": 3}
        for version, name in (1, "First"), (2, "Later"), (1.0, "First"):
            wire.answers_json({"version": version})
            assert type(client.numbers.get()).__name__ == name
    for number in range(600):
        wire.answers_json({"kind": "dog", f"x{number}": 1})
        assert type(client.one.get()).__name__ == "Dog"
