from __future__ import annotations

import pytest

from trueline.errors import DocumentError
from trueline.spec.document import Json

from .support import api, get, prop, ref, repairs, run, schema, schemas

STR, INT = {"type": "string"}, {"type": "integer"}
BASE = {"type": "object", "required": ["id"], "properties": {"id": STR}}
MORE = {"type": "object", "required": ["m"], "properties": {"m": INT}}


def test_objects_unite_their_properties_and_what_they_require() -> None:
    found = schema({"allOf": [ref("B"), MORE], "description": "both"}, B=BASE)
    assert found == {
        "description": "both",
        "type": "object",
        "properties": {"id": STR, "m": INT},
        "required": ["id", "m"],
    }


def test_own_properties_beside_all_of_are_one_more_member() -> None:
    found = schema({"allOf": [ref("B")], "properties": {"m": INT}, "required": ["m"]}, B=BASE)
    assert found["properties"] == {"id": STR, "m": INT} and found["required"] == ["id", "m"]


def test_all_of_one_reference_with_remarks_is_that_reference() -> None:
    assert prop({"allOf": [ref("B")], "description": "d", "readOnly": True}, B=BASE) == {
        **ref("B"), "description": "d", "readOnly": True
    }  # fmt: skip
    assert prop({"allOf": [ref("B"), {"description": "d"}]}, B=BASE) == {**ref("B"), "description": "d"}
    assert prop({"allOf": [ref("B"), {"type": "object"}]}, B=BASE) == ref("B")


def test_titles_and_descriptions_of_a_parent_are_not_inherited() -> None:
    found = schema({"allOf": [ref("B"), MORE]}, B={**BASE, "title": "Base", "description": "base"})
    assert "title" not in found and "description" not in found


def test_inheritance_goes_through_several_levels() -> None:
    found = schemas(
        {"A": {"allOf": [ref("B"), MORE]}, "B": {"allOf": [ref("C"), {"properties": {"b": STR}}]}, "C": BASE}
    )
    assert list(found["A"]["properties"]) == ["id", "b", "m"]


def test_a_merger_that_always_leads_to_another_is_refused_and_not_followed_without_end() -> None:
    inner: Json = {"properties": {"x": {"type": "string"}}, "anyOf": [{"const": "a"}, ref("B")]}
    other: Json = {"type": "object", "additionalProperties": {"enum": [[]]}}
    given: Json = {"properties": {"x": inner}, "anyOf": [other, {"type": "string"}]}
    with pytest.raises(DocumentError, match="without end"):
        schemas({"A": given, "B": given})


def test_a_property_described_twice_is_what_both_have_in_common() -> None:
    found = schema(
        {"allOf": [ref("B"), {"properties": {"id": {"type": "string", "format": "uuid", "description": "d"}}}]}, B=BASE
    )
    assert found["properties"]["id"] == {"type": "string", "format": "uuid", "description": "d"}


def test_a_property_may_be_refined_to_an_enum_or_a_constant() -> None:
    kinds = {"type": "string", "enum": ["a", "b", "c"]}
    given = {"B": {"type": "object", "properties": {"k": kinds}}}
    found = schemas({**given, "A": {"allOf": [ref("B"), {"properties": {"k": {"enum": ["a", "b"]}}}]}})
    assert found[found["A"]["properties"]["k"]["$ref"].rpartition("/")[2]]["enum"] == ["a", "b"]
    assert schema({"allOf": [ref("B"), {"properties": {"k": {"enum": ["a"]}}}]}, **given)["properties"]["k"] == {
        "const": "a"
    }


def test_a_property_refined_to_an_extension_of_its_class_is_the_extension() -> None:
    given = {
        "X": BASE,
        "Y": {"allOf": [ref("X"), MORE]},
        "B": {"type": "object", "properties": {"p": ref("X")}},
        "A": {"allOf": [ref("B"), {"properties": {"p": ref("Y")}}]},
    }
    assert schemas(given)["A"]["properties"]["p"] == ref("Y")


def test_a_property_of_two_classes_becomes_a_class_with_both_their_properties() -> None:
    given = {
        "X": BASE,
        "Y": MORE,
        "B": {"type": "object", "properties": {"p": ref("X")}},
        "A": {"allOf": [ref("B"), {"properties": {"p": ref("Y")}}]},
    }
    found = schemas(given)
    assert found["A"]["properties"]["p"] == ref("AP")
    assert set(found["AP"]["properties"]) == {"id", "m"}


def test_classes_that_refer_to_themselves_can_be_merged() -> None:
    given = {
        "X": {"type": "object", "properties": {"x": STR, "next": ref("X")}},
        "Y": {"type": "object", "properties": {"y": STR, "next": ref("Y")}},
        "A": {"type": "object", "properties": {"p": {"allOf": [ref("X"), ref("Y")]}}},
    }
    found = schemas(given)
    assert found["AP"]["properties"] == {"x": STR, "next": ref("AP"), "y": STR}


