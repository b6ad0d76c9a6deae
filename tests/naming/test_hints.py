"""What documents say for this generator and for others: names, groups, pages, what to leave out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from support.sdks import fresh_name, generate_to, import_sdk, make_sdk

from trueline.errors import DocumentError
from trueline.pipeline import Generated, Request, generate

OK = {"responses": {"204": {"description": "ok"}}}
ITEM = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
PAGE = {
    "type": "object",
    "properties": {
        "data": {"type": "array", "items": ITEM},
        "meta": {"type": "object", "properties": {"next": {"type": "string"}, "more": {"type": "boolean"}}},
        "odata.nextLink": {"type": "string"},
    },
}


def document(operation: dict[str, Any], **root: Any) -> str:
    paths = {"/v1/things": {"get": {**OK, **operation}}}
    return yaml.safe_dump({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, **root})


def listing(**stated: Any) -> dict[str, Any]:
    asked = [
        {"name": name, "in": "query", "schema": {"type": "string"}} for name in ("cursor", "page", "offset", "limit")
    ]
    answer = {"200": {"description": "ok", "content": {"application/json": {"schema": PAGE}}}}
    return {"parameters": asked, "responses": answer, **{name.replace("_", "-"): v for name, v in stated.items()}}


def made(tmp_path: Path, text: str, **options: Any) -> Generated:
    path = tmp_path / "openapi.yaml"
    path.write_text(text)
    return generate(Request(str(path), "acme", **options))


def call(tmp_path: Path, operation: dict[str, Any], **root: Any) -> str:
    readme = made(tmp_path, document({"operationId": "fetchAll", **operation}, **root)).files["README.md"].decode()
    return next(line.split("`")[1] for line in readme.splitlines() if line.startswith("| `client."))


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({}, "client.things.list()"),
        ({"x-sdk-name": "items.every"}, "client.items.every()"),
        ({"x-sdk-method": "every"}, "client.things.every()"),
        ({"x-sdk-group": "store.items"}, "client.store.items.list()"),
        ({"x-speakeasy-name-override": "getEvery"}, "client.things.get_every()"),
        ({"x-speakeasy-group": "store.items"}, "client.store.items.list()"),
        ({"x-fern-sdk-group-name": ["store", "items"], "x-fern-sdk-method-name": "all"}, "client.store.items.all()"),
        ({"x-fern-sdk-group-name": "items", "x-sdk-name": "ours.wins"}, "client.ours.wins()"),
    ],
)
def test_operations_are_called_as_the_document_says(tmp_path: Path, stated: dict[str, Any], expected: str) -> None:
    assert call(tmp_path, stated) == expected


def test_the_method_query_has_names_too(tmp_path: Path) -> None:
    paths = {"/things": {"query": {**OK, "x-fern-sdk-method-name": "sift"}}}
    text = yaml.safe_dump({"openapi": "3.2.0", "info": {"title": "T", "version": "1"}, "paths": paths})
    assert "client.things.sift()" in made(tmp_path, text).files["README.md"].decode()


@pytest.mark.parametrize(
    ("pattern", "hits"), [("^fetch.*", True), ("fetchAll", True), ("^fetch$", False), (".*All$", True), ("^All", False)]
)
def test_rules_at_the_root_rename_what_they_match(tmp_path: Path, pattern: str, hits: bool) -> None:
    rules = [{"operationId": pattern, "methodNameOverride": "pull"}]
    found = call(tmp_path, {}, **{"x-speakeasy-name-override": rules})
    assert found == f"client.things.{'pull' if hits else 'list'}()"


UNREAD = {
    "/x-speakeasy-retries": "x-speakeasy-retries is not read, here and in 1 more places. What is safe is tried again",
    "/paths/~1v1~1things/get/x-fern-streaming": "x-fern-streaming is not read. Describe the stream as",
}


def test_what_is_said_for_others_and_not_read_is_told_with_what_to_do(tmp_path: Path) -> None:
    stated: dict[str, Any] = {
        "x-speakeasy-retries": {"strategy": "backoff"},
        "x-fern-streaming": True,
        "x-fern-examples": [],
    }
    found = made(tmp_path, document(stated, **{"x-speakeasy-retries": {}})).report.repairs
    told = {repair.pointer: repair.sentence for repair in found}
    assert told.keys() == UNREAD.keys()
    assert all(told[pointer].startswith(begin) for pointer, begin in UNREAD.items())


@pytest.mark.parametrize("key", ["x-sdk-ignore", "x-speakeasy-ignore", "x-fern-ignore"])
def test_what_is_not_meant_for_sdks_is_left_out_and_reported(tmp_path: Path, key: str) -> None:
    report = made(tmp_path, document({key: True})).report
    assert report.lost == () and report.in_sdk.operations == 0
    assert [(loss.pointer, key in loss.reason) for loss in report.allowed] == [("/paths/~1v1~1things/get", True)]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (
            {"x_speakeasy_pagination": {
                "type": "cursor", "inputs": [{"name": "cursor", "in": "parameters", "type": "cursor"}],
                "outputs": {"results": "$.data", "nextCursor": "$.meta.next"}}},
            'Pagination(type="cursor", items="data", request="cursor", next="meta.next")',
        ),
        (
            {"x_speakeasy_pagination": {
                "type": "cursor", "inputs": [{"name": "cursor", "in": "parameters", "type": "cursor"}],
                "outputs": {"results": "$.data", "nextCursor": "$.data[-1].id"}}},
            'Pagination(type="cursor_item", items="data", request="cursor", next="id")',
        ),
        (
            {"x_speakeasy_pagination": {
                "type": "offsetLimit", "outputs": {"results": "$.data"},
                "inputs": [{"name": "page", "in": "parameters", "type": "page"}, {"name": "limit", "type": "limit"}]}},
            'Pagination(type="page", items="data", request="page", limit="limit")',
        ),
        (
            {"x_fern_pagination": {
                "cursor": "$request.cursor", "next_cursor": "$response.meta.next", "results": "$response.data"}},
            'Pagination(type="cursor", items="data", request="cursor", next="meta.next")',
        ),
        (
            {"x_fern_pagination": {
                "offset": "$request.offset", "results": "$response.data", "step": "$request.limit",
                "has-next-page": "$response.meta.more"}},
            'Pagination(type="offset", items="data", request="offset", has_more="meta.more")',
        ),
        (
            {"x_ms_pageable": {"nextLinkName": "odata.nextLink", "itemName": "data"}},
            'Pagination(type="url", items="data", next="odata_next_link")',
        ),
    ],
)  # fmt: skip
def test_lists_go_on_as_the_document_says(tmp_path: Path, stated: dict[str, Any], expected: str) -> None:
    code = made(tmp_path, document(listing(**stated))).files["src/acme/resources/things.py"].decode()
    assert expected in " ".join(code.split()).replace("( ", "(").replace(", )", ")").replace(",)", ")")


@pytest.mark.parametrize(
    "stated",
    [
        {"x_ms_pageable": {"nextLinkName": None}},
        {"x_ms_pageable": {"nextLinkName": "nextLink"}},
        {"x_pagination": False},
        {"x_fern_pagination": False},
    ],
)
def test_a_hint_for_one_page_or_that_does_not_fit_changes_nothing(tmp_path: Path, stated: dict[str, Any]) -> None:
    code = made(tmp_path, document(listing(**stated))).files["src/acme/resources/things.py"].decode()
    assert "Pagination(" not in code


@pytest.mark.parametrize(
    ("stated", "pointer"),
    [
        ({"x-sdk-name": ["a"]}, "/paths/~1v1~1things/get/x-sdk-name"),
        ({"x-sdk-name": "a..b"}, "/paths/~1v1~1things/get/x-sdk-name"),
        ({"x-speakeasy-name-override": 5}, "/paths/~1v1~1things/get/x-speakeasy-name-override"),
        ({"x-speakeasy-group": {}}, "/paths/~1v1~1things/get/x-speakeasy-group"),
        ({"x-fern-sdk-group-name": ["a", 1]}, "/paths/~1v1~1things/get/x-fern-sdk-group-name"),
        ({"x-fern-sdk-method-name": ""}, "/paths/~1v1~1things/get/x-fern-sdk-method-name"),
        ({"x-speakeasy-ignore": "yes"}, "/paths/~1v1~1things/get/x-speakeasy-ignore"),
        ({"x-speakeasy-pagination": {"type": "pages"}}, "/paths/~1v1~1things/get/x-speakeasy-pagination"),
        ({"x-fern-pagination": True}, "/paths/~1v1~1things/get/x-fern-pagination"),
        ({"x-ms-pageable": "nextLink"}, "/paths/~1v1~1things/get/x-ms-pageable"),
        (listing(x_pagination={"type": "pages"}), "/paths/~1v1~1things/get/x-pagination"),
        (
            listing(x_pagination={"type": "page", "request": "p", "items": "data"}),
            "/paths/~1v1~1things/get/x-pagination",
        ),
        (
            listing(x_pagination={"type": "page", "request": "page", "items": "x"}),
            "/paths/~1v1~1things/get/x-pagination",
        ),
        (listing(x_pagination={"type": "url", "next": "x", "items": "data"}), "/paths/~1v1~1things/get/x-pagination"),
    ],
)
def test_a_hint_of_the_wrong_shape_is_an_error_with_its_pointer(
    tmp_path: Path, stated: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        made(tmp_path, document(stated))
    assert caught.value.where is not None and caught.value.where.pointer == pointer and caught.value.cure


@pytest.mark.parametrize("pattern", ["(a+)+$", "get|post", "[a-z]*", 5])
def test_a_rule_whose_pattern_could_take_for_ever_is_refused(tmp_path: Path, pattern: Any) -> None:
    rules = [{"operationId": pattern, "methodNameOverride": "pull"}]
    with pytest.raises(DocumentError, match="not read"):
        made(tmp_path, document({}, **{"x-speakeasy-name-override": rules}))


NAMED = """
openapi: 3.1.0
info: {title: T, version: '1'}
servers: [{url: https://t.example}]
paths:
  /things:
    post:
      parameters:
        - {name: pg_sz, in: query, x-sdk-name: page_size, schema: {type: integer}}
        - {name: q, in: query, x-fern-parameter-name: query, schema: {type: string}}
        - {name: cf-j, in: header, schema: {type: string, x-stainless-param: jurisdiction}}
        - {name: kind, in: query, schema: {type: string, enum: [a, b], x-ms-enum: {name: ThingKind, values: [
            {value: a, name: Alpha, description: The first.}, {value: b, name: Beta}]}}}
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/ThingDTO'}}}}
      responses: {'200': {description: ok, content: {text/json: {schema: {$ref: '#/components/schemas/ThingDTO'}}}}}
components:
  schemas:
    ThingDTO:
      x-sdk-type-name: Thing
      type: object
      properties:
        nm: {type: string, x-ms-client-name: name}
        kd: {type: string, x-stainless-naming: {python: {property_name: kind}}}
        one: {type: string, x-sdk-name: both}
        two: {type: string, x-sdk-name: both}
        inner: {type: object, x-fern-type-name: ThingInside, properties: {a: {type: string}}}
    Level: {type: integer, enum: [1, 2], x-speakeasy-enums: {1: Low, 2: High}, x-speakeasy-enum-descriptions: [L, H]}
    Odd: {type: string, enum: [x, y], x-enum-varnames: [ONLY_ONE]}
"""


def test_arguments_attributes_classes_and_members_are_called_as_the_document_says(tmp_path: Path) -> None:
    package = fresh_name()
    report = generate_to(tmp_path / package, NAMED, package)
    types = import_sdk(tmp_path / package / "src", f"{package}.types")
    thing = types.Thing.from_dict({"nm": "n", "one": "1", "two": "2"})
    assert types.Thing.from_dict({"kd": "k"}).kind == "k"
    assert (thing.name, thing.one, thing.two) == ("n", "1", "2")  # two that ask for one name both keep their own
    assert thing.to_dict() == {"nm": "n", "one": "1", "two": "2"}
    assert {"Thing", "ThingInside", "ThingKind", "Level"} <= set(types.__all__)
    assert [member.name for member in types.ThingKind] == ["ALPHA", "BETA"]
    assert [member.name for member in types.Level] == ["LOW", "HIGH"]
    assert any("x-enum-varnames" in repair.sentence for repair in report.repairs)
    code = (tmp_path / package / "src" / package / "resources" / "things.py").read_text()
    assert "page_size: int" in code and '"pg_sz"' in code and "query: str" in code and "jurisdiction: str" in code


def test_a_name_that_an_overlay_states_is_the_name(tmp_path: Path) -> None:
    overlay = tmp_path / "names.yaml"
    overlay.write_text("""
overlay: 1.0.0
info: {title: Names, version: '1'}
actions:
  - {target: "$.paths['/things'].post", description: People say store., update: {x-sdk-name: shelf.store}}
  - {target: $.components.schemas.Level, description: Shorter., update: {x-sdk-type-name: Rank}}
  - {target: $.components.schemas.ThingDTO.properties.one, description: Clearer., update: {x-sdk-name: first}}
""")
    sdk = make_sdk(tmp_path, NAMED, overlays=(str(overlay),))
    types = import_sdk(tmp_path, f"{sdk.__name__}.types")
    assert "Rank" in types.__all__ and "Level" not in types.__all__
    assert types.Thing.from_dict({"one": "1"}).first == "1"
    client = getattr(sdk, sdk.__name__.title().replace("_", ""))()
    assert callable(client.shelf.store)
