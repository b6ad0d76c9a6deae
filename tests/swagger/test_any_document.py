"""Whatever a Swagger 2.0 document says, converting it loses no operation, and never crashes."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trueline.errors import DocumentError
from trueline.spec.document import Document
from trueline.spec.normalise import normalise
from trueline.spec.normalise.report import Loss, Repair
from trueline.spec.swagger import modernise

NAMES = st.sampled_from(["a", "b/c", "d~e", "f%7D", "{id}", "Ü", ""])
METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
TYPES = st.sampled_from(["string", "integer", "number", "boolean", "array", "object", "file", "strng", None, 7])
FORMATS = st.sampled_from(["csv", "ssv", "tsv", "pipes", "multi", "other", None])
MEDIA = st.lists(
    st.sampled_from(
        ["application/json", "text/xml", "multipart/form-data", "application/x-www-form-urlencoded", "*/*"]
    ),
    max_size=3,
)
REFS = st.sampled_from(
    [
        {"$ref": f"#/{section}/{name}"}
        for section in ("definitions", "parameters", "responses")
        for name in ("a", "missing")
    ]
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.text(max_size=3))


def fields(**of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional=of)


SCHEMAS = st.recursive(
    st.one_of(fields(type=TYPES, format=NAMES, enum=st.lists(LEAVES, max_size=2), default=LEAVES), REFS),
    lambda inner: fields(
        type=TYPES,
        items=inner,
        properties=st.dictionaries(NAMES, inner, max_size=2),
        allOf=st.lists(inner, max_size=2),
        discriminator=NAMES,
        additionalProperties=inner,
    ),
    max_leaves=4,
)
PARAMETERS = st.one_of(
    REFS,
    fields(
        name=NAMES,
        type=TYPES,
        items=SCHEMAS,
        collectionFormat=FORMATS,
        required=st.booleans(),
        schema=SCHEMAS,
        **{"in": st.sampled_from(["query", "header", "path", "body", "formData", "elsewhere"])},
    ),
)
RESPONSES = st.one_of(
    REFS,
    fields(
        description=st.text(max_size=3),
        schema=SCHEMAS,
        headers=st.dictionaries(NAMES, fields(type=TYPES, items=SCHEMAS), max_size=2),
        examples=st.dictionaries(st.sampled_from(["application/json", "x"]), LEAVES, max_size=2),
    ),
)
OPERATIONS = fields(
    operationId=NAMES,
    consumes=MEDIA,
    produces=MEDIA,
    schemes=st.lists(st.sampled_from(["http", "https", "ws"])),
    parameters=st.lists(PARAMETERS, max_size=4),
    responses=st.dictionaries(st.sampled_from(["200", "404", "default"]), st.none() | RESPONSES, max_size=2),
)
ITEMS = fields(parameters=st.lists(PARAMETERS, max_size=2), **dict.fromkeys(METHODS, OPERATIONS))
DOCUMENTS = st.fixed_dictionaries(
    {
        "swagger": st.just("2.0"),
        "info": st.just({"title": "t", "version": "1"}),
        "paths": st.dictionaries(NAMES.map("/{}".format), ITEMS, max_size=3),
    },
    optional={
        "host": st.sampled_from(["h.example.com", "https://h/"]),
        "basePath": st.sampled_from(["/", "v1", "/v1/"]),
        "consumes": MEDIA,
        "produces": MEDIA,
        "definitions": st.dictionaries(NAMES, SCHEMAS, max_size=3),
        "parameters": st.dictionaries(NAMES, PARAMETERS, max_size=2),
        "responses": st.dictionaries(NAMES, RESPONSES, max_size=2),
    },
)

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]


@settings(max_examples=150, suppress_health_check=SLOW)
@given(DOCUMENTS)
def test_no_operation_is_lost_and_nothing_crashes(value: dict[str, Any]) -> None:
    before = copy.deepcopy(value)
    document = Document(value, "openapi.yaml", "0" * 64)
    try:
        modern = modernise(document).document
        after = normalise(modern).document
    except DocumentError as error:
        assert error.where is not None and error.cure
        return
    finally:
        assert value == before, "the loaded document was changed"
    stated = {(path, method) for path, item in value["paths"].items() for method in METHODS if method in item}
    assert {(path, method) for path, item in after["paths"].items() for method in item} == stated


@settings(max_examples=50, suppress_health_check=SLOW)
@given(DOCUMENTS)
def test_every_note_names_a_place_of_the_document(value: dict[str, Any]) -> None:
    document = Document(value, "openapi.yaml", "0" * 64)
    try:
        modern = modernise(document)
        normal = normalise(modern.document)
    except DocumentError as error:
        assert error.where is not None
        pointers = [error.where.pointer or ""]
    else:
        notes: list[Repair | Loss] = [*modern.repairs, *modern.losses, *normal.repairs, *normal.losses]
        pointers = [note.pointer for note in notes]
    made_up = ("/components", "/requestBody", "/content/")
    assert not [pointer for pointer in pointers if any(part in pointer for part in made_up)]
