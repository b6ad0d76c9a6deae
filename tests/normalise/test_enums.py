from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline.spec.document import Json
from trueline.spec.normalise.schema.enums import value_names

from .support import api, post, prop, ref, repairs, schema, schemas


def test_every_value_gets_a_name() -> None:
    found = schema({"type": "string", "enum": ["open", "in-progress", "+1", "-1", ""]})
    assert found["x-enum-varnames"] == ["OPEN", "IN_PROGRESS", "PLUS_1", "MINUS_1", "EMPTY"]


def test_values_that_fold_to_one_name_keep_apart() -> None:
    assert schema({"enum": ["a_b", "a-b", "A-B"]})["x-enum-varnames"] == ["A_B", "A_B_LOWER", "A_DASH_B"]


@given(st.lists(st.text(max_size=8), unique=True, max_size=8), st.text(max_size=8))
def test_a_new_value_renames_only_values_that_fold_to_the_same_name(values: list[str], value: str) -> None:
    before = dict(zip(values, value_names(values), strict=True))
    after = dict(zip([*values, value], value_names(list(dict.fromkeys([*values, value]))), strict=False))
    bases = list(before.values())
    if len(set(bases)) == len(bases) and value_names([value])[0] not in bases:
        assert all(after[text] == name for text, name in before.items())


@pytest.mark.parametrize("key", ["x-enum-varnames", "x-enumNames", "x-enum-names"])
def test_names_that_the_document_gives_are_honoured(key: str) -> None:
    found = schema({"type": "integer", "enum": [1, 2], key: ["Low", "HIGH"]})
    assert found["x-enum-varnames"] == ["LOW", "HIGH"]


def test_given_names_of_the_wrong_number_are_not_used() -> None:
    assert schema({"type": "integer", "enum": [1, 2], "x-enum-varnames": ["ONE"]})["x-enum-varnames"] == [
        "VALUE_1",
        "VALUE_2",
    ]


def test_descriptions_of_values_stay_with_their_values() -> None:
    found = schema({"enum": ["a", "a", "b"], "x-enum-descriptions": ["first", "again", "second"]})
    assert found["enum"] == ["a", "b"]
    assert found["x-enum-descriptions"] == {"a": "first", "b": "second"}


def test_values_of_several_types_become_a_union_of_enums() -> None:
    found = schemas({"A": {"enum": ["a", "b", 1, 2, None, True]}})
    assert found["A"] == {"oneOf": [ref("AString"), ref("AInteger"), {"const": True}]}
    assert found["AString"]["enum"] == ["a", "b"] and found["AInteger"]["enum"] == [1, 2]


def test_enums_of_several_types_that_a_union_merges_are_each_kept() -> None:
    union: Json = {"oneOf": [{"enum": ["a"]}, {"enum": ["b", 1]}, {"const": 2}]}
    found = schemas({}, {"/a": post(union, operationId="send")})
    values = {name: enum["enum"] for name, enum in found.items()}
    assert values == {"SendRequestString": ["a", "b"], "SendRequestInteger": [1, 2]}


def test_numbers_that_yaml_read_out_of_a_list_of_texts_are_texts() -> None:
    document = api({"A": {"type": "string", "enum": [1, 2.5, True, "x"]}})
    assert schema({"type": "string", "enum": [1, 2.5, True, "x"]})["enum"] == ["1", "2.5", "true", "x"]
    assert len(repairs(document)) == 3


def test_texts_in_an_enum_of_integers_are_integers_where_they_can_be() -> None:
    assert schema({"type": "integer", "enum": ["1", 2]})["enum"] == [1, 2]


def test_an_enum_of_booleans_is_a_boolean() -> None:
    assert schema({"enum": [True, False]}) == {"type": "boolean"}
    assert schema({"type": "boolean", "enum": [False]}) == {"const": False}


def test_an_enum_of_floats_is_an_enum_of_numbers() -> None:
    found = schema({"type": "number", "enum": [0.5, 1]})
    assert (found["type"], found["enum"]) == ("number", [0.5, 1])


def test_a_number_is_one_value_however_it_is_written() -> None:
    assert schema({"type": "number", "enum": [1, 1.0, 2.5]})["enum"] == [1, 2.5]
    assert schema({"enum": [1.0, 1]})["enum"] == [1.0]
    assert schema({"enum": [0.5, 2**53, 2**53 + 1]})["enum"] == [0.5, 2**53, 2**53 + 1]


def test_an_enum_of_objects_is_a_union_of_constants() -> None:
    assert schema({"enum": [{"a": 1}, [2]]}) == {"oneOf": [{"const": {"a": 1}}, {"const": [2]}]}


def test_an_enum_of_one_value_stays_an_enum() -> None:
    assert schema({"type": "string", "enum": ["only"]})["enum"] == ["only"]


def test_an_enum_of_null_alone_is_null() -> None:
    assert prop({"enum": [None]}) == {"type": "null"}


def test_a_union_of_constants_with_titles_is_an_enum_with_those_names() -> None:
    found = schema(
        {
            "type": "integer",
            "oneOf": [{"title": "LOW", "const": 1, "description": "slow"}, {"title": "HIGH", "const": 2}],
        }
    )
    assert found == {
        "type": "integer", "enum": [1, 2], "x-enum-varnames": ["LOW", "HIGH"], "x-enum-descriptions": {"1": "slow"}
    }  # fmt: skip


def test_an_inline_enum_becomes_a_component_and_says_its_names_there_only() -> None:
    found = schemas(
        {"A": {"type": "object", "properties": {"s": {"enum": ["x"], "x-enum-varnames": ["EX"], "default": "x"}}}}
    )
    assert found["A"]["properties"]["s"] == {**ref("AS"), "default": "x"}
    assert found["AS"]["x-enum-varnames"] == ["EX"] and "default" not in found["AS"]


def test_names_for_null_too_stay_with_the_values_of_a_nullable_component() -> None:
    found = schemas({"Size": {"enum": [2], "x-enum-varnames": ["TWO", "NONE"], "nullable": True}}, version="3.0.3")
    assert found["Size"]["x-enum-varnames"] == ["TWO"]
