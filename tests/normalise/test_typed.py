from __future__ import annotations

import pytest

from trueline.spec.document import Json

from .support import api, prop, ref, run, schema, schemas


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        (True, {}),
        ({}, {}),
        (False, {"not": {}}),
        ({"not": {}}, {"not": {}}),
        ({"not": {"type": "string"}}, {}),
        ({"type": "string", "not": {"enum": ["x"]}}, {"type": "string"}),
        ({"type": "null"}, {"type": "null"}),
        (
            {"type": ["string", "null"], "format": "date"},
            {"oneOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        ),
        ({"type": ["integer", "string"]}, {"oneOf": [{"type": "integer"}, {"type": "string"}]}),
        ({"type": ["number", "integer"]}, {"type": "number"}),
        ({"type": "array"}, {"type": "array", "items": {}}),
        ({"items": {"type": "string"}}, {"type": "array", "items": {"type": "string"}}),
        ({"type": "object"}, {"type": "object", "additionalProperties": {}}),
        ({"additionalProperties": {"type": "string"}}, {"type": "object", "additionalProperties": {"type": "string"}}),
        ({"type": "object", "additionalProperties": True}, {"type": "object", "additionalProperties": {}}),
        ({"type": "object", "required": ["a"]}, {"type": "object", "additionalProperties": {}}),
        ({"format": "date-time"}, {"type": "string", "format": "date-time"}),
        ({"format": "int64"}, {"type": "integer", "format": "int64"}),
        ({"pattern": "^a"}, {"pattern": "^a"}),
        ({"const": "x"}, {"const": "x"}),
        ({"const": None}, {"type": "null"}),
        ({"const": {"a": [1]}}, {"const": {"a": [1]}}),
        ({"type": "string", "const": 1}, {"const": "1"}),
        (
            {"type": "string", "contentEncoding": "base64"},
            {"type": "string", "contentEncoding": "base64", "format": "byte"},
        ),
    ],
)
def test_a_schema_takes_the_one_form_for_what_it_says(given: Json | bool, canonical: Json) -> None:
    assert prop(given) == canonical


def test_a_schema_of_several_types_keeps_the_keywords_of_each() -> None:
    found = schemas(
        {
            "A": {
                "type": ["object", "array", "null"],
                "properties": {"n": {"type": "integer"}},
                "items": {"type": "string"},
            }
        }
    )
    assert found["A"] == {"oneOf": [ref("AObject"), {"type": "array", "items": {"type": "string"}}]}
    assert found["AObject"]["properties"] == {"n": {"type": "integer"}}


def test_properties_and_items_without_a_type_mean_either() -> None:
    found = prop({"properties": {"n": {}}, "items": {"type": "string"}})
    assert found == {"oneOf": [ref("APObject"), {"type": "array", "items": {"type": "string"}}]}


def test_a_tuple_is_an_array_of_any_of_its_items() -> None:
    found = prop(
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": {"type": "boolean"}}
    )
    assert found == {
        "type": "array",
        "items": {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]},
    }
    closed = {"type": "array", "items": [{"type": "string"}], "additionalItems": False}
    assert prop(closed) == {"type": "array", "items": {"type": "string"}}
    assert prop({"type": "array", "prefixItems": [{"type": "string"}], "maxItems": 1})["items"] == {"type": "string"}


def test_what_comes_after_a_tuple_is_free_where_nothing_is_said_of_it() -> None:
    assert prop({"type": "array", "prefixItems": [{"type": "string"}]})["items"] == {}
    assert prop({"type": "array", "items": [{"type": "string"}]})["items"] == {}


def test_a_condition_alone_says_no_type_and_one_with_properties_does() -> None:
    assert prop({"if": {"maximum": 0}, "then": {"minimum": -10}}) == {}
    assert schema({"then": {"properties": {"a": {"type": "string"}}}})["properties"] == {"a": {"type": "string"}}


def test_pattern_properties_are_values_of_the_map() -> None:
    found = prop(
        {"type": "object", "patternProperties": {"^x": {"type": "string"}}, "additionalProperties": {"type": "integer"}}
    )
    assert found == {
        "type": "object", "patternProperties": {"^x": {"type": "string"}}, "additionalProperties": {"type": "integer"}
    }  # fmt: skip
    closed = prop({"type": "object", "patternProperties": {"^x": {"type": "string"}}, "additionalProperties": False})
    assert closed == {**found, "additionalProperties": {"not": {}}}
    free = prop({"patternProperties": {"^x": {"type": "string"}}})
    assert free == {**found, "additionalProperties": {}}


def test_a_model_keeps_its_patterns_beside_its_properties() -> None:
    given: Json = {"properties": {"n": {"type": "integer"}}, "patternProperties": {"^x": {"properties": {"a": {}}}}}
    found = schemas({"A": {**given, "unevaluatedProperties": False}})
    assert found["A"]["patternProperties"] == {"^x": ref("AValue")}
    assert found["A"]["additionalProperties"] is False


def test_a_pattern_that_python_can_not_read_tells_no_names_apart() -> None:
    document = api({"A": {"patternProperties": {"[": {"type": "integer"}}, "additionalProperties": False}})
    assert run(document).document["components"]["schemas"]["A"]["additionalProperties"]["type"] == "integer"
    assert run(document).repairs[0].sentence.endswith("names are not told apart")


def test_properties_named_only_in_a_condition_can_be_sent_and_received() -> None:
    given = {
        "type": "object",
        "properties": {"kind": {"type": "string"}},
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"properties": {"x": {"type": "string"}}, "required": ["x"]},
        "else": {"properties": {"x": {"type": "integer"}}},
        "dependentSchemas": {"kind": {"properties": {"y": {"type": "boolean"}}}},
    }
    found = schema(given)
    assert found["properties"]["x"] == {"oneOf": [{"type": "string"}, {"type": "integer"}]}
    assert found["properties"]["y"] == {"type": "boolean"}
    assert found["required"] == []
    assert not run(api({"A": given})).losses


def test_constraints_stay_beside_their_type() -> None:
    assert prop({"type": "array", "items": {}, "minItems": 1, "uniqueItems": True, "maxLength": 3}) == {
        "type": "array", "items": {}, "minItems": 1, "uniqueItems": True
    }  # fmt: skip


def test_a_closed_object_without_properties_is_a_model_and_not_a_map() -> None:
    assert schema({"type": "object", "additionalProperties": False}) == {
        "type": "object", "properties": {}, "required": [], "additionalProperties": False
    }  # fmt: skip


def test_a_map_whose_values_can_be_nothing_is_closed_whatever_else_is_said() -> None:
    nothing: Json = {"default": 1, "discriminator": {"propertyName": "a"}, "oneOf": [False]}
    assert schema({"additionalProperties": nothing})["additionalProperties"] is False
    assert schema({"additionalProperties": {"allOf": [{"type": "string"}, False]}})["additionalProperties"] is False


def test_text_keywords_say_their_piece_at_the_text() -> None:
    found = prop({"type": ["string", "null"], "contentEncoding": "base64"})
    assert found["oneOf"][0] == {"type": "string", "contentEncoding": "base64", "format": "byte"}
    assert "contentEncoding" not in found


def test_a_content_schema_is_a_schema() -> None:
    found = schemas(
        {"A": {"type": "string", "contentMediaType": "application/json", "contentSchema": {"properties": {"n": {}}}}}
    )
    assert found["A"]["contentSchema"] == ref("AContent")
