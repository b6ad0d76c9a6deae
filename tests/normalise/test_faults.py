from __future__ import annotations

import pytest

from tests.normalise.support import api, repairs, schema, schemas


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
def test_a_type_that_json_schema_does_not_know_becomes_what_it_means(given, canonical):
    document = api({"A": {"type": "object", "properties": {"p": given}}})
    assert schemas({"A": {"type": "object", "properties": {"p": given}}})["A"]["properties"]["p"] == canonical
    assert repairs(document)[0][0] == "/components/schemas/A/properties/p"


def test_required_true_on_a_property_moves_to_the_object_around_it():
    found = schema(
        {
            "type": "object",
            "properties": {"a": {"type": "string", "required": True}, "b": {"type": "string", "required": False}},
        }
    )
    assert found["required"] == ["a"]


def test_required_as_one_text_is_a_list_of_one():
    assert schema({"type": "object", "properties": {"a": {}}, "required": "a"})["required"] == ["a"]


def test_an_enum_without_values_is_dropped_with_a_note():
    document = api({"A": {"type": "string", "enum": []}})
    assert schema({"type": "string", "enum": []}) == {"type": "string"}
    assert repairs(document)[0][0] == "/components/schemas/A"


def test_empty_combinators_are_dropped():
    assert schema({"type": "string", "allOf": [], "oneOf": [], "anyOf": []}) == {"type": "string"}


def test_a_discriminator_written_as_in_swagger_2_is_understood():
    document = api({"A": {"type": "object", "discriminator": "kind", "properties": {"kind": {"type": "string"}}}})
    assert "propertyName" in repairs(document)[0][1]


def test_a_flag_that_is_a_text_is_read_as_one():
    found = schema({"type": "object", "properties": {"a": {"type": "string", "readOnly": "true"}}})
    assert found["properties"]["a"] == {"type": "string", "readOnly": True}


def test_texts_of_the_wrong_type_are_dropped():
    assert schema({"type": "string", "description": 5, "pattern": ["x"]}) == {"type": "string"}


def test_a_schema_that_is_null_allows_anything():
    assert schema({"type": "object", "properties": {"a": None}})["properties"] == {"a": {}}


def test_one_schema_where_a_list_belongs_is_a_list_of_one():
    assert schema({"allOf": {"type": "string"}}) == {"type": "string"}