def test_two_descriptions_that_contradict_each_other_are_repaired_with_a_note() -> None:
    document = api({"B": BASE, "A": {"allOf": [ref("B"), {"properties": {"id": INT}}]}})
    assert run(document).document["components"]["schemas"]["A"]["properties"]["id"]["type"] == "integer"
    assert "the last one counts" in repairs(document)[0][1]


def test_a_merged_property_tells_where_else_it_is_described() -> None:
    found = run(api({"B": BASE, "A": {"allOf": [ref("B"), {"properties": {"id": {"description": "d"}}}]}})).document
    place = found["components"]["schemas"]["A"]["properties"]["id"]
    assert place["x-trueline-pointer"] == "/components/schemas/A/allOf/1/properties/id"
    assert place["x-trueline-merged"] == ["/components/schemas/B/properties/id"]


def test_a_union_among_the_members_is_distributed() -> None:
    found = schemas(
        {"B": BASE, "M": MORE, "A": {"allOf": [ref("B"), {"oneOf": [ref("M"), {"properties": {"o": STR}}]}]}}
    )
    first, second = (found[member["$ref"].rpartition("/")[2]] for member in found["A"]["oneOf"])
    assert set(first["properties"]) == {"id", "m"} and set(second["properties"]) == {"id", "o"}
    assert found["A"]["oneOf"][0] == ref("AM")


def test_a_parent_that_lists_its_children_does_not_go_in_a_circle() -> None:
    found = schemas(
        {
            "Pet": {**BASE, "oneOf": [ref("Cat"), ref("Dog")]},
            "Cat": {"allOf": [ref("Pet"), {"properties": {"c": STR}}]},
            "Dog": {"allOf": [ref("Pet"), {"properties": {"d": STR}}]},
        }
    )
    assert found["Pet"] == {"oneOf": [ref("Cat"), ref("Dog")]}
    assert set(found["Cat"]["properties"]) == {"id", "c"}


def test_all_of_scalars_is_the_narrowest_of_them() -> None:
    assert prop({"allOf": [STR, {"minLength": 1}, {"type": "string", "format": "uuid"}]}) == {
        "type": "string",
        "format": "uuid",
    }
    assert prop({"allOf": [INT, {"type": "number"}]}) == INT
    assert prop({"allOf": [ref("E"), STR]}, E={"enum": ["a", "b"]}) == ref("E")


def test_all_of_arrays_merges_their_items() -> None:
    found = prop({"allOf": [{"type": "array", "items": {}}, {"type": "array", "items": ref("B")}]}, B=BASE)
    assert found == {"type": "array", "items": ref("B")}


def test_nullable_members_make_a_nullable_whole_only_together() -> None:
    null = {"type": "null"}
    assert prop({"allOf": [{"type": ["string", "null"]}, {"type": ["string", "null"], "format": "uuid"}]}) == {
        "oneOf": [{"type": "string", "format": "uuid"}, null]
    }
    assert prop({"allOf": [{"type": ["string", "null"]}, STR]}) == STR


def test_a_schema_made_from_itself_is_refused_by_name() -> None:
    with pytest.raises(DocumentError, match="made from itself") as caught:
        run(api({"A": {"allOf": [ref("B"), MORE]}, "B": {"allOf": [ref("A"), BASE]}}))
    assert "/components/schemas/B" in str(caught.value)


def test_a_very_long_chain_is_refused_and_not_a_crash() -> None:
    chain = {f"STR{n}": {"allOf": [ref(f"STR{n + 1}"), MORE]} for n in range(500)}
    with pytest.raises(DocumentError, match="longer than"):
        run(api({**chain, "S500": BASE}))


def test_additional_properties_come_from_whichever_member_says_so() -> None:
    assert (
        schema({"allOf": [ref("B"), {"type": "object", "additionalProperties": STR}]}, B=BASE)["additionalProperties"]
        == STR
    )
    assert (
        schema({"allOf": [ref("B"), {"type": "object", "additionalProperties": False}]}, B=BASE)["additionalProperties"]
        is False
    )


def test_all_of_inside_an_operation_is_named_after_the_operation() -> None:
    found = schemas({"B": BASE}, {"/a": get({"allOf": [ref("B"), MORE]}, operationId="getA")})
    assert set(found) == {"B", "GetAResponse"}
    assert set(found["GetAResponse"]["properties"]) == {"id", "m"}


def test_inline_objects_of_a_parent_are_shared_with_its_children() -> None:
    parent = {"type": "object", "properties": {"meta": {"type": "object", "properties": {"k": STR}}}}
    found = schemas({"B": parent, "A": {"allOf": [ref("B"), MORE]}})
    assert found["A"]["properties"]["meta"] == found["B"]["properties"]["meta"] == ref("BMeta")
