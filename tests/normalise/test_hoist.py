from __future__ import annotations

from .support import api, get, ref, run, schemas

N = {"n": {"type": "integer"}}


def test_an_inline_object_becomes_a_component_and_the_place_keeps_what_is_said_about_it() -> None:
    inline = {"type": "object", "title": "T", "description": "d", "properties": N, "deprecated": True, "readOnly": True}
    found = schemas({"A": {"type": "object", "properties": {"b": inline}}})
    assert found["A"]["properties"]["b"] == {
        **ref("AB"),
        "title": "T",
        "description": "d",
        "deprecated": True,
        "readOnly": True,
    }
    assert found["AB"] == {"type": "object", "title": "T", "description": "d", "properties": N, "required": []}


def test_a_nullable_inline_object_keeps_its_description_on_the_class() -> None:
    found = schemas(
        {
            "A": {
                "type": "object",
                "properties": {"b": {"type": ["object", "null"], "properties": N, "description": "d"}},
            }
        }
    )
    assert found["A"]["properties"]["b"] == {"description": "d", "oneOf": [ref("AB"), {"type": "null"}]}
    assert found["AB"]["description"] == "d"


def test_maps_arrays_and_scalars_stay_where_they_are() -> None:
    given = {
        "m": {"type": "object", "additionalProperties": {"type": "string"}},
        "l": {"type": "array", "items": {"type": "string"}},
    }
    assert schemas({"A": {"type": "object", "properties": given}})["A"]["properties"] == given


def test_nested_objects_are_named_by_their_path() -> None:
    inner = {"type": "array", "items": {"type": "object", "properties": {"c": {"type": "object", "properties": N}}}}
    found = schemas({"A": {"type": "object", "properties": {"b": inner}}})
    assert set(found) == {"A", "ABItem", "ABItemC"}


def test_a_hoisted_schema_points_to_the_place_it_came_from() -> None:
    found = run(api(None, {"/a": get({"type": "object", "properties": N}, operationId="getA")})).document
    pointer = "/paths/~1a/get/responses/200/content/application~1json/schema"
    assert found["components"]["schemas"]["GetAResponse"]["x-trueline-pointer"] == pointer


def test_an_object_shared_through_a_component_response_is_one_component() -> None:
    content = {"application/json": {"schema": {"type": "object", "properties": N}}}
    answer = {"get": {"responses": {"404": {"$ref": "#/components/responses/NotFound"}}}}
    components = {"responses": {"NotFound": {"description": "", "content": content}}}
    assert set(schemas(None, {"/a": answer, "/b": answer}, components=components)) == {"NotFoundResponse"}
