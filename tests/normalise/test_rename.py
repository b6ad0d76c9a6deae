from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trueline import names
from trueline.spec.document import Json

from .support import OK, api, get, json, post, ref, run, schemas

N = {"type": "object", "properties": {"n": {"type": "integer"}}}
E = {"type": "string", "enum": ["a", "b"]}


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ({"/a": get(N, operationId="listKeys")}, {"ListKeysResponse"}),
        ({"/a": post(N, operationId="keys/create")}, {"KeysCreateRequest"}),
        ({"/a": get(N)}, {"GetAResponse"}),
        ({"/a/{id}/b": get({"type": "array", "items": N})}, {"GetAByIdBResponseItem"}),
        ({"/a": get({}, operationId="x", parameters=[{"name": "sort-by", "in": "query", "schema": E}])}, {"XSortBy"}),
        ({"/a": {"parameters": [{"name": "q", "in": "query", "schema": E}], **get({}, operationId="x")}}, {"AQ"}),
        (
            {"/a": {"get": {"operationId": "x", "responses": {"404": {"description": "", "content": json(N)}}}}},
            {"XResponse404"},
        ),
        (
            {"/a": {"get": {"operationId": "x", "responses": {"default": {"description": "", "content": json(N)}}}}},
            {"XResponseDefault"},
        ),
        (
            {
                "/a": {
                    "get": {
                        "operationId": "x",
                        "responses": {"200": {"description": "", "headers": {"X-Kind": {"schema": E}}}},
                    }
                }
            },
            {"XResponseHeaderXKind"},
        ),
        (
            {
                "/a": {
                    "post": {
                        "operationId": "x",
                        "responses": OK,
                        "requestBody": {"content": {**json(N), "multipart/form-data": {"schema": N}}},
                    }
                }
            },
            {"XRequest", "XRequestFormData"},
        ),
    ],
)
def test_schemas_of_an_operation_are_named_after_it(paths: Json, expected: set[str]) -> None:
    assert set(schemas(None, paths)) == expected


INSIDE: list[tuple[Json, set[str]]] = [
    ({"ApiKey": {"properties": {"metadata": N}}}, {"ApiKey", "ApiKeyMetadata"}),
    ({"A": {"properties": {"keys": {"type": "array", "items": N}}}}, {"A", "AKeysItem"}),
    ({"A": {"type": "object", "additionalProperties": N}}, {"A", "AValue"}),
    ({"A": {"oneOf": [{**N, "title": "first one"}, E]}}, {"A", "AFirstOne", "AEnum"}),
    (
        {"A": {"oneOf": [{"properties": {"k": {"const": "x"}}}, {"properties": {"k": {"const": "y"}}}]}},
        {"A", "AX", "AY"},
    ),
    (
        {"A": {"oneOf": [{"properties": {"k": {}, "l": {}}}, {"properties": {"k": {}, "m": {}}}]}},
        {"A", "AWithL", "AWithM"},
    ),
    ({"simple-user": N, "v1.Pod": N}, {"SimpleUser", "V1Pod"}),
    ({"Response": N, "None": N, "Any": N}, {"ResponseModel", "NoneModel", "AnyModel"}),
]


@pytest.mark.parametrize(("given_", "expected"), INSIDE)
def test_schemas_inside_a_component_are_named_by_their_path(given_: Json, expected: set[str]) -> None:
    assert set(schemas(given_)) == expected


def test_components_that_fold_to_one_name_keep_apart() -> None:
    found = run(api({"foo_bar": N, "foo-bar": N, "FooBar": N})).document["components"]["schemas"]
    by_pointer = {schema["x-trueline-pointer"]: name for name, schema in found.items()}
    assert by_pointer["/components/schemas/FooBar"] == "FooBar"
    assert by_pointer["/components/schemas/foo-bar"] == "FooDashBar"
    assert len({name.lower() for name in found}) == 3


