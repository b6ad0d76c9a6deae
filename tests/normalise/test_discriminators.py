from __future__ import annotations

import pytest

from trueline.spec.document import Json

from .support import api, ref, repairs, schemas

C = "#/components/schemas/"


def thing(**kind: object) -> Json:
    return {"type": "object", "properties": {"kind": {"type": "string", **kind}}}


def union(*names: str, **more: object) -> Json:
    return {"oneOf": [ref(name) for name in names], "discriminator": {"propertyName": "kind", **more}}


def test_a_mapping_is_completed_from_the_names_of_the_members() -> None:
    found = schemas({"U": union("cat", "Dog"), "cat": thing(), "Dog": thing()})
    assert found["U"]["discriminator"] == {"propertyName": "kind", "mapping": {"cat": f"{C}Cat", "Dog": f"{C}Dog"}}


def test_a_member_that_only_refers_to_another_is_told_by_the_name_that_the_union_gives_it() -> None:
    only: Json = {"allOf": [ref("Pet")]}
    found = schemas({"U": union("cat", "Dog", "Fish"), "cat": only, "Dog": ref("cat"), "Pet": thing(), "Fish": thing()})
    mapping = {"cat": f"{C}Pet", "Dog": f"{C}Pet", "Fish": f"{C}Fish"}
    assert found["U"]["discriminator"]["mapping"] == mapping
    assert found["U"]["oneOf"] == [ref("Pet"), ref("Fish")]


def test_a_mapping_is_completed_from_the_constants_of_the_members() -> None:
    found = schemas({"U": union("A", "B"), "A": thing(const="a"), "B": thing(enum=["b", "bb"])})
    assert found["U"]["discriminator"]["mapping"] == {"a": f"{C}A", "b": f"{C}B", "bb": f"{C}B"}


def test_constants_that_members_share_tell_nothing_and_names_count() -> None:
    found = schemas({"U": union("A", "B"), "A": thing(enum=["a", "b"]), "B": thing(enum=["a", "b"])})
    assert found["U"]["discriminator"]["mapping"] == {"A": f"{C}A", "B": f"{C}B"}


@pytest.mark.parametrize("named", ["Dog", "#/components/schemas/Dog", "Dog.json", "schemas/Dog.yaml"])
def test_a_mapping_names_its_schema_by_name_or_by_uri(named: str) -> None:
    found = schemas({"U": union("Cat", "Dog", mapping={"d": named}), "Cat": thing(), "Dog": thing()})
    assert found["U"]["discriminator"]["mapping"] == {"d": f"{C}Dog", "Cat": f"{C}Cat"}


def test_a_mapped_schema_that_is_neither_a_member_nor_an_object_is_left_out_with_a_note() -> None:
    document = api(
        {"U": union("Cat", "Dog", mapping={"e": "Mix"}), "Cat": thing(), "Dog": thing(), "Mix": {"enum": [0.5, False]}}
    )
    found = schemas(document.value["components"]["schemas"])
    assert found["U"]["oneOf"] == [ref("Cat"), ref("Dog")]
    assert found["U"]["discriminator"]["mapping"] == {"Cat": f"{C}Cat", "Dog": f"{C}Dog"}
    assert repairs(document)


def test_a_mapping_of_nothing_that_is_an_object_leaves_a_plain_union() -> None:
    free: Json = {"anyOf": [ref("Free"), {}], "discriminator": {"propertyName": "kind", "mapping": {"m": f"{C}Mix"}}}
    document = api({"U": free, "Free": {}, "Mix": {"enum": [0.5, False]}})
    assert "discriminator" not in schemas(document.value["components"]["schemas"])["U"]
    assert repairs(document)


def test_a_mapped_schema_that_is_no_member_becomes_one_with_a_note() -> None:
    document = api({"U": union("Cat", "Dog", mapping={"f": "Fish"}), "Cat": thing(), "Dog": thing(), "Fish": thing()})
    found = schemas(document.value["components"]["schemas"])
    assert found["U"]["oneOf"] == [ref("Cat"), ref("Dog"), ref("Fish")]
    assert repairs(document)


def test_a_mapped_union_that_is_no_member_brings_the_members_that_are_not_there_yet() -> None:
    shapes = {name: thing() for name in ("Cat", "Dog", "Fish", "Bird")}
    u = union("Cat", "Dog", mapping={"water": "Other"})
    found = schemas({"U": u, "Other": union("Dog", "Fish", "Bird"), **shapes})
    assert found["U"]["oneOf"] == [ref("Cat"), ref("Dog"), ref("Bird"), ref("Fish")]
    assert found["U"]["discriminator"]["mapping"] == {"water": f"{C}Other", "Cat": f"{C}Cat"}


def test_a_mapping_to_a_schema_that_is_not_there_is_left_out_with_a_note() -> None:
    document = api({"U": union("Cat", "Dog", mapping={"x": "Gone"}), "Cat": thing(), "Dog": thing()})
    assert "Gone" in repairs(document)[0][1]


def test_members_that_are_unions_themselves_are_opened_up() -> None:
    given = {"U": union("V", "Fish"), "V": union("Cat", "Dog"), "Cat": thing(), "Dog": thing(), "Fish": thing()}
    found = schemas(given)
    assert found["U"]["oneOf"] == [ref("Cat"), ref("Dog"), ref("Fish")]
    assert set(found["U"]["discriminator"]["mapping"]) == {"Cat", "Dog", "Fish"}


def test_a_property_with_one_value_is_that_constant_in_a_member() -> None:
    found = schemas({"U": union("A", "B"), "A": thing(enum=["a"]), "B": thing(enum=["b"])})
    assert found["A"]["properties"]["kind"] == {"const": "a"}
    assert set(found) == {"U", "A", "B"}


def test_null_stays_last_and_unmapped() -> None:
    found = schemas(
        {
            "A": thing(),
            "B": thing(),
            "X": {"type": "object", "properties": {"u": {**union("A", "B"), "nullable": True}}},
        }
    )
    place = found["X"]["properties"]["u"]
    assert place["oneOf"] == [ref("A"), ref("B"), {"type": "null"}]
    assert set(place["discriminator"]["mapping"]) == {"A", "B"}


def test_inline_members_are_told_apart_by_their_constants() -> None:
    found = schemas({"U": {"oneOf": [thing(const="a"), thing(const="b")], "discriminator": {"propertyName": "kind"}}})
    assert found["U"]["discriminator"]["mapping"] == {"a": f"{C}UA", "b": f"{C}UB"}


def test_members_merged_with_what_stands_beside_the_union_are_the_ones_that_the_mapping_means() -> None:
    given = {
        "type": "object",
        "properties": {"id": {"type": "string"}},
        **union("Cat", "Dog", mapping={"c": "Cat", "d": "Dog"}),
    }
    found = schemas({"U": given, "Cat": thing(), "Dog": thing()})
    assert found["U"]["discriminator"]["mapping"] == {"c": f"{C}UCat", "d": f"{C}UDog"}
