"""A union with a discriminator that has members beside its objects: texts, numbers, lists, by name or in place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.wire import Wire

CONTENT = "content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}"
DOCUMENT = f"""
paths:
  /animals:
    put:
      operationId: animals.put
      requestBody: {{required: true, {CONTENT}}}
      responses: {{'200': {{description: ok, {CONTENT}}}}}
components:
  schemas:
    Animal:
      oneOf:
        - {{$ref: '#/components/schemas/Cat'}}
        - {{$ref: '#/components/schemas/Dog'}}
        - {{$ref: '#/components/schemas/Word'}}
        - {{$ref: '#/components/schemas/Herd'}}
        - {{$ref: '#/components/schemas/Count'}}
      discriminator: {{propertyName: kind, mapping: {{tom: Cat}}}}
    Cat: {{type: object, required: [kind], properties: {{kind: {{type: string}}, lives: {{type: integer}}}}}}
    Dog: {{type: object, required: [kind], properties: {{kind: {{type: string}}}}}}
    Word: {{type: string, enum: [none, many]}}
    Herd: {{type: array, items: {{$ref: '#/components/schemas/Animal'}}}}
    Count: {{type: number}}
"""
CASES: list[tuple[Any, str]] = [
    ({"kind": "tom", "lives": 9}, "Cat"),
    ({"kind": "Dog"}, "Dog"),
    ("many", "Word"),
    ([{"kind": "Dog"}, "none", [2]], "list"),
    (2.5, "float"),
]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(("value", "name"), CASES, ids=[name for _, name in CASES])
def test_each_member_is_read_and_written_back(sdk_of: Any, wire: Wire, value: Any, name: str, strict: bool) -> None:
    wire.answers_json(value)
    client = wire.client(sdk_of(DOCUMENT), strict=strict)
    read = client.animals.put(body=value)
    assert type(read).__name__ == name
    client.animals.put(body=read)
    assert [json.loads(call.request.content) for call in wire.calls] == [value, value]


def test_an_object_of_an_unknown_kind_is_kept_beside_them(sdk_of: Any, wire: Wire) -> None:
    wire.answers_json({"kind": "fish"})
    read = wire.client(sdk_of(DOCUMENT)).animals.put(body="many")
    assert type(read).__name__ == "Unrecognized"
