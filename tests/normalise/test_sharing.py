"""Inline schemas of one structure and one name are one class, and a class keeps its name whatever else is edited."""

from __future__ import annotations

import copy
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trueline.memory import APART, Memory, Remembered
from trueline.spec.document import Document, Json
from trueline.spec.normalise import normalise
from trueline.spec.normalise.canonical import MERGED

from .support import api, json, ref, run

ORDER: Json = {"type": "string", "enum": ["asc", "desc"]}
OWNER: Json = {"type": "object", "properties": {"id": {"type": "integer"}, "login": {"type": "string"}}}
Names = Mapping[str, Remembered] | None


def lists(*ids: str, schema: Json = ORDER, name: str = "order") -> Json:
    """A GET for each id, with one query parameter."""
    return {f"/{each}": {"get": listed(each, schema, name)} for each in ids}


def listed(each: str, schema: Json = ORDER, name: str = "order") -> Json:
    parameter = {"name": name, "in": "query", "schema": copy.deepcopy(schema)}
    return {"operationId": each, "parameters": [parameter], "responses": {"200": {"description": "ok"}}}


def holds(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


def classes(document: Document, names: Names = None) -> set[str]:
    return set(again(document, names)[0])


def again(document: Document, names: Names = None) -> tuple[Json, Names]:
    """The components, and what is remembered, where these names were."""
    found = normalise(document, lambda: Memory(names or {}))
    return found.document["components"]["schemas"], found.names


def asked(document: Document, names: Names, path: str) -> str:
    """The class of the first parameter of a path."""
    return asked_everywhere(document, names)[path]


def asked_everywhere(document: Document, names: Names) -> dict[str, str]:
    """The class of the first parameter of each path."""
    paths = normalise(document, lambda: Memory(names or {})).document["paths"]
    schemas = {path: item["get"]["parameters"][0]["schema"] for path, item in paths.items()}
    return {path: str(schema["$ref"]).rpartition("/")[2] for path, schema in schemas.items()}


def test_parameters_of_one_name_and_one_structure_are_one_class() -> None:
    assert classes(api(paths=lists("list_pets", "list_keys", "list_owners"))) == {"Order"}


def test_one_use_alone_is_called_by_its_place() -> None:
    assert classes(api(paths=lists("list_pets"))) == {"ListPetsOrder"}


def test_properties_of_one_name_and_one_structure_are_one_class_with_what_is_inside_them() -> None:
    owner = {**OWNER, "properties": {**OWNER["properties"], "rights": holds(read={"type": "boolean"})}}
    found = classes(api({"Pet": holds(owner=owner), "Car": holds(owner=copy.deepcopy(owner))}))
    assert found == {"Pet", "Car", "Owner", "Rights"}


def test_a_title_is_a_name_of_more_weight_than_that_of_the_property() -> None:
    titled = {**OWNER, "title": "Simple user"}
    found = classes(api({"Pet": holds(owner=titled), "Car": holds(driver=copy.deepcopy(titled))}))
    assert found == {"Pet", "Car", "SimpleUser"}


def test_other_names_or_other_structures_are_other_classes() -> None:
    wider = {**ORDER, "enum": ["asc", "desc", "none"]}
    paths = {**lists("list_pets"), **lists("list_keys", name="sort"), **lists("list_cars", schema=wider)}
    assert classes(api(paths=paths)) == {"ListPetsOrder", "ListKeysSort", "ListCarsOrder"}


@pytest.mark.parametrize(
    "other",
    [
        {**OWNER, "required": ["id"]},
        {**OWNER, "additionalProperties": False},
        {"type": "object", "properties": {**OWNER["properties"], "id": {"type": "string"}}},
        {"type": "object", "properties": {**OWNER["properties"], "id": {"type": "integer", "default": 1}}},
        {"type": "object", "properties": {**OWNER["properties"], "id": {"type": "integer", "minimum": 1}}},
        {"type": "object", "properties": {**OWNER["properties"], "id": {"type": "integer", "deprecated": True}}},
        {"type": "object", "properties": {**OWNER["properties"], "id": {"type": "integer", "x-sdk-name": "key"}}},
    ],
)
def test_what_a_class_or_its_decoder_depends_on_keeps_two_apart(other: Json) -> None:
    found = classes(api({"Pet": holds(owner=OWNER), "Car": holds(owner=other)}))
    assert found == {"Pet", "Car", "PetOwner", "CarOwner"}


def test_texts_and_the_order_of_properties_keep_nothing_apart() -> None:
    properties = {"login": {"type": "string", "description": "Whose car."}, "id": {"type": "integer", "title": "Id"}}
    other = {"type": "object", "properties": properties, "description": "Drives.", "examples": [{"id": 1}]}
    found, _ = again(api({"Pet": holds(owner={**OWNER, "description": "Feeds."}), "Car": holds(owner=other)}))
    assert set(found) == {"Pet", "Car", "Owner"}
    assert "description" not in found["Owner"]
    assert found["Owner"]["properties"]["login"]["description"] == "Whose car."
    assert [found[name]["properties"]["owner"]["description"] for name in ("Pet", "Car")] == ["Feeds.", "Drives."]
    places = [found["Owner"]["x-trueline-pointer"], *found["Owner"][MERGED]]
    assert sorted(places) == [f"/components/schemas/{name}/properties/owner" for name in ("Car", "Pet")]


def test_members_that_unions_know_by_different_values_are_not_one_class() -> None:
    card = {"type": "object", "title": "Card", "properties": {"kind": {"type": "string"}, "last4": {"type": "string"}}}
    told = {"propertyName": "kind", "mapping": {"a": "#/components/schemas/A", "b": "#/components/schemas/B"}}
    one_of = {"oneOf": [ref("A"), ref("B")], "discriminator": told}
    schemas = {
        "Paid": holds(by=one_of),
        "A": {"allOf": [ref("Base")]},
        "B": {"allOf": [ref("Base")]},
        "Base": card,
    }
    found = run(api(schemas)).document["components"]["schemas"]
    assert {"A", "B"} <= set(found)


def test_bodies_and_answers_without_a_title_are_never_shared() -> None:
    answer = {"200": {"description": "ok", "content": json(OWNER)}}
    paths = {f"/{each}": {"get": {"operationId": each, "responses": answer}} for each in ("one", "two")}
    assert classes(api(paths=paths)) == {"OneResponse", "TwoResponse"}


def test_a_multipart_body_keeps_its_files_apart_from_texts() -> None:
    part = {"type": "object", "title": "Part", "properties": {"data": {"type": "string", "format": "binary"}}}

    def post(each: str, media_type: str) -> Json:
        body = {"content": {media_type: {"schema": copy.deepcopy(part)}}}
        return {"post": {"operationId": each, "requestBody": body, "responses": {"200": {"description": "ok"}}}}

    found = classes(api(paths={"/a": post("a", "multipart/form-data"), "/b": post("b", "application/json")}))
    assert len(found) == 2


def test_two_structures_that_want_one_name_say_what_they_are_part_of() -> None:
    other = holds(name={"type": "string"})
    pets = {f"Pet{n}": holds(pet={"title": "Pet", **holds(owner=OWNER, n={"const": n})}) for n in (1, 2)}
    cars = {f"Car{n}": holds(car={"title": "Car", **holds(owner=other, n={"const": n})}) for n in (1, 2)}
    found = classes(api(copy.deepcopy({**pets, **cars})))
    assert {"PetOwner", "CarOwner"} <= found
    assert "Owner" not in found


def test_the_name_alone_is_for_the_structure_that_most_places_have_by_far() -> None:
    user, wide = {**OWNER, "title": "User"}, {**holds(id={"type": "integer"}, mail={"type": "string"}), "title": "User"}
    schemas = {f"Pet{each}": holds(owner=copy.deepcopy(user)) for each in "ABCD"}
    schemas |= {f"Car{each}": holds(driver=copy.deepcopy(wide)) for each in "AB"}
    schemas["House"] = holds(guest={**holds(name={"type": "string"}), "title": "User"})
    found, _ = again(api(schemas))
    assert set(found) - schemas.keys() == {"User", "CarUser", "HouseGuest"}
    assert set(found["User"]["properties"]) == {"id", "login"}


def test_a_title_that_another_has_alone_comes_after_what_most_of_its_places_begin_with() -> None:
    user, wide = {**OWNER, "title": "User"}, {**holds(id={"type": "integer"}, mail={"type": "string"}), "title": "User"}
    schemas = {f"Pet{each}": holds(owner=copy.deepcopy(user)) for each in "ABCDEF"}
    for garage, role in {"GarageNorth": "driver", "GaragesSouth": "keeper", "GarageEast": "seller"}.items():
        schemas[garage] = holds(**{role: copy.deepcopy(wide)})
    assert classes(api(copy.deepcopy(schemas))) - schemas.keys() == {"User", "GarageUser"}
    verbs = {key.replace("Garage", "Update"): schema for key, schema in schemas.items()}
    assert "UpdateUser" not in classes(api(verbs))


def test_a_definition_is_called_what_it_is_called_there() -> None:
    n = holds(p={"$ref": "#/components/schemas/N/$defs/P"})
    schemas = {"N": {**n, "$defs": {"P": holds(kind=ORDER)}}}
    assert classes(api(copy.deepcopy(schemas))) == {"N", "P", "PKind"}
    schemas["M"] = {**holds(p={"$ref": "#/components/schemas/M/$defs/P"}), "$defs": {"P": holds(size=ORDER)}}
    assert classes(api(schemas)) == {"N", "M", "NP", "NPKind", "MP", "MPSize"}


def test_a_definition_gives_way_to_a_schema_of_the_document_and_a_property_called_definitions_is_none() -> None:
    n = holds(p={"$ref": "#/components/schemas/N/$defs/P"}, definitions=holds(a=OWNER))
    schemas = {"N": {**n, "$defs": {"P": OWNER}}, "P": holds()}
    schemas["P"]["properties"] = {"x": {"type": "string"}}
    assert classes(api(schemas)) == {"N", "NP", "P", "NDefinitions", "NDefinitionsA"}


def test_the_name_of_a_property_alone_is_for_what_nearly_all_places_have() -> None:
    wide = {**ORDER, "enum": ["asc", "desc", "none"]}
    titled, other = {**ORDER, "title": "Order"}, {**wide, "title": "Order"}
    assert "Order" not in classes(api(paths={**lists("a", "b", "c", schema=ORDER), **lists("d", "e", schema=wide)}))
    assert "Order" in classes(api(paths={**lists("a", "b", "c", schema=titled), **lists("d", "e", schema=other)}))
    assert "Order" not in classes(api(paths={**lists("a", "b", schema=titled), **lists("d", "e", schema=other)}))


def test_an_enum_of_one_value_says_which_where_the_name_alone_does_not() -> None:
    def fixed(value: str) -> Json:
        return holds(action={"type": "string", "enum": [value]})

    schemas = {f"{each}{value.title()}": fixed(value) for value in ("opened", "closed") for each in ("Pr", "Issue")}
    assert classes(api(schemas)) - schemas.keys() == {"OpenedAction", "ClosedAction"}


def test_what_it_is_part_of_and_what_that_is_part_of_come_before_the_words_of_a_place() -> None:
    def app(levels: list[str]) -> Json:
        return holds(app=holds(rights=holds(level={"type": "string", "enum": levels}, id={"type": "integer"})))

    two, three = ["read", "write"], ["read", "write", "admin"]
    schemas = {each: app(two) for each in ("Pet", "Dog")} | {each: app(three) for each in ("Car", "Bus")}
    found = classes(api(schemas)) - schemas.keys()
    assert {"RightsLevel", "AppRightsLevel"} <= found


def test_a_shared_class_takes_no_name_of_the_documents_own() -> None:
    found = classes(api({"Order": holds(id={"type": "integer"})}, lists("list_pets", "list_pens")))
    assert found == {"Order", "ListOrder"}


def test_the_order_of_the_document_changes_no_name() -> None:
    schemas = {"Pet": holds(owner=OWNER, tag=ORDER), "Car": holds(tag=ORDER, owner=OWNER)}
    paths = lists("list_pets", "list_keys")
    one = api(copy.deepcopy(schemas), copy.deepcopy(paths))
    turned = {key: {**s, "properties": dict(reversed(s["properties"].items()))} for key, s in reversed(schemas.items())}
    other = api(copy.deepcopy(turned), dict(reversed(copy.deepcopy(paths).items())))
    assert again(one)[1] == again(other)[1]


def test_a_second_use_renames_nothing() -> None:
    _, names = again(api(paths=lists("list_pets")))
    more = api(paths=lists("list_pets", "list_keys"))
    assert classes(more, names) == {"ListPetsOrder"}
    assert classes(more) == {"Order"}


def test_a_split_leaves_the_name_where_most_uses_stay() -> None:
    _, names = again(api(paths=lists("a", "b", "c")))
    wider = {**ORDER, "enum": [*ORDER["enum"], "none"]}
    split = api(paths={**lists("a", schema=wider), **lists("b", "c")})
    assert classes(split, names) == {"Order", "AOrder"}
    assert asked(split, names, "/a") == "AOrder"
    split = api(paths={**lists("a", "b", schema=wider), **lists("c")})
    assert asked(split, names, "/a") == "Order"
    assert asked(split, names, "/c") == "COrder"


@pytest.mark.parametrize("changed", ["a", "b"])
def test_a_split_in_halves_leaves_the_name_where_nothing_changed(changed: str) -> None:
    (same,) = {"a", "b"} - {changed}
    _, names = again(api(paths=lists("a", "b")))
    split = api(paths={**lists(changed, schema={**ORDER, "enum": ["asc"]}), **lists(same)})
    assert asked(split, names, f"/{same}") == "Order"


def test_what_was_split_has_its_name_still_after_the_next_run() -> None:
    _, names = again(api(paths=lists("a", "b", "c")))
    split = api(paths={**lists("a", schema={**ORDER, "enum": ["asc", "none"]}), **lists("b", "c")})
    found, names = again(split, names)
    assert again(split, names) == (found, names)


def test_a_use_that_is_gone_renames_nothing() -> None:
    _, names = again(api(paths=lists("a", "b")))
    assert classes(api(paths=lists("b")), names) == {"Order"}


def test_classes_that_an_sdk_has_apart_stay_apart() -> None:
    wider = {**ORDER, "enum": ["asc", "desc", "none"]}
    _, names = again(api(paths={**lists("a"), **lists("b", schema=wider)}))
    assert classes(api(paths=lists("a", "b")), names) == {"AOrder", "BOrder"}
    assert classes(api(paths=lists("a", "b", "c")), names) == {"AOrder", "BOrder"}


def test_without_sharing_every_place_has_a_class_and_nothing_is_remembered() -> None:
    found = normalise(api(paths=lists("a", "b")), lambda: APART)
    assert set(found.document["components"]["schemas"]) == {"AOrder", "BOrder"}
    assert found.names is None


def test_a_new_schema_of_the_document_gives_way_to_a_name_that_is_in_use() -> None:
    _, names = again(api(paths=lists("a", "b")))
    more = api({"Order": holds(id={"type": "integer"})}, lists("a", "b"))
    found, names = again(more, names)
    assert set(found) == {"Order", "OrderSchema"}
    assert "enum" in found["Order"]
    assert set(again(api({"Order": holds(id={"type": "integer"})}), names)[0]) == {"OrderSchema"}


def test_a_name_that_the_document_states_comes_before_one_that_is_remembered() -> None:
    _, names = again(api(paths=lists("a", "b")))
    stated = api(paths=lists("a", "b", schema={**ORDER, "x-sdk-type-name": "Direction"}))
    assert classes(stated, names) == {"Direction"}


VALUES = st.lists(st.sampled_from(["asc", "desc", "none", "random"]), min_size=1, max_size=4, unique=True)
ENUMS = VALUES.filter(lambda values: len(values) > 1).map(lambda values: {"type": "string", "enum": values})
PLACES = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(st.sampled_from(["order", "sort"]), ENUMS), max_size=8)


def written(places: Mapping[str, tuple[str, Json]]) -> Document:
    return api(paths={f"/{each}": {"get": listed(each, schema, name)} for each, (name, schema) in places.items()})


@given(PLACES, PLACES, st.permutations("abcdefgh"))
@settings(max_examples=60, deadline=None)
def test_an_edit_anywhere_renames_nothing_that_it_did_not_touch(
    old: dict[str, tuple[str, Json]], edit: dict[str, tuple[str, Json]], order: list[str]
) -> None:
    _, names = again(written(old))
    new = {each: {**old, **edit}[each] for each in order if each in {**old, **edit}}
    untouched = [each for each in old if new[each] == old[each]]
    before, after = (asked_everywhere(written(each), names) for each in (old, new))
    kept = {before[f"/{each}"] for each in untouched} & {after[f"/{each}"] for each in untouched}
    assert all(before[f"/{each}"] == after[f"/{each}"] for each in untouched if before[f"/{each}"] in kept)
    found, told = again(written(new), names)
    assert again(written(new), told) == (found, told)
