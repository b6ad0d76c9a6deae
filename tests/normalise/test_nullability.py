from __future__ import annotations

from .support import prop, ref, schema, schemas

NULLABLE = {"type": "object", "nullable": True, "properties": {"n": {"type": "integer"}}}
REF_OR_NULL = {"oneOf": [ref("N"), {"type": "null"}]}


def test_a_nullable_component_is_a_class_and_its_references_are_nullable() -> None:
    found = schemas(
        {
            "N": NULLABLE,
            "A": {"type": "object", "properties": {"n": ref("N"), "l": {"type": "array", "items": ref("N")}}},
        }
    )
    assert found["N"] == {"type": "object", "properties": {"n": {"type": "integer"}}, "required": []}
    assert found["A"]["properties"] == {"n": REF_OR_NULL, "l": {"type": "array", "items": REF_OR_NULL}}


def test_a_nullable_scalar_component_is_an_alias_of_the_scalar() -> None:
    found = schemas({"N": {"type": ["string", "null"]}, "A": {"type": "array", "items": ref("N")}})
    assert found["N"] == {"type": "string"}
    assert found["A"]["items"] == REF_OR_NULL


def test_an_alias_of_a_nullable_component_is_nullable_too() -> None:
    found = schemas({"N": NULLABLE, "M": ref("N"), "A": {"type": "array", "items": ref("M")}})
    assert found["M"] == ref("N")
    assert found["A"]["items"] == {"oneOf": [ref("M"), {"type": "null"}]}


def test_a_union_with_a_nullable_member_is_nullable_once() -> None:
    assert prop({"oneOf": [ref("N"), {"type": "string"}, {"type": "null"}]}, N=NULLABLE) == {
        "oneOf": [ref("N"), {"type": "string"}, {"type": "null"}]
    }


def test_a_component_that_is_a_union_with_null_says_so_at_its_references() -> None:
    found = schemas({"U": {"oneOf": [{"type": "string"}, {"type": "null"}]}, "A": {"type": "array", "items": ref("U")}})
    assert found["U"] == {"type": "string"}
    assert found["A"]["items"] == {"oneOf": [ref("U"), {"type": "null"}]}


def test_a_schema_made_from_a_nullable_one_and_more_is_not_nullable() -> None:
    found = schema({"allOf": [ref("N"), {"type": "object", "properties": {"m": {"type": "string"}}}]}, N=NULLABLE)
    assert set(found["properties"]) == {"n", "m"}


def test_a_component_that_is_nothing_but_null_stays_null() -> None:
    assert prop(ref("N"), N={"type": "null"}) == ref("N")


def test_components_that_are_nullable_in_a_circle_do_not_hang() -> None:
    found = schemas({"A": {"oneOf": [ref("B"), {"type": "null"}]}, "B": {"oneOf": [ref("A"), {"type": "string"}]}})
    assert set(found) == {"A", "B"}


def test_descriptions_stay_at_the_reference() -> None:
    assert prop({**ref("N"), "description": "mine"}, N=NULLABLE) == {"description": "mine", **REF_OR_NULL}
