"""Unions without a discriminator whose members differ further inside: in an object, in items, in another union."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from support.wire import Wire


def put(name: str, schema: str) -> str:
    """An operation that takes and returns a schema."""
    content = f"content: {{application/json: {{schema: {schema}}}}}"
    return f"""
  /{name}:
    put:
      operationId: {name}.put
      requestBody: {{required: true, {content}}}
      responses: {{'200': {{description: ok, {content}}}}}"""


def ref(name: str) -> str:
    return f"{{$ref: '#/components/schemas/{name}'}}"


def either(*names: str) -> str:
    return f"{{oneOf: [{', '.join(map(ref, names))}]}}"


PLACES = {
    "single": either("Card", "Bank", "Cash"),
    "items": f"{{type: array, items: {either('Card', 'Bank', 'Cash')}}}",
    "values": f"{{type: object, additionalProperties: {either('Card', 'Bank', 'Cash')}}}",
    "nullable": f"{{anyOf: [{ref('Card')}, {ref('Bank')}, {ref('Cash')}, {{type: 'null'}}]}}",
    "within": f"{{anyOf: [{either('Card', 'Bank')}, {ref('Cash')}]}}",
    "lists": f"{{oneOf: [{{type: array, items: {ref('Card')}}}, {{type: array, items: {ref('Bank')}}}]}}",
    "orders": either("OfCards", "OfBanks"),
    "trees": ref("Tree"),
    "grown": either("Small", "Large"),
    "people": either("Person", "Login"),
    "maps": f"{{anyOf: [{{additionalProperties: {ref('Early')}}}, {{additionalProperties: {ref('Late')}}}]}}",
    "texts": f"{{anyOf: [{{items: {ref('Early')}}}, {{items: {ref('Late')}}}, {{items: {{type: integer}}}}]}}",
    "sorted": either("Closed", "Shut"),
    "boxes": either("Box", "Bag"),
    "forest": f"{{type: array, items: {ref('Plot')}}}",
}
DOCUMENT = f"""
paths: {"".join(put(name, schema) for name, schema in PLACES.items())}
components:
  schemas:
    Card:
      type: object
      required: [method]
      properties: {{id: {{type: string}}, method: {{type: object, properties: {{type: {{const: card}}}}}}}}
    Bank:
      type: object
      required: [method]
      properties: {{id: {{type: string}}, method: {{type: object, properties: {{type: {{enum: [bank, giro]}}}}}}}}
    Cash:
      type: object
      required: [method]
      properties:
        id: {{type: string}}
        method: {{oneOf: [{{type: 'null'}}, {{type: object, properties: {{type: {{enum: [cash]}}}}}}]}}
    OfCards: {{type: object, properties: {{lines: {{type: array, items: {ref("Card")}}}}}}}
    OfBanks: {{type: object, properties: {{lines: {{type: array, items: {ref("Bank")}}}}}}}
    Tree: {either("Sum", "Product", "Leaf")}
    Sum:
      type: object
      required: [op, of]
      properties:
        op: {{type: object, properties: {{sign: {{const: plus}}}}}}
        of: {{type: array, items: {ref("Tree")}}}
    Product:
      type: object
      required: [op, of]
      properties:
        op: {{type: object, properties: {{sign: {{const: times}}}}}}
        of: {{type: array, items: {ref("Tree")}}}
    Leaf: {{type: object, required: [value], properties: {{value: {{type: integer}}}}}}
    Early: {{type: string, enum: [a, b]}}
    Late: {{type: string, enum: [y, z]}}
    Closed: {{additionalProperties: false, properties: {{in: {ref("OnlyA")}}}}}
    Shut: {{additionalProperties: false, properties: {{in: {ref("OnlyB")}}}}}
    OnlyA: {{additionalProperties: false, properties: {{a: {{}}}}}}
    OnlyB: {{additionalProperties: false, properties: {{b: {{}}}}}}
    Box: {{type: object, properties: {{thing: {either("Leaf", "Login")}, size: {{type: integer}}}}}}
    Bag: {{type: object, properties: {{size: {{type: integer}}}}}}
    Plot: {{type: object, required: [tree], properties: {{tree: {ref("Tree")}}}}}
    Small: {{type: object, properties: {{item: {{type: object, properties: {{a: {{type: integer}}}}}}}}}}
    Large: {{type: object, properties: {{item: {{type: object, properties: {{b: {{type: integer}}}}}}}}}}
    Person:
      type: object
      required: [login]
      properties:
        login: {{type: string}}
        plan: {{type: object, properties: {{name: {{type: string, enum: [free, team]}}}}}}
    Login: {{type: object, required: [login], properties: {{login: {{type: string}}}}}}
"""


def of(type_: str | None, **more: Any) -> dict[str, Any]:
    return {"method": None if type_ is None else {"type": type_}, **more}


def tree(sign: str, *of: Any) -> dict[str, Any]:
    return {"op": {"sign": sign}, "of": [*of]}


def kinds(value: Any) -> Any:
    """The names of the classes of an answer's outer objects."""
    name = type(value).__name__
    if name == "list":
        return [kinds(each) for each in value]
    if name == "dict":
        return {key: kinds(each) for key, each in value.items()}
    return name