def test_a_component_has_its_name_before_what_is_hoisted() -> None:
    found = schemas({"A": {"type": "object", "properties": {"b": N}}, "AB": {"type": "string"}})
    assert found["AB"] == {"type": "string"}
    assert found["A"]["properties"]["b"] == ref("ABObject")


def test_operation_names_that_fold_to_one_keep_their_schemas_apart() -> None:
    found = schemas(None, {"/a": get(N, operationId="get_x"), "/b": get(N, operationId="getX")})
    assert len(found) == 2


def test_what_is_hoisted_and_used_nowhere_is_gone() -> None:
    given_ = {
        "B": {"oneOf": [N, {"properties": {"m": {"type": "string"}}}]},
        "A": {"allOf": [ref("B"), {"properties": {"x": E}}]},
    }
    found = schemas(given_)
    text = str(found)
    assert all(f"/{name}'" in text or name in given_ for name in found)


BASE_SCHEMAS: Json = {
    "User": {"type": "object", "properties": {"address": N, "role": E, "tags": {"type": "array", "items": N}}},
    "Team": {"allOf": [ref("User"), {"properties": {"lead": {"allOf": [ref("User"), N]}}}]},
    "Shape": {"oneOf": [{"properties": {"k": {"const": "c"}}}, {"properties": {"k": {"const": "s"}}}]},
    "user-role": {"type": "string"},
}
BASE_PATHS: Json = {
    "/users": {**get(ref("User"), operationId="listUsers"), **post({"properties": {"u": N}}, operationId="createUser")},
    "/teams/{id}": get({"type": "array", "items": {"properties": {"x": E}}}),
}


def named(schemas_: Json, paths: Json) -> dict[str, str]:
    found = run(api(schemas_, paths)).document["components"]["schemas"]
    return {name: schema["x-trueline-pointer"] for name, schema in found.items()}


@pytest.mark.parametrize("first", [True, False], ids=["put first", "put last"])
@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ({"Zebra": {"properties": {"z": N}}}, {}),
        ({"aardvark": E}, {}),
        ({"UserAddressBook": N}, {}),
        ({}, {"/a/first": post({"properties": {"deep": {"properties": {"er": N}}}})}),
        (
            {},
            {
                "/users/{id}": get(
                    ref("User"), operationId="getUser", parameters=[{"name": "r", "in": "query", "schema": E}]
                )
            },
        ),
    ],
)
def test_adding_a_schema_or_an_operation_renames_nothing_else(schema: Json, path: Json, first: bool) -> None:
    before = named(BASE_SCHEMAS, BASE_PATHS)
    one, other = (
        ({**schema, **BASE_SCHEMAS}, {**path, **BASE_PATHS}),
        ({**BASE_SCHEMAS, **schema}, {**BASE_PATHS, **path}),
    )
    after = named(*(one if first else other))
    assert before.items() <= after.items()


def test_adding_a_property_a_parameter_or_a_union_member_renames_nothing_else() -> None:
    before = named(BASE_SCHEMAS, BASE_PATHS)
    changed, paths = copy.deepcopy(BASE_SCHEMAS), copy.deepcopy(BASE_PATHS)
    changed["User"]["properties"] = {"added": N, **changed["User"]["properties"]}
    changed["Shape"]["oneOf"].append({"properties": {"k": {"const": "t"}}})
    paths["/users"]["get"]["parameters"] = [{"name": "added", "in": "query", "schema": E}]
    assert set(before) <= set(named(changed, paths))


WORDS = st.text(st.sampled_from("abAB_-/~ é{}0"), min_size=1, max_size=6)


@settings(max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=5, unique=True), WORDS)
def test_a_new_component_renames_only_those_that_would_have_its_name(texts: list[str], text: str) -> None:
    before = named(dict.fromkeys(texts, N), {})
    after = named({**dict.fromkeys(texts, N), text: N}, {})
    base = names.class_name(text).lower()
    assert all(name in after for name in before if not name.lower().startswith(base))
