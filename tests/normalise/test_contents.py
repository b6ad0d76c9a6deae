from __future__ import annotations

from typing import Any

from trueline.spec.document import Json

from .support import api, json, operation, repairs, run


def answer(responses: dict[Any, Any]) -> Json:
    """YAML reads a status without quotes as a number."""
    found: Json = operation({"/a": {"get": {"responses": responses}}})["responses"]
    return found


def test_every_media_type_is_kept_and_has_a_schema() -> None:
    content = {"application/json": {}, "text/csv": {"schema": {"type": "string"}}, "*/*": {"schema": True}}
    found = answer({"200": {"description": "", "content": content}})["200"]["content"]
    assert found == {
        "application/json": {"schema": {}},
        "text/csv": {"schema": {"type": "string"}},
        "*/*": {"schema": {}},
    }


def test_statuses_are_texts_with_ranges_in_capitals() -> None:
    found = answer({200: {"description": ""}, "4xx": {"description": ""}, "default": {"description": ""}})
    assert list(found) == ["200", "4XX", "default"]


def test_what_is_no_status_is_a_loss() -> None:
    [loss] = run(api(None, {"/a": {"get": {"responses": {"ok": {"description": ""}}}}})).losses
    assert loss.pointer == "/paths/~1a/get/responses/ok"


def test_a_response_without_description_gets_an_empty_one() -> None:
    document = api(None, {"/a": {"get": {"responses": {"200": {}}}}})
    assert run(document).document["paths"]["/a"]["get"]["responses"]["200"]["description"] == ""
    assert repairs(document) == [("/paths/~1a/get/responses/200", "the response has no description; taken as empty")]


def test_a_media_type_written_short_is_spelled_out() -> None:
    found = answer({"200": {"description": "", "content": {"json": {"schema": {"type": "string"}}}}})
    assert found["200"]["content"] == json({"type": "string"})


def test_a_body_without_media_types_is_left_out_with_a_note() -> None:
    document = api(None, {"/a": {"post": {"requestBody": {"content": {}}, "responses": {}}}})
    assert "requestBody" not in run(document).document["paths"]["/a"]["post"]
    assert repairs(document)


def test_a_body_says_whether_it_is_required() -> None:
    paths = {"/a": {"post": {"requestBody": {"content": json({})}, "responses": {}}}}
    assert operation(paths, method="post")["requestBody"]["required"] is False


def test_headers_say_whether_they_are_required_and_content_type_is_no_header() -> None:
    headers = {"X-A": {"required": True}, "Content-Type": {"schema": {"type": "string"}}}
    found = answer({"200": {"description": "", "headers": headers}})["200"]["headers"]
    assert found == {"X-A": {"required": True, "schema": {}}}


def test_the_encoding_of_a_form_is_kept_with_its_headers() -> None:
    encoding = {"file": {"contentType": "image/png", "headers": {"X": {"schema": {"type": "integer"}}}}}
    schema = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
    content = {"multipart/form-data": {"schema": schema, "encoding": encoding}}
    found = operation({"/a": {"post": {"requestBody": {"content": content}, "responses": {}}}}, method="post")
    kept = found["requestBody"]["content"]["multipart/form-data"]["encoding"]["file"]
    assert kept == {"contentType": "image/png", "headers": {"X": {"schema": {"type": "integer"}, "required": False}}}
