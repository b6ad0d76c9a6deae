from __future__ import annotations

import pytest

from trueline.errors import DocumentError
from trueline.spec.document import Json

from .support import OK, after, api, bare, get, json, operation, post, ref, run


def test_components_other_than_schemas_are_written_out_where_they_are_used() -> None:
    paths = {
        "/a": {
            "post": {
                "parameters": [{"$ref": "#/components/parameters/Limit"}],
                "requestBody": {"$ref": "#/components/requestBodies/Body"},
                "responses": {"200": {"$ref": "#/components/responses/Ok"}},
            }
        }
    }
    components = {
        "parameters": {"Limit": {"name": "limit", "in": "query", "schema": {"type": "integer"}}},
        "requestBodies": {"Body": {"content": json({"type": "string"})}},
        "responses": {"Ok": {"description": "ok", "headers": {"X": {"$ref": "#/components/headers/X"}}}},
        "headers": {"X": {"schema": {"type": "integer"}}},
    }
    found = operation(paths, method="post", components=components)
    assert found["parameters"][0]["name"] == "limit"
    assert found["requestBody"]["content"] == json({"type": "string"})
    assert found["responses"]["200"]["headers"]["X"] == {"schema": {"type": "integer"}, "required": False}


def test_what_came_from_a_component_points_to_the_component() -> None:
    components = {"responses": {"Ok": {"description": "ok"}}}
    paths = {"/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/Ok"}}}}}
    found = run(api(None, paths, components=components)).document["paths"]["/a"]["get"]
    assert found["responses"]["200"]["x-trueline-pointer"] == "/components/responses/Ok"
    assert found["x-trueline-pointer"] == "/paths/~1a/get"


def test_parameters_servers_and_texts_of_a_path_item_reach_its_operations() -> None:
    item = {
        "summary": "all",
        "description": "of them",
        "servers": [{"url": "https://other.example"}],
        "parameters": [
            {"name": "x", "in": "query", "schema": {"type": "string"}},
            {"name": "y", "in": "query", "schema": {"type": "string"}},
        ],
        "get": {
            "summary": "mine",
            "responses": OK,
            "parameters": [{"name": "x", "in": "query", "schema": {"type": "integer"}}],
        },
    }
    found = operation({"/a": item})
    assert [(p["name"], p["schema"]["type"]) for p in found["parameters"]] == [("x", "integer"), ("y", "string")]
    assert (found["summary"], found["description"]) == ("mine", "of them")
    assert found["servers"] == [{"url": "https://other.example"}]


def test_a_path_item_may_be_a_reference_to_another_path_or_component() -> None:
    paths = {"/a": {"$ref": "#/components/pathItems/A"}, "/b": {"$ref": "#/paths/~1a"}}
    found = run(api(None, paths, components={"pathItems": {"A": get({"type": "string"})}})).document["paths"]
    assert set(found["/a"]) == set(found["/b"]) == {"get"}


def test_references_may_be_percent_encoded_and_escaped() -> None:
    components = {"responses": {"a/b~c d": {"description": "odd"}}}
    paths = {"/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/a~1b~0c%20d"}}}}}
    assert operation(paths, components=components)["responses"]["200"]["description"] == "odd"


def test_a_reference_may_describe_what_it_refers_to_in_its_own_words() -> None:
    components = {"responses": {"Ok": {"description": "general"}}}
    paths = {"/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/Ok", "description": "special"}}}}}
    assert operation(paths, components=components)["responses"]["200"]["description"] == "special"


def test_a_parameter_that_refers_to_nothing_is_a_loss_that_says_where_and_why() -> None:
    paths = {"/a": {"get": {"responses": OK, "parameters": [{"$ref": "#/components/parameters/Gone"}]}}}
    result = run(api(None, paths))
    [loss] = result.losses
    assert loss.pointer == "/paths/~1a/get/parameters/0"
    assert "#/components/parameters/Gone" in loss.reason and loss.cure