CASES: list[tuple[str, Any, Any]] = [
    ("single", of("card", id="1"), "Card"),
    ("single", of("bank", id="1"), "Bank"),
    ("single", of("giro"), "Bank"),
    ("single", of("cash"), "Cash"),
    ("single", of(None), "Cash"),
    ("items", [of("cash"), of("bank"), of("card")], ["Cash", "Bank", "Card"]),
    ("values", {"a": of("giro"), "b": of("cash")}, {"a": "Bank", "b": "Cash"}),
    ("nullable", of("bank"), "Bank"),
    ("nullable", None, "NoneType"),
    ("within", of("bank"), "Bank"),
    ("within", of("cash"), "Cash"),
    ("lists", [of("card"), of("card")], ["Card", "Card"]),
    ("lists", [of("bank"), of("giro")], ["Bank", "Bank"]),
    ("orders", {"lines": [of("card")]}, "OfCards"),
    ("orders", {"lines": [of("bank"), of("giro")]}, "OfBanks"),
    ("trees", tree("plus", {"value": 1}), "Sum"),
    ("trees", tree("times", tree("plus"), {"value": 1}), "Product"),
    ("grown", {"item": {"a": 1}}, "Small"),
    ("grown", {"item": {"b": 1}}, "Large"),
    ("sorted", {"in": {"a": 1}}, "Closed"),
    ("sorted", {"in": {"b": 1}}, "Shut"),
    ("maps", {"q": "z"}, {"q": "Late"}),
    ("texts", ["z", "y"], ["Late", "Late"]),
    ("texts", [1, 2], ["int", "int"]),
    ("people", {"login": "x"}, "Person"),
    ("people", {"login": "x", "plan": {"name": "free"}}, "Person"),
]


@pytest.mark.parametrize("strict", [False, "types", True])
@pytest.mark.parametrize("heard", [False, True])
@pytest.mark.parametrize(("resource", "value", "name"), CASES)
def test_what_stands_deeper_tells(
    sdk_of: Any, wire: Wire, resource: str, value: Any, name: Any, strict: Any, heard: bool
) -> None:
    sdk, events = sdk_of(DOCUMENT), list[Any]()
    wire.answers(httpx.Response(200, text=json.dumps(value), headers={"content-type": "application/json"}))
    client = wire.client(sdk, strict=strict, on_event=events.append if heard else None)
    found = getattr(client, resource).put(body=value)
    assert kinds(found) == name
    assert not [event for event in events if type(event).__name__ == "ResponseDeviated"]
    assert getattr(client, resource).put(body=found) == found
    assert json.loads(wire.request.content) == value


@pytest.mark.parametrize("heard", [False, True])
@pytest.mark.parametrize(
    ("resource", "value", "name", "told"),
    [
        # What tomorrow's document may allow stays what it was: a member that does not know of the place is no better.
        ("single", of("crypto", id="1"), "Card", ["$.method.type"]),
        ("people", {"login": "x", "plan": {"name": "gold"}}, "Person", ["$.plan.name"]),
        ("lists", [of("bank"), of("card"), of("giro")], ["Bank"] * 3, ["$[1].method.type"]),
        ("boxes", {"thing": {"value": "1"}, "size": 1}, "Box", ["$.thing.value"]),
        ("maps", {"q": "q"}, {"q": "Early"}, ["$.q"]),
        ("trees", tree("times", tree("minus"), {"value": "1"}), "Product", ["$.of[0].op.sign", "$.of[1].value"]),
    ],
)
def test_the_member_with_the_fewest_deviations_is_taken(
    sdk_of: Any, wire: Wire, resource: str, value: Any, name: Any, told: list[str], heard: bool
) -> None:
    sdk, events = sdk_of(DOCUMENT), list[Any]()
    wire.answers_json(value)
    client = wire.client(sdk, on_event=events.append if heard else None)
    found = getattr(client, resource).put(body=value)
    assert kinds(found) == name
    if heard:
        assert [event.path for event in events if type(event).__name__ == "ResponseDeviated"] == told
    with pytest.raises(sdk.ResponseDecodeError):
        getattr(wire.client(sdk, strict=True), resource).put(body=value)


def test_a_member_whose_part_is_not_as_documented_is_itself_whoever_listens(sdk_of: Any, wire: Wire) -> None:
    sdk, value = sdk_of(DOCUMENT), tree("times", {"value": "1"})
    wire.answers_json(value)
    quiet = wire.client(sdk).trees.put(body=value)
    heard = wire.client(sdk, on_event=print).trees.put(body=value)
    assert quiet == heard
    assert [kinds(quiet.of), kinds(heard.of)] == [["Leaf"], ["Leaf"]]
    assert quiet.to_dict() == value
    for count in 1, 20:
        wire.answers_json([{"tree": value}] * count)
        assert [plot.tree for plot in wire.client(sdk).forest.put(body=[])] == [heard] * count


@pytest.mark.parametrize("strict", [False, True])
def test_deep_answers_are_read_in_steps_that_grow_with_their_size(sdk_of: Any, wire: Wire, strict: bool) -> None:
    """Each level has a choice; if each were tried again for each choice above it, this would never end."""
    sdk = sdk_of(DOCUMENT)
    for bottom in {"value": 1}, {"value": "1"}, {"other": 1}, tree("minus"):
        value: Any = bottom
        for _ in range(40):
            value = tree("times", value)
        wire.answers_json(value)
        if strict and bottom != {"value": 1}:
            with pytest.raises(sdk.ResponseDecodeError):
                wire.client(sdk, strict=True).trees.put(body=value)
        else:
            found = wire.client(sdk, strict=strict).trees.put(body=value)
            assert (type(found).__name__, found.to_dict()) == ("Product", value)
