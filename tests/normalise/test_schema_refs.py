from __future__ import annotations

import pytest

from trueline.errors import DocumentError
from trueline.spec.document import Json

from .support import api, bare, get, operation, ref, repairs, run, schema, schemas

OBJECT = {"type": "object", "properties": {"n": {"type": "integer"}}}


def test_a_deep_reference_into_another_schema_shares_one_component() -> None:
    found = schemas(
        {
            "A": {"type": "object", "properties": {"b": OBJECT}},
            "B": {"type": "object", "properties": {"x": {"$ref": "#/components/schemas/A/properties/b"}}},
        }
    )
    assert found["A"]["properties"]["b"] == found["B"]["properties"]["x"] == ref("AB")
    assert found["AB"]["properties"] == {"n": {"type": "integer"}}


def test_a_deep_reference_into_a_response_shares_one_component() -> None:
    deep = {"$ref": "#/paths/~1a/get/responses/200/content/application~1json/schema"}
    found = run(api(None, {"/a": get(OBJECT, operationId="getA"), "/b": get(deep)})).document
    one, other = (
        bare(found["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"])
        for path in ("/a", "/b")
    )
    assert one == other == ref("GetAResponse")


def test_a_deep_reference_to_a_scalar_is_an_alias_with_a_name_of_its_own() -> None:
    found = schemas(
        {
            "A": {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}}},
            "B": {"type": "array", "items": {"$ref": "#/components/schemas/A/properties/id"}},
        }
    )
    assert found["B"]["items"] == ref("AId")
    assert found["AId"] == {"type": "string", "format": "uuid"}


def test_definitions_inside_a_schema_are_found_wherever_the_reference_starts() -> None:
    given = {
        "A": {
            "$defs": {"b": OBJECT},
            "type": "object",
            "properties": {"x": {"$ref": "#/components/schemas/A/$defs/b"}},
        },
        "C": {"$defs": {"d": OBJECT}, "type": "array", "items": {"$ref": "#/$defs/d"}},
    }
    found = schemas(given)
    assert found["A"]["properties"]["x"] == ref("B")
    assert found["C"]["items"] == ref("D")


def test_anchors_and_ids_are_names_of_schemas() -> None:
    found = schemas(
        {
            "A": {"$id": "https://x.example/a.json", **OBJECT},
            "B": {"$anchor": "bee", **OBJECT},
            "C": {"type": "object", "properties": {"a": {"$ref": "https://x.example/a.json"}, "b": {"$ref": "#bee"}}},
        }
    )
    assert found["C"]["properties"] == {"a": ref("A"), "b": ref("B")}


def test_a_chain_of_references_ends_where_the_chain_ends() -> None:
    found = schemas(
        {
            "A": OBJECT,
            "B": {"type": "object", "properties": {"a": ref("A")}},
            "C": {"type": "array", "items": {"$ref": "#/components/schemas/B/properties/a"}},
            "D": {"type": "array", "items": {"$ref": "#/components/schemas/B/properties/a/properties/n"}},
        }
    )
    assert found["C"]["items"] == ref("A")
    assert found["D"]["items"] == ref("AN")


def test_a_component_that_is_a_reference_stays_an_alias() -> None:
    assert schema(ref("B"), B=OBJECT) == ref("B")


def test_components_that_refer_only_to_each_other_are_refused() -> None:
    with pytest.raises(DocumentError, match="refers only to itself"):
        run(api({"A": ref("B"), "B": ref("A")}))


def test_a_schema_that_refers_to_nothing_is_a_loss_and_allows_anything() -> None:
    result = run(api({"A": {"type": "array", "items": ref("Gone")}}))
    [loss] = result.losses
    assert loss.pointer == "/components/schemas/A/items"
    assert "#/components/schemas/Gone" in loss.reason
    assert bare(result.document["components"]["schemas"]["A"]) == {"type": "array", "items": {}}


def test_a_reference_to_something_that_is_no_schema_is_refused() -> None:
    with pytest.raises(DocumentError, match="not a schema"):
        run(api({"A": {"type": "array", "items": {"$ref": "#/info/title"}}}))


@pytest.mark.parametrize("dynamic", [{"$dynamicRef": "#node"}, {"$recursiveRef": "#"}])
def test_a_dynamic_reference_with_one_target_is_a_plain_one(dynamic: Json) -> None:
    result = run(api({"A": {"$dynamicAnchor": "node", "type": "array", "items": dynamic}}))
    assert bare(result.document["components"]["schemas"]["A"])["items"] == ref("A")
    assert not result.losses and not result.repairs


def test_a_dynamic_reference_with_several_targets_is_any_of_them() -> None:
    nodes = {name: {"$dynamicAnchor": "node", "type": "array", "items": {"$dynamicRef": "#node"}} for name in "AB"}
    result = run(api(nodes))
    assert bare(result.document["components"]["schemas"]["A"])["items"] == {"oneOf": [ref("A"), ref("B")]}
    assert result.losses == ()
    assert [repair.pointer for repair in result.repairs] == [f"/components/schemas/{name}/items" for name in "AB"]


def test_schemas_may_refer_to_themselves() -> None:
    found = schemas(
        {
            "Node": {
                "type": "object",
                "properties": {"next": ref("Node"), "all": {"type": "array", "items": ref("Node")}},
            }
        }
    )
    assert found["Node"]["properties"] == {"next": ref("Node"), "all": {"type": "array", "items": ref("Node")}}


def test_a_reference_into_a_path_level_parameter_is_found() -> None:
    item = {"parameters": [{"name": "x", "in": "query", "schema": {"type": "string", "enum": ["a", "b"]}}], **get({})}
    deep = {"$ref": "#/paths/~1a/parameters/0/schema"}
    found = operation({"/a": item, "/b": get(deep)}, "/b")
    assert found["responses"]["200"]["content"]["application/json"]["schema"] == ref("AX")


def test_a_reference_relative_to_its_schema_is_repaired_with_a_note() -> None:
    document = api({"A": {"definitions": {"b": OBJECT}, "type": "array", "items": {"$ref": "#/definitions/b"}}})
    assert repairs(document)[0][0] == "/components/schemas/A/items"