def test_references_that_go_in_a_circle_are_refused_with_their_place() -> None:
    components = {"responses": {"A": {"$ref": "#/components/responses/B"}, "B": {"$ref": "#/components/responses/A"}}}
    paths = {"/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/A"}}}}}
    with pytest.raises(DocumentError, match="refers to itself") as caught:
        run(api(None, paths, components=components))
    assert caught.value.where and caught.value.where.pointer == "/components/responses/B"


def test_webhooks_and_callbacks_are_operations_like_all_others() -> None:
    callback = {"onData": {"{$request.body#/url}": post({"type": "object", "properties": {"n": {"type": "integer"}}})}}
    document = api(
        None,
        {"/a": get({}, callbacks=callback, operationId="subscribe")},
        webhooks={"created": post({"type": "string"})},
    )
    found = run(document).document
    assert bare(found["webhooks"]["created"]["post"]["requestBody"]["content"]) == json({"type": "string"})
    hook = found["paths"]["/a"]["get"]["callbacks"]["onData"]["{$request.body#/url}"]["post"]
    assert bare(hook["requestBody"]["content"]) == json(ref("SubscribeOnDataPayload"))
    assert hook["security"] == [] and hook["servers"] == [{"url": "/"}]


def test_the_webhooks_of_an_openapi_3_0_document_stand_in_x_webhooks() -> None:
    found = run(api(openapi="3.0.3", **{"x-webhooks": {"created": post({"type": "string"}), "x-note": True}})).document
    assert set(found["webhooks"]) == {"created"}
    assert found["openapi"] == "3.1.0"


@pytest.mark.parametrize(("root", "what"), [({"openapi": "4.0"}, "4.0"), ({}, "None")])
def test_a_document_of_another_version_is_refused(root: Json, what: str) -> None:
    document = api()
    value = {key: value for key, value in document.value.items() if key != "openapi"} | root
    with pytest.raises(DocumentError, match=what):
        run(type(document)(value, "a.json", ""))


@pytest.mark.parametrize(
    ("root", "pointer"),
    [
        ({"webhooks": []}, "/webhooks"),
        ({"paths": {"/a": {"get": []}}}, "/paths/~1a/get"),
        ({"paths": {"/a": {"get": {"parameters": {"x": 1}}}}}, "/paths/~1a/get/parameters"),
        ({"components": {"schemas": {"A": "string"}}}, "/components/schemas/A"),
        ({"components": {"schemas": {"A": {"properties": []}}}}, "/components/schemas/A/properties"),
        ({"components": {"schemas": {"A": {"oneOf": "x"}}}}, "/components/schemas/A/oneOf"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_its_pointer(root: Json, pointer: str) -> None:
    with pytest.raises(DocumentError) as caught:
        run(api(**root))
    assert caught.value.where and caught.value.where.pointer == pointer and caught.value.cure


def test_examples_are_followed_and_kept() -> None:
    content = {"application/json": {"schema": {}, "examples": {"one": {"$ref": "#/components/examples/One"}}}}
    paths = {"/a": {"get": {"responses": {"200": {"description": "ok", "content": content}}}}}
    found = operation(paths, components={"examples": {"One": {"value": 1}}})
    assert found["responses"]["200"]["content"]["application/json"]["examples"] == {"one": {"value": 1}}


def test_schemas_nested_too_deep_are_refused_and_not_a_crash() -> None:
    schema: Json = {"type": "string"}
    for _ in range(200):
        schema = {"type": "array", "items": schema}
    with pytest.raises(DocumentError, match="nested more than"):
        run(api({"A": schema}))


def test_a_component_shared_by_operations_is_one_object_after_the_pass() -> None:
    components = {"responses": {"Ok": {"description": "ok", "content": json({"type": "object"})}}}
    answer = {"get": {"responses": {"200": {"$ref": "#/components/responses/Ok"}}}}
    document, _ = after("expand", api(None, {"/a": answer, "/b": answer}, components=components))
    one, other = (document["paths"][path]["get"]["responses"]["200"] for path in ("/a", "/b"))
    assert one is other
