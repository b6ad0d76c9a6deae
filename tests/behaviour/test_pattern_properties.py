"""``patternProperties`` says what the properties are whose names match; the rest is what else the schema says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from support.wire import Wire

PATTERNS = """
paths:
  /thing:
    get:
      operationId: things.get
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
  /closed:
    get:
      operationId: things.closed
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Closed'}}}}
  /map:
    get:
      operationId: things.map
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Map'}}}}
components:
  schemas:
    Part: {type: object, required: [id], properties: {id: {type: string}}}
    Thing:
      type: object
      properties: {name: {type: string}}
      patternProperties:
        '^x-': {type: integer}
        '_at$': {type: string, format: date-time}
        '^part': {$ref: '#/components/schemas/Part'}
    Closed:
      type: object
      properties: {name: {type: string}}
      patternProperties: {'^x-': {type: integer}}
      additionalProperties: false
    Map:
      type: object
      patternProperties: {'^x-': {type: integer}}
      unevaluatedProperties: false
"""


def test_names_that_match_have_the_type_of_their_pattern_and_the_rest_is_free(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(PATTERNS)
    value = {
        "name": "a", "x-a": 1, "made_at": "2026-01-02T03:04:05Z", "part1": {"id": "p"}, "free": [{"id": "q"}], "y": "z"
    }  # fmt: skip
    wire.answers_json(value)
    thing = wire.client(sdk).things.get()
    more = thing.additional_properties
    assert more["x-a"] == 1 and more["made_at"] == dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)
    assert more["part1"] == sdk.types.Part(id="p") and more["free"] == [{"id": "q"}] and more["y"] == "z"
    assert thing.to_dict() == value
    assert wire.client(sdk, strict="types").things.get() == thing


@pytest.mark.parametrize("value", [{"x-a": "one"}, {"part": {}}, {"made_at": "yesterday"}])
def test_a_name_that_matches_and_a_value_that_does_not_is_a_deviation(sdk_of: Any, wire: Wire, value: Any) -> None:
    sdk = sdk_of(PATTERNS)
    wire.answers_json(value)
    assert wire.client(sdk).things.get().to_dict() == value
    with pytest.raises(sdk.ResponseDecodeError):
        wire.client(sdk, strict="types").things.get()


@pytest.mark.parametrize("method", ["closed", "map"])
def test_where_other_names_are_forbidden_they_are_a_deviation(sdk_of: Any, wire: Wire, method: str) -> None:
    sdk = sdk_of(PATTERNS)
    wire.answers_json({"x-a": 1})
    assert getattr(wire.client(sdk, strict=True).things, method)()
    wire.answers_json({"x-a": 1, "y": 2})
    lenient = getattr(wire.client(sdk).things, method)()
    assert (lenient if method == "map" else lenient.to_dict()) == {"x-a": 1, "y": 2}
    with pytest.raises(sdk.ResponseDecodeError):
        getattr(wire.client(sdk, strict=True).things, method)()
