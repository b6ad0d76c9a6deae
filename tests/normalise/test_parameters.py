from __future__ import annotations

import pytest

from trueline.spec.document import Json

from .support import OK, api, operation, repairs, run


def one(parameter: Json, path: str = "/a") -> Json:
    found: Json = operation({path: {"get": {"responses": OK, "parameters": [parameter]}}}, path)["parameters"][0]
    return found


@pytest.mark.parametrize(
    ("place", "style", "explode"), [("query", "form", True), ("header", "simple", False), ("cookie", "form", True)]
)
def test_style_and_explode_have_the_defaults_of_their_place(place: str, style: str, explode: bool) -> None:
    found = one({"name": "x", "in": place, "schema": {"type": "string"}})
    assert (found["style"], found["explode"], found["required"]) == (style, explode, False)


def test_explode_follows_the_style_where_only_that_is_given() -> None:
    found = one({"name": "x", "in": "query", "style": "pipeDelimited", "schema": {"type": "array"}})
    assert (found["style"], found["explode"]) == ("pipeDelimited", False)


def test_a_style_that_the_place_does_not_have_is_repaired() -> None:
    assert one({"name": "x", "in": "header", "style": "form", "schema": {}})["style"] == "simple"


def test_a_path_parameter_is_required_whatever_the_document_says() -> None:
    found = one({"name": "id", "in": "path", "required": False, "schema": {"type": "string"}}, "/a/{id}")
    assert found["required"] is True


def test_a_name_in_the_path_that_no_parameter_describes_becomes_a_string() -> None:
    paths = {"/a/{id}": {"get": {"responses": OK}}}
    found = operation(paths, "/a/{id}")["parameters"]
    assert found == [
        {
            "name": "id",
            "in": "path",
            "required": True,
            "style": "simple",
            "explode": False,
            "schema": {"type": "string"},
        }
    ]
    assert repairs(api(None, paths)) == [
        ("/paths/~1a~1{id}/get", "the path has {id} and no parameter describes it; taken as a string")
    ]


def test_a_path_parameter_spelled_otherwise_than_in_the_path_is_meant() -> None:
    found = one({"name": "user_id", "in": "path", "required": True, "schema": {"type": "integer"}}, "/a/{userId}")
    assert (found["name"], found["schema"]) == ("userId", {"type": "integer"})


def test_a_path_parameter_that_the_path_does_not_have_is_left_out_with_a_note() -> None:
    document = api(
        None, {"/a": {"get": {"responses": OK, "parameters": [{"name": "id", "in": "path", "required": True}]}}}
    )
    assert run(document).document["paths"]["/a"]["get"]["parameters"] == []
    assert any("has no {id}" in sentence for _, sentence in repairs(document))


@pytest.mark.parametrize("name", ["Accept", "content-type", "AUTHORIZATION"])
def test_headers_that_openapi_says_are_ignored_are_ignored(name: str) -> None:
    document = api(
        None, {"/a": {"get": {"responses": OK, "parameters": [{"name": name, "in": "header", "schema": {}}]}}}
    )
    assert run(document).document["paths"]["/a"]["get"]["parameters"] == []
    assert repairs(document)


def test_the_last_of_two_equal_parameters_counts() -> None:
    listed = [{"name": "x", "in": "query", "schema": {"type": kind}} for kind in ("string", "integer")]
    found = operation({"/a": {"get": {"responses": OK, "parameters": listed}}})["parameters"]
    assert [parameter["schema"]["type"] for parameter in found] == ["integer"]


def test_a_parameter_written_as_in_swagger_2_gets_a_schema() -> None:
    found = one({"name": "x", "in": "query", "type": "array", "items": {"type": "string"}, "collectionFormat": "csv"})
    assert found["schema"] == {"type": "array", "items": {"type": "string"}}
    assert (found["style"], found["explode"]) == ("form", False)


def test_a_parameter_with_content_keeps_its_one_media_type() -> None:
    found = one({"name": "x", "in": "query", "content": {"application/json": {"schema": {"type": "integer"}}}})
    assert found["content"] == {"application/json": {"schema": {"type": "integer"}}} and "schema" not in found


def test_allow_empty_value_and_allow_reserved_stay() -> None:
    found = one({"name": "x", "in": "query", "allowEmptyValue": True, "allowReserved": True, "schema": {}})
    assert found["allowEmptyValue"] is True and found["allowReserved"] is True


@pytest.mark.parametrize("parameter", [{"name": "b", "in": "body", "schema": {}}, {"in": "query"}])
def test_a_parameter_that_openapi_3_does_not_know_is_a_loss(parameter: Json) -> None:
    [loss] = run(api(None, {"/a": {"get": {"responses": OK, "parameters": [parameter]}}})).losses
    assert loss.pointer == "/paths/~1a/get/parameters/0"


def test_one_name_in_the_path_and_one_other_parameter_mean_each_other() -> None:
    other = {"in": "path", "name": "other", "required": True, "schema": {"type": "integer"}}
    document = api({}, {"/a/{id}": {"get": {"parameters": [other], "responses": {"200": {"description": "ok"}}}}})
    (found,) = run(document).document["paths"]["/a/{id}"]["get"]["parameters"]
    assert (found["name"], found["schema"]["type"]) == ("id", "integer")
    assert [text for _, text in repairs(document) if "path" in text] == [
        "the path says {id} and the parameter other; the path counts"
    ]
