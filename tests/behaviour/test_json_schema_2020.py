"""JSON Schema 2020-12, as OpenAPI 3.1 has it: each keyword from the document to a value and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.sdks import generate_to
from support.wire import Wire

SCHEMAS = """
paths:
  /any: {get: {operationId: s.any, responses: {'200': {description: ok, content: {application/json: {schema: true}}}}}}
  /{id}:
    get:
      operationId: s.lists
      parameters:
        - {name: id, in: path, required: true, schema: {type: [string, integer]}}
        - {name: q, in: query, schema: {type: [string, 'null', integer]}}
        - {name: l, in: query, schema: {type: array, items: {type: [integer, boolean]}}}
      responses: {'204': {description: ok}}
components:
  schemas:
    Anchored:
      type: object
      properties:
        a: {$ref: '#colour'}
        b: {$ref: '#/components/schemas/Anchored/$defs/size'}
      $defs:
        colour: {$anchor: colour, type: string, enum: [red, green]}
        size: {type: integer}
    Tuple: {type: array, prefixItems: [{type: string}, {type: integer}], items: false}
    Loose: {type: array, prefixItems: [{type: string}], items: {type: boolean}}
    Patterns:
      type: object
      properties: {known: {type: string}}
      patternProperties: {'^x-': {type: integer}, '^y-': {type: boolean}}
    Closed: {type: object, properties: {a: {type: string}}, unevaluatedProperties: false}
    Shut: {allOf: [{$ref: '#/components/schemas/Closed'}], unevaluatedProperties: false}
    Open: {type: object, properties: {a: {type: string}}, unevaluatedProperties: {type: integer}}
    Conditional:
      type: object
      properties: {kind: {type: string}}
      if: {properties: {kind: {const: a}}}
      then: {properties: {x: {type: integer}}, required: [x]}
      else: {properties: {x: {type: string}, y: {type: boolean}}}
    Dependent:
      type: object
      properties: {card: {type: string}}
      dependentSchemas: {card: {properties: {address: {type: string}}, required: [address]}}
      dependentRequired: {card: [address]}
    Booleans:
      type: object
      properties:
        yes: true
        no: false
        list: {type: array, items: true}
        map: {type: object, additionalProperties: true}
    Nothing: {type: object, properties: {n: {const: null}, m: {enum: [null]}, o: {type: 'null'}, p: {type: ['null']}}}
    Blob:
      type: object
      properties:
        bytes: {type: string, contentEncoding: base64}
        image: {type: string, contentMediaType: image/png, contentEncoding: base64}
        document: {type: string, contentMediaType: application/json, contentSchema: {type: object}}
    Several: {type: [object, array, string, 'null'], properties: {a: {type: integer}}, items: {type: string}}
    Node: {$dynamicAnchor: node, type: object, properties: {next: {$dynamicRef: '#node'}}}
    Listing:
      type: object
      properties: {items: {type: array, items: {$dynamicRef: '#item'}}}
      $defs: {item: {$dynamicAnchor: item, not: {}}}
    Names: {$ref: '#/components/schemas/Listing', $defs: {item: {$dynamicAnchor: item, type: string}}}
    Sizes: {$ref: '#/components/schemas/Listing', $defs: {item: {$dynamicAnchor: item, type: integer}}}
"""


VALUES: list[tuple[str, Any]] = [
    ("Anchored", {"a": "red", "b": 3}),
    ("Patterns", {"known": "k", "x-a": 1, "y-b": True}),
    ("Closed", {"a": "b"}),
    ("Open", {"a": "b", "c": 3}),
    ("Conditional", {"kind": "a", "x": 1}),
    ("Conditional", {"kind": "b", "x": "text", "y": True}),
    ("Dependent", {"card": "1", "address": "a"}),
    ("Dependent", {}),
    ("Booleans", {"yes": [1, {}], "list": [1, "a", None], "map": {"a": []}}),
    ("Nothing", {"n": None, "m": None, "o": None, "p": None}),
    ("Blob", {"bytes": "aGk=", "image": "aGk=", "document": "{}"}),
    ("Node", {"next": {"next": {}}}),
    ("Listing", {"items": ["a", 1]}),
]


@pytest.mark.parametrize(("model", "value"), VALUES)
def test_a_value_goes_in_and_comes_out(sdk_of: Any, model: str, value: Any) -> None:
    made = getattr(sdk_of(SCHEMAS).types, model).from_dict(value)
    assert made.to_dict() == value


def test_values_have_the_types_that_their_keywords_say(sdk_of: Any) -> None:
    types = sdk_of(SCHEMAS).types
    assert types.Anchored.from_dict({"a": "red", "b": 3}).a.name == "RED"
    assert types.Blob.from_dict({"bytes": "aGk=", "image": "aGk="}).bytes == b"hi"
    assert type(types.Node.from_dict({"next": {"next": {}}}).next) is types.Node


def test_types_in_a_list_are_a_choice_in_every_place(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(SCHEMAS))
    client.s.lists(3, q="a", l=[1, True])
    assert wire.target == "/3?q=a&l=1&l=true"
    client.s.lists("x", q=None)
    assert wire.target == "/x"


def test_a_schema_that_is_true_takes_anything(sdk_of: Any, wire: Wire) -> None:
    wire.answers_json([1, {"a": None}])
    assert wire.client(sdk_of(SCHEMAS)).s.any() == [1, {"a": None}]


def test_a_dynamic_reference_is_a_repair_that_says_what_was_made_of_it(tmp_path: Path) -> None:
    head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
    report = generate_to(tmp_path, head + SCHEMAS, "some_sdk")
    assert report.lost == ()
    said = {repair.pointer: repair.sentence for repair in report.repairs}
    assert list(said) == ["/components/schemas/Listing/properties/items/items"]
    assert "3 schemas" in said["/components/schemas/Listing/properties/items/items"]
