from __future__ import annotations

from typing import Any

import pytest

from trueline.spec.document import Json

from .support import prop, ref, schema

STRING_OR_NULL = {"oneOf": [{"type": "string"}, {"type": "null"}]}
THING = {"type": "object", "properties": {"n": {"type": "integer"}}}


@pytest.mark.parametrize("key", ["nullable", "x-nullable"])
def test_a_nullable_scalar_is_a_union_with_null(key: str) -> None:
    assert prop({"type": "string", key: True}) == STRING_OR_NULL


def test_nullable_false_says_nothing() -> None:
    assert prop({"type": "string", "nullable": False}) == {"type": "string"}


def test_annotations_stay_at_the_place_and_constraints_at_the_type() -> None:
    found = prop({"type": "string", "nullable": True, "description": "d", "maxLength": 3, "format": "date"})
    assert found == {
        "description": "d",
        "oneOf": [{"type": "string", "maxLength": 3, "format": "date"}, {"type": "null"}],
    }


@pytest.mark.parametrize("given", [{**ref("T"), "nullable": True}, {"allOf": [ref("T")], "nullable": True}])
def test_a_nullable_reference_is_a_union_with_null(given: Json) -> None:
    assert prop(given, T=THING) == {"oneOf": [ref("T"), {"type": "null"}]}


@pytest.mark.parametrize("values", [["a", "b"], ["a", "b", None]])
def test_a_nullable_enum_is_an_enum_or_null(values: list[Any]) -> None:
    assert prop({"type": "string", "nullable": True, "enum": values}) == {"oneOf": [ref("AP"), {"type": "null"}]}


def test_a_nullable_union_has_null_last() -> None:
    found = prop({"nullable": True, "oneOf": [{"type": "string"}, ref("T")]}, T=THING)
    assert found == {"oneOf": [{"type": "string"}, ref("T"), {"type": "null"}]}


def test_nullable_without_a_type_and_without_anything_else_still_means_anything() -> None:
    assert prop({"nullable": True}) == {}


def test_nullable_properties_without_a_type_are_a_nullable_object() -> None:
    assert prop({"nullable": True, "properties": {"a": {}}}) == {"oneOf": [ref("AP"), {"type": "null"}]}


def test_boolean_bounds_become_numbers() -> None:
    assert schema({"type": "integer", "minimum": 1, "exclusiveMinimum": True}) == {
        "type": "integer",
        "exclusiveMinimum": 1,
    }
    assert schema({"type": "integer", "maximum": 9, "exclusiveMaximum": False}) == {"type": "integer", "maximum": 9}


def test_an_example_becomes_one_of_the_examples() -> None:
    assert schema({"type": "string", "example": "x"}) == {"type": "string", "examples": ["x"]}
