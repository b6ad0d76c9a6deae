"""Whatever is said about a Swagger 2.0 document names a place of that document, with its line."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from support.sdks import generate_to

from trueline.codegen.report import Report
from trueline.errors import DocumentError
from trueline.spec.load import load
from trueline.spec.swagger import modernise
from trueline.spec.swagger.places import Places

HEAD: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "T", "version": "1"},
    "host": "h.example.com",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "produces": ["application/json"],
}
OK = {"200": {"description": "ok"}}


def report_of(folder: Path, **root: Any) -> Report:
    report: Report = generate_to(folder, json.dumps({**HEAD, "paths": {}, **root}), "some_sdk", suffix=".json")
    return report


def test_a_document_without_faults_has_no_repairs_and_no_losses(tmp_path: Path) -> None:
    operation = {
        "parameters": [
            {"name": "a", "in": "query", "type": "array", "items": {"type": "string"}, "collectionFormat": "tsv"},
            {"name": "b", "in": "body", "schema": {"$ref": "#/definitions/A"}},
        ],
        "responses": {"200": {"description": "ok", "schema": {"$ref": "#/definitions/A"}}},
    }
    schema = {"type": "object", "discriminator": "k", "properties": {"k": {"type": "string", "x-nullable": True}}}
    report = report_of(tmp_path, paths={"/a": {"post": operation}}, definitions={"A": schema})
    assert report.repairs == ()
    assert report.lost == ()
    assert report.in_spec == report.in_sdk


@pytest.mark.parametrize(
    ("parameter", "pointer"),
    [
        ({"name": "n", "in": "query", "type": "strng"}, "/paths/~1a/post/parameters/1"),
        ({"name": "n", "in": "query", "type": "array", "items": {"type": "strng"}},
         "/paths/~1a/post/parameters/1/items"),
        ({"name": "n", "in": "formData", "type": "strng"}, "/paths/~1a/post/parameters/1"),
    ],
)  # fmt: skip
def test_a_repair_of_a_parameter_names_the_parameter(tmp_path: Path, parameter: Any, pointer: str) -> None:
    form = {"name": "f", "in": "formData", "type": "string"}
    operation = {"parameters": [form, parameter], "responses": OK, "consumes": ["multipart/form-data"]}
    report = report_of(tmp_path, paths={"/a": {"post": operation}})
    assert [repair.pointer for repair in report.repairs] == [pointer]


@pytest.mark.parametrize(
    ("where", "pointer"),
    [
        ({"definitions": {"A/B": {"type": "strng"}}}, "/definitions/A~1B"),
        ({"responses": {"R": {"description": "d", "schema": {"type": "strng"}}}}, "/responses/R/schema"),
        ({"parameters": {"P": {"name": "b", "in": "body", "schema": {"type": "strng"}}}}, "/parameters/P/schema"),
    ],
)
def test_a_repair_of_something_shared_names_what_is_shared(tmp_path: Path, where: Any, pointer: str) -> None:
    responses = {"200": {"$ref": "#/responses/R"}} if "responses" in where else OK
    parameters = [{"$ref": "#/parameters/P"}] if "parameters" in where else []
    report = report_of(tmp_path, paths={"/a": {"post": {"parameters": parameters, "responses": responses}}}, **where)
    assert {repair.pointer for repair in report.repairs} == {pointer}


def test_a_loss_names_its_place(tmp_path: Path) -> None:
    inner = {"type": "array", "items": {"type": "string"}, "collectionFormat": "pipes"}
    parameter = {"name": "n", "in": "query", "type": "array", "items": inner}
    report = report_of(tmp_path, paths={"/a": {"get": {"parameters": [parameter], "responses": OK}}})
    assert [loss.pointer for loss in report.lost] == ["/paths/~1a/get/parameters/0"]


def test_an_error_has_the_line_of_the_document(tmp_path: Path) -> None:
    text = "\n".join((
        "swagger: '2.0'", "info: {title: T, version: '1'}", "paths:", "  /a:", "    post:", "      parameters:",
        "        - {name: q, in: query, type: string}", "        - name: b", "          in: body",
        "          schema: 7", "      responses: {'200': {description: ok}}",
    ))  # fmt: skip
    with pytest.raises(DocumentError) as caught:
        generate_to(tmp_path, text, "some_sdk")
    assert caught.value.where is not None
    assert caught.value.where.pointer == "/paths/~1a/post/parameters/1/schema"
    assert caught.value.where.line == 10


def test_the_count_is_of_the_document_as_it_is_written(tmp_path: Path) -> None:
    a = {"type": "object", "properties": {"x": {"type": "string"}, "y": {"type": "string"}}}
    body = {"name": "b", "in": "body", "schema": {"$ref": "#/definitions/A"}}
    operation = {"parameters": [body], "responses": {"200": {"description": "d", "schema": {"type": "string"}}}}
    form = {"parameters": [{"name": n, "in": "formData", "type": "string"} for n in "pq"], "responses": OK}
    report = report_of(tmp_path, paths={"/a": {"post": operation, "put": form}}, definitions={"A": a})
    spec = report.in_spec
    assert (spec.operations, spec.schemas, spec.properties) == (2, 1, 2)
    assert (spec.parameters, spec.responses, spec.media_types) == (3, 2, 3)
    assert report.in_sdk == spec


def test_the_hash_is_of_the_document_and_the_document_stays_as_it_is() -> None:
    text = json.dumps({**HEAD, "paths": {"/a": {"get": {"responses": OK}}}, "x-more": {"a": [1]}})
    document = load("-", stdin=io.BytesIO(text.encode()))
    modern = modernise(document).document
    assert modern.sha256 == document.sha256
    assert document.value == json.loads(text)
    assert modern.value["x-more"] == {"a": [1]}


def test_an_openapi_3_document_is_handed_on_as_it_is() -> None:
    document = load("-", stdin=io.BytesIO(b"openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}"))
    assert modernise(document).document is document


def test_places_answer_both_ways() -> None:
    places = Places()
    places.moved("/definitions", "/components/schemas")
    places.made_from("/a/requestBody", "/a/parameters/0")
    places.moved("/a/parameters/0/schema", "/a/requestBody/content/j/schema")
    places.copied("/a/parameters/0/schema", "/a/requestBody/content/x/schema")
    assert places.original("/components/schemas/A/properties/b") == "/definitions/A/properties/b"
    assert places.original("/a/requestBody/content/j") == "/a/parameters/0"
    assert places.original("/a/requestBody/content/x/schema/items") == "/a/parameters/0/schema/items"
    assert places.original("/elsewhere") == "/elsewhere"
    assert places.now("/a/parameters/0/schema/items") == "/a/requestBody/content/j/schema/items"


def test_references_to_other_files_are_followed(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(
        "Thing: {type: object, properties: {x: {$ref: '#/Other'}}}\nOther: {type: string}\n"
        "Item: {get: {parameters: [{name: b, in: body, schema: {$ref: '#/Thing'}}],"
        " responses: {'200': {$ref: '#/Fine'}}}}\nFine: {description: d, schema: {$ref: '#/Thing'}}\n"
        "Q: {name: q, in: query, type: array, items: {type: string}}\n"
    )
    get = {"parameters": [{"$ref": "more.yaml#/Q"}], "responses": {"200": {"$ref": "more.yaml#/Fine"}}}
    report = report_of(tmp_path, paths={"/a": {"get": get}, "/b": {"$ref": "more.yaml#/Item"}})
    assert report.lost == ()
    assert (report.in_spec.operations, report.in_spec.schemas) == (2, 2)


def test_names_and_ignored_operations_reach_the_converted_document(tmp_path: Path) -> None:
    report = report_of(
        tmp_path, paths={"/a": {"get": {"responses": OK, "x-fern-ignore": True}, "put": {"responses": OK}}}
    )
    assert [loss.pointer for loss in report.allowed] == ["/paths/~1a/get"]
    assert report.lost == ()
