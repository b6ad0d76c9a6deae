from __future__ import annotations

import pytest

from trueline.spec.document import Json

from .support import api, repairs, schema, schemas


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ({"type": "any"}, {}),
        ({"type": "file"}, {"type": "string", "format": "binary"}),
        ({"type": "int"}, {"type": "integer"}),
        ({"type": "int64"}, {"type": "integer", "format": "int64"}),
        ({"type": "String"}, {"type": "string"}),
        ({"type": "bool"}, {"type": "boolean"}),
        ({"type": "datetime"}, {"type": "string", "format": "date-time"}),
        ({"type": "date", "format": "date"}, {"type": "string", "format": "date"}),
        ({"type": "map"}, {"type": "object", "additionalProperties": {}}),
        ({"type": "wibble"}, {}),
        ({"type": {"a": 1}}, {}),
        ({"type": ["string", None]}, {"oneOf": [{"type": "string"}, {"type": "null"}]}),
    ],
)
def test_a_type_that_json_schema_does_not_know_becomes_what_it_means(given: Json, canonical: Json) -> None:
    document = api({"A": {"type": "object", "properties": {"p": given}}})
    assert schemas({"A": {"type": "object", "properties": {"p": given}}})["A"]["properties"]["p"] == canonical
    assert repairs(document)[0][0] == "/components/schemas/A/properties/p"


def test_required_true_on_a_property_moves_to_the_object_around_it() -> None:
    found = schema(
        {
            "type": "object",
            "properties": {"a": {"type": "string", "required": True}, "b": {"type": "string", "required": False}},
        }
    )
    assert found["required"] == ["a"]


def test_required_as_one_text_is_a_list_of_one() -> None:
    assert schema({"type": "object", "properties": {"a": {}}, "required": "a"})["required"] == ["a"]


def test_an_enum_without_values_is_dropped_with_a_note() -> None:
    document = api({"A": {"type": "string", "enum": []}})
    assert schema({"type": "string", "enum": []}) == {"type": "string"}
    assert repairs(document)[0][0] == "/components/schemas/A"


def test_empty_combinators_are_dropped() -> None:
    assert schema({"type": "string", "allOf": [], "oneOf": [], "anyOf": []}) == {"type": "string"}


def test_a_discriminator_written_as_in_swagger_2_is_understood() -> None:
    document = api({"A": {"type": "object", "discriminator": "kind", "properties": {"kind": {"type": "string"}}}})
    assert "propertyName" in repairs(document)[0][1]


def test_a_flag_that_is_a_text_is_read_as_one() -> None:
    found = schema({"type": "object", "properties": {"a": {"type": "string", "readOnly": "true"}}})
    assert found["properties"]["a"] == {"type": "string", "readOnly": True}


def test_texts_of_the_wrong_type_are_dropped() -> None:
    assert schema({"type": "string", "description": 5, "pattern": ["x"]}) == {"type": "string"}


def test_a_schema_that_is_null_allows_anything() -> None:
    assert schema({"type": "object", "properties": {"a": None}})["properties"] == {"a": {}}


def test_one_schema_where_a_list_belongs_is_a_list_of_one() -> None:
    assert schema({"allOf": {"type": "string"}}) == {"type": "string"}


@pytest.mark.parametrize("kind", ["string", "array", ["string", "null"]])
def test_properties_of_what_is_no_object_are_without_effect_and_reported(kind: str | list[str]) -> None:
    given = {"type": kind, "properties": {"a": {"type": "integer"}}, "required": ["a"]}
    plain = {"type": kind}
    assert schema({"type": "object", "properties": {"p": given}}) == schema(
        {"type": "object", "properties": {"p": plain}}
    )
    document = api({"A": given})
    assert [(pointer, "without effect" in text) for pointer, text in repairs(document)] == [
        ("/components/schemas/A", True)
    ]


def test_properties_of_what_may_be_an_object_stay() -> None:
    found = schema({"type": "object", "properties": {"p": {"type": ["string", "object"], "properties": {"a": {}}}}})
    assert "a" in str(found) or "$ref" in str(found)
    assert repairs(api({"A": {"type": ["string", "object"], "properties": {"a": {}}}})) == []


def test_an_enum_of_texts_on_an_object_with_properties_is_left_out() -> None:
    given = {"type": "object", "enum": ["a", "b"], "properties": {"n": {"type": "string"}}}
    assert schema(given)["properties"] == {"n": {"type": "string"}}
    assert "enum left out" in repairs(api({"A": given}))[0][1]
