from __future__ import annotations

from trueline.spec.document import Json

from .support import api, bare, get, json, operation, post, ref, repairs, run, schemas

S = {"type": "string"}
R, W = {**S, "readOnly": True}, {**S, "writeOnly": True}
USER = {"type": "object", "required": ["id", "name"], "properties": {"id": R, "name": S, "password": W}}


def body(schemas_: Json, paths: Json, path: str = "/a") -> Json:
    found = run(api(schemas_, paths)).document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    schema: Json = bare(found["schema"])
    return schema


def answer(schemas_: Json, paths: Json, path: str = "/a") -> Json:
    found = run(api(schemas_, paths)).document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    schema: Json = bare(found["schema"])
    return schema


def test_a_component_that_is_sent_and_received_has_a_variant_for_each() -> None:
    paths = {"/a": {**post(ref("User")), **get(ref("User"))}}
    found = schemas({"User": USER}, paths)
    assert set(found["User"]["properties"]) == {"id", "name"} and found["User"]["required"] == ["id", "name"]
    assert set(found["UserInput"]["properties"]) == {"name", "password"} and found["UserInput"]["required"] == ["name"]
    assert body({"User": USER}, paths) == ref("UserInput")
    assert answer({"User": USER}, paths) == ref("User")


def test_a_component_that_only_comes_back_keeps_its_write_only_properties_in_the_variant() -> None:
    found = schemas({"User": USER}, {"/a": get(ref("User"))})
    assert set(found["User"]["properties"]) == {"id", "name"}
    assert set(found["UserInput"]["properties"]) == {"name", "password"}


def test_a_variant_does_not_depend_on_what_comes_back() -> None:
    sent = {"/a": post(ref("User"))}
    assert body({"User": USER}, sent) == body({"User": USER}, {**sent, "/b": get(ref("User"))}) == ref("UserInput")


def test_a_component_without_flags_is_never_split() -> None:
    found = schemas({"T": {"type": "object", "properties": {"s": S}}}, {"/a": {**post(ref("T")), **get(ref("T"))}})
    assert set(found) == {"T"}


def test_a_component_that_leads_to_a_flag_is_split_with_it() -> None:
    team = {"type": "object", "properties": {"lead": ref("User"), "all": {"type": "array", "items": ref("User")}}}
    found = schemas({"User": USER, "Team": team}, {"/a": {**post(ref("Team")), **get(ref("Team"))}})
    assert found["TeamInput"]["properties"] == {
        "lead": ref("UserInput"),
        "all": {"type": "array", "items": ref("UserInput")},
    }
    assert found["Team"]["properties"]["lead"] == ref("User")


def test_inline_objects_inside_a_component_are_split_with_it() -> None:
    given = {"A": {"type": "object", "properties": {"b": {"type": "object", "properties": {"id": R, "n": S}}}}}
    found = schemas(given, {"/a": {**post(ref("A")), **get(ref("A"))}})
    assert found["AInput"]["properties"]["b"] == ref("ABInput")
    assert set(found["ABInput"]["properties"]) == {"n"}


def test_a_flag_on_the_schema_that_a_property_refers_to_counts() -> None:
    given = {"Id": R, "A": {"type": "object", "properties": {"id": ref("Id"), "n": S}}}
    found = schemas(given, {"/a": {**post(ref("A")), **get(ref("A"))}})
    assert set(found["AInput"]["properties"]) == {"n"}


def test_unions_and_their_mappings_lead_to_the_variants() -> None:
    kind = {"kind": {"const": "x"}}
    given = {
        "A": {"type": "object", "properties": {**kind, "id": R}},
        "B": {"type": "object", "properties": {"kind": {"const": "y"}}},
        "U": {"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "kind"}},
    }
    found = schemas(given, {"/a": {**post(ref("U")), **get(ref("U"))}})
    assert found["UInput"]["oneOf"] == [ref("AInput"), ref("B")]
    assert found["UInput"]["discriminator"]["mapping"] == {
        "x": "#/components/schemas/AInput",
        "y": "#/components/schemas/B",
    }


def test_what_a_webhook_brings_is_received_and_what_it_answers_is_sent() -> None:
    hook = {
        "post": {
            "requestBody": {"content": json(ref("User"))},
            "responses": {"200": {"description": "", "content": json(ref("User"))}},
        }
    }
    found = run(api({"User": USER}, webhooks={"w": hook})).document["webhooks"]["w"]["post"]
    assert bare(found["requestBody"]["content"]) == json(ref("User"))
    assert bare(found["responses"]["200"]["content"]) == json(ref("UserInput"))


def test_a_read_only_property_of_what_is_only_ever_sent_is_left_out_with_a_note() -> None:
    body = {"type": "object", "required": ["id", "name"], "properties": {"id": R, "name": S}}
    done = run(api(None, {"/a": post(body, operationId="create")}))
    found = bare(done.document["components"]["schemas"])
    assert found["CreateRequest"] == {"type": "object", "properties": {"name": S}, "required": ["name"]}
    assert ["readOnly" in repair.sentence and "left out" in repair.sentence for repair in done.repairs] == [True]


def test_a_component_named_as_the_variant_would_be_keeps_its_name() -> None:
    other = {"type": "object", "properties": {"x": S}}
    paths = {"/a": {**post(ref("User")), **get(ref("User"))}}
    found = schemas({"User": USER, "UserInput": other}, paths)
    assert set(found["UserInput"]["properties"]) == {"x"}
    assert set(found["UserInputObject"]["properties"]) == {"name", "password"}


def test_a_property_that_is_both_is_taken_as_neither() -> None:
    document = api(
        {"A": {"type": "object", "properties": {"x": {**S, "readOnly": True, "writeOnly": True}}}},
        {"/a": post(ref("A"))},
    )
    assert set(bare(run(document).document["components"]["schemas"])) == {"A"}
    assert repairs(document)


def test_every_property_is_in_one_of_the_variants() -> None:
    paths = {"/a": {**post(ref("User")), **get(ref("User"))}}
    found = schemas({"User": USER}, paths)
    assert set(found["User"]["properties"]) | set(found["UserInput"]["properties"]) == set(USER["properties"])


def test_parameters_are_sent_and_headers_come_back() -> None:
    paths = {
        "/a": {
            "get": {
                "parameters": [{"name": "f", "in": "query", "content": json(ref("User"))}],
                "responses": {"200": {"description": "", "headers": {"X": {"content": json(ref("User"))}}}},
            }
        }
    }
    found = operation(paths, components={"schemas": {"User": USER}})
    assert found["parameters"][0]["content"] == json(ref("UserInput"))
    assert found["responses"]["200"]["headers"]["X"]["content"] == json(ref("User"))


def test_repairs_are_told_in_the_order_of_the_document() -> None:
    names = [f"p{number}" for number in range(12)]
    inline = {"type": "object", "properties": dict.fromkeys(names, R)}
    sent = repairs(api({}, {"/a": post(inline)}))
    assert [pointer.rsplit("/", 1)[1] for pointer, _ in sent] == names
    secret = {"type": "object", "properties": dict.fromkeys(names, W)}
    assert [pointer.rsplit("/", 1)[1] for pointer, _ in repairs(api({}, {"/a": get(secret)}))] == names
