from __future__ import annotations

from trueline.spec.document import Json

from .support import get, post, ref, schemas

C = "#/components/schemas/"
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
        "oneOf": [ref("Cat"), ref("Dog"), ref("Pet")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"Cat": f"{C}Cat", "Dog": f"{C}Dog", "Pet": f"{C}Pet"},
            "defaultMapping": f"{C}Pet",
        },
    }
    assert found["Pet"] == {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    assert found["Dog"]["properties"]["friend"] == ref("AnyPet")


def test_the_mapping_of_the_parent_gives_the_values() -> None:
    mapping = {"c": "Cat", "d": "#/components/schemas/Dog"}
    parent = {**PET, "discriminator": {"propertyName": "kind", "mapping": mapping}}
    found = schemas({"Pet": parent, "Cat": CAT, "Dog": DOG}, {"/a": get(ref("Pet"))})
    assert found["AnyPet"]["discriminator"]["mapping"] == {"c": f"{C}Cat", "d": f"{C}Dog"}
    assert found["AnyPet"]["discriminator"]["defaultMapping"] == f"{C}Pet"


def test_a_child_that_adds_nothing_is_a_child_all_the_same() -> None:
    found = schemas({"Pet": PET, "Cat": CAT, "Fish": {"allOf": [ref("Pet")]}}, {"/a": get(ref("Pet"))})
    assert found["AnyPet"]["oneOf"] == [ref("Cat"), ref("Fish"), ref("Pet")]
    assert found["Fish"] == found["Pet"]


def test_grandchildren_are_children() -> None:
    kitten = {"allOf": [ref("Cat"), {"properties": {"age": {"type": "integer"}}}]}
    found = schemas({"Pet": PET, "Cat": CAT, "Kitten": kitten}, {"/a": get(ref("Pet"))})
    assert found["AnyPet"]["oneOf"] == [ref("Cat"), ref("Kitten"), ref("Pet")]


def test_a_child_with_children_means_any_of_them_by_the_discriminator_of_its_parent() -> None:
    kitten = {"allOf": [ref("Cat"), {"properties": {"age": {"type": "integer"}}}]}
    mapping = {"k": "Kitten", "c": "Cat", "d": "Dog"}
    parent = {**PET, "discriminator": {"propertyName": "kind", "mapping": mapping}}
    given = {"Pet": parent, "Cat": CAT, "Dog": DOG, "Kitten": kitten}
    found = schemas(given, {"/a": get({"type": "array", "items": ref("Cat")})})
    assert found["AnyCat"] == {
        "oneOf": [ref("Kitten"), ref("Cat")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"k": f"{C}Kitten", "c": f"{C}Cat"},
            "defaultMapping": f"{C}Cat",
        },
    }


def test_a_second_discriminator_further_down_is_followed() -> None:
    breeds: Json = {"properties": {"breed": {"type": "string"}}, "discriminator": {"propertyName": "breed"}}
    given: Json = {
        "Pet": PET,
        "Cat": {"allOf": [ref("Pet"), breeds]},
        "Siamese": {"allOf": [ref("Cat"), {"properties": {"blue": {"type": "boolean"}}}]},
        "Dog": DOG,
    }
    found = schemas(given, {"/a": get(ref("Pet"))})
    assert found["AnyPet"]["oneOf"] == [ref("Cat"), ref("Siamese"), ref("Dog"), ref("Pet")]
    assert found["AnyPet"]["discriminator"]["mapping"] == {
        "Cat": f"{C}AnyCat", "Siamese": f"{C}Siamese", "Dog": f"{C}Dog", "Pet": f"{C}Pet"
    }  # fmt: skip
    assert found["AnyCat"]["discriminator"] == {
        "propertyName": "breed",
        "mapping": {"Siamese": f"{C}Siamese", "Cat": f"{C}Cat"},
        "defaultMapping": f"{C}AnyCatByKind",
    }
    assert found["AnyCatByKind"]["discriminator"] == {
        "propertyName": "kind",
        "mapping": {"Siamese": f"{C}Siamese", "Cat": f"{C}Cat"},
        "defaultMapping": f"{C}Cat",
    }


def test_schemas_that_only_the_mapping_names_are_children_too() -> None:
    alone = {"type": "object", "properties": {"kind": {"type": "string"}, "fins": {"type": "integer"}}}
    parent = {**PET, "discriminator": {"propertyName": "kind", "mapping": {"f": "Fish"}}}
    found = schemas({"Pet": parent, "Fish": alone}, {"/a": get(ref("Pet"))})
    assert found["AnyPet"]["oneOf"] == [ref("Fish"), ref("Pet")]


def test_what_is_sent_takes_the_base_too() -> None:
    secret = {"allOf": [ref("Pet"), {"properties": {"at": {"type": "string", "readOnly": True}}}]}
    found = schemas({"Pet": PET, "Cat": secret}, {"/a": post(ref("Pet"))})
    assert found["AnyPetInput"]["oneOf"] == [ref("CatInput"), ref("Pet")]
    assert found["AnyPetInput"]["discriminator"]["mapping"] == {"Cat": f"{C}CatInput", "Pet": f"{C}Pet"}


def test_a_union_that_lists_a_parent_takes_it_for_what_nobody_is_called() -> None:
    union: Json = {"oneOf": [ref("Pet"), ref("Cat")], "discriminator": {"propertyName": "kind"}}
    found = schemas({"Pet": PET, "Cat": CAT, "U": union})
    assert found["U"]["oneOf"] == [ref("Pet"), ref("Cat")]
    assert found["U"]["discriminator"]["defaultMapping"] == f"{C}Pet"


def test_a_union_that_lists_a_child_means_the_parent_itself() -> None:
    found = schemas({"Pet": PET, "Cat": CAT, "U": {"oneOf": [ref("Pet"), ref("Cat")]}})
    assert found["U"]["oneOf"] == [ref("Pet"), ref("Cat")]


def test_an_only_child_does_not_replace_its_parent() -> None:
    found = schemas({"Pet": PET, "Cat": CAT}, {"/a": get(ref("Pet"))})
    assert found["AnyPet"]["oneOf"] == [ref("Cat"), ref("Pet")]


def test_a_parent_without_children_is_a_plain_object() -> None:
    assert "discriminator" not in schemas({"Pet": PET}, {"/a": get(ref("Pet"))})["Pet"]


def test_a_mapping_that_names_the_parent_makes_it_a_member() -> None:
    parent = {**PET, "discriminator": {"propertyName": "kind", "mapping": {"pet": "Pet", "cat": "Cat"}}}
    found = schemas({"Pet": parent, "Cat": CAT}, {"/a": get(ref("Pet"))})
    assert found["AnyPet"]["oneOf"] == [ref("Cat"), ref("Pet")]
