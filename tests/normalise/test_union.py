from __future__ import annotations

from typing import Any

import pytest

from trueline.spec.document import Json

from .support import prop, ref, schema, schemas

STR, INT, N = {"type": "string"}, {"type": "integer"}, {"type": "null"}
T = {"type": "object", "properties": {"n": INT}}


@pytest.mark.parametrize("key", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("members", "canonical"),
    [
        ([STR, INT], {"oneOf": [STR, INT]}),
        ([N, STR, INT], {"oneOf": [STR, INT, N]}),
        ([STR], STR),
        ([STR, STR, {**STR, "description": "again"}], {**STR, "description": "again"}),
        ([{"oneOf": [STR, N]}, {"anyOf": [INT, N]}], {"oneOf": [STR, INT, N]}),
        ([INT, {"type": "number"}], {"type": "number"}),
        ([STR, {}], {}),
        ([ref("T"), {}], {"oneOf": [ref("T"), {}]}),
        ([STR, False], STR),
        ([{"const": "a"}, {"const": 1}], {"oneOf": [{"const": "a"}, {"const": 1}]}),
        ([STR, {"enum": ["a", "b"]}], {"oneOf": [STR, ref("AP")]}),
        ([{"enum": ["a"]}, {"enum": ["b"]}], ref("AP")),
        ([ref("T"), ref("T"), N], {"oneOf": [ref("T"), N]}),
    ],
)
def test_unions_are_flat_and_free_of_what_adds_nothing(key: str, members: list[Any], canonical: Json) -> None:
    assert prop({key: members}, T=T) == canonical


def test_alternatives_that_only_require_are_dropped() -> None:
    given = {**T, "oneOf": [{"required": ["n"]}, {"required": ["m"]}, {"not": {"required": ["n"]}}]}
    assert schema(given)["properties"] == {"n": INT}


def test_alternatives_that_only_require_beside_all_of_are_dropped() -> None:
    found = schema({"allOf": [ref("T"), {"anyOf": [{"required": ["n"]}, {"required": ["x"]}]}]}, T=T)
    assert found == ref("T")


def test_a_union_beside_properties_is_distributed_over_its_members() -> None:
    found = schemas(
        {
            "A": {"type": "object", "properties": {"id": STR}, "required": ["id"], "oneOf": [ref("B"), ref("C")]},
            "B": {"type": "object", "properties": {"b": STR}},
            "C": {"type": "object", "properties": {"c": STR}},
        }
    )
    assert found["A"] == {"oneOf": [ref("AB"), ref("AC")]}
    assert found["AB"]["properties"] == {"b": STR, "id": STR} and found["AB"]["required"] == ["id"]
    assert found["B"]["properties"] == {"b": STR}


def test_a_member_that_says_it_all_already_stays_the_reference_it_is() -> None:
    found = schemas(
        {
            "A": {"type": "object", "properties": {"id": STR}, "oneOf": [ref("B"), ref("C")]},
            "B": {"type": "object", "properties": {"id": STR, "b": STR}},
            "C": {"type": "object", "properties": {"id": STR, "c": STR}},
        }
    )
    assert found["A"] == {"oneOf": [ref("B"), ref("C")]}


def test_a_type_beside_a_union_keeps_the_members_of_that_type() -> None:
    assert prop({"type": "string", "oneOf": [STR, INT]}) == STR
    assert prop({"type": "object", "oneOf": [ref("T"), {"type": "object", "properties": {"m": STR}}]}, T=T) == {
        "oneOf": [ref("T"), ref("AP")]
    }


def test_unions_of_references_to_unions_keep_the_references() -> None:
    found = schemas({"A": {"oneOf": [ref("U"), INT]}, "U": {"oneOf": [STR, T]}})
    assert found["A"] == {"oneOf": [ref("U"), INT]}
