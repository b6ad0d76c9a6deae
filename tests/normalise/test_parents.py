from __future__ import annotations

from .support import get, ref, schemas

PET = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"type": "string"}},
    "discriminator": {"propertyName": "kind"},
}
CAT = {"allOf": [ref("Pet"), {"type": "object", "properties": {"lives": {"type": "integer"}}}]}
DOG = {"allOf": [ref("Pet"), {"type": "object", "properties": {"friend": ref("Pet")}}]}


def test_a_reference_to_a_parent_means_any_of_its_children() -> None:
    found = schemas(
        {"Pet": PET, "Cat": CAT, "Dog": DOG, "Owner": {"type": "object", "properties": {"pet": ref("Pet")}}}
    )
    assert found["Owner"]["properties"]["pet"] == ref("AnyPet")
    assert found["AnyPet"] == {
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"Cat": "#/components/schemas/Cat", "Dog": "#/components/schemas/Dog"},
        },
    }
    assert found["Pet"] == {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    assert found["Dog"]["properties"]["friend"] == ref("AnyPet")


def test_the_mapping_of_the_parent_gives_the_values() -> None:
    mapping = {"c": "Cat", "d": "#/components/schemas/Dog"}
    parent = {**PET, "discriminator": {"propertyName": "kind", "mapping": mapping}}
    found = schemas({"Pet": parent, "Cat": CAT, "Dog": DOG}, {"/a": get(ref("Pet"))})
    assert found["AnyPet"]["discriminator"]["mapping"] == {
        "c": "#/components/schemas/Cat",
        "d": "#/components/schemas/Dog",
    }


def test_a_child_that_adds_nothing_is_a_child_all_the_same() -> None:
    found = schemas({"Pet": PET, "Cat": CAT, "Fish": {"allOf": [ref("Pet")]}}, {"/a": get(ref("Pet"))})
    assert found["AnyPet"]["oneOf"] == [ref("Cat"), ref("Fish")]
    assert found["Fish"] == found["Pet"]


def test_grandchildren_are_children() -> None:
    kitten = {"allOf": [ref("Cat"), {"properties": {"age": {"type": "integer"}}}]}
    found = schemas({"Pet": PET, "Cat": CAT, "Kitten": kitten}, {"/a": get(ref("Pet"))})
    assert found["AnyPet"]["oneOf"] == [ref("Cat"), ref("Kitten")]


def test_a_union_that_lists_a_child_means_the_parent_itself() -> None:
    found = schemas({"Pet": PET, "Cat": CAT, "U": {"oneOf": [ref("Pet"), ref("Cat")]}})
    assert found["U"]["oneOf"] == [ref("Pet"), ref("Cat")]


def test_an_only_child_needs_no_union() -> None:
    found = schemas({"Pet": PET, "Cat": CAT}, {"/a": get(ref("Pet"))})
    assert found["AnyPet"] == ref("Cat")


def test_a_parent_without_children_is_a_plain_object() -> None:
    assert "discriminator" not in schemas({"Pet": PET}, {"/a": get(ref("Pet"))})["Pet"]


def test_a_mapping_that_names_the_parent_makes_it_a_member() -> None:
    parent = {**PET, "discriminator": {"propertyName": "kind", "mapping": {"pet": "Pet", "cat": "Cat"}}}
    found = schemas({"Pet": parent, "Cat": CAT}, {"/a": get(ref("Pet"))})
    assert found["AnyPet"]["oneOf"] == [ref("Cat"), ref("Pet")]
