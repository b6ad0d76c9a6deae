"""Unions without a discriminator: which member an object is, is told by the values that its properties may have."""

from __future__ import annotations

from typing import Any

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
