"""References inside a schema with an ``$id`` count from it (JSON Schema 2020-12, section 8.2.1)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from load_support import Write

from trueline.errors import DocumentError
from trueline.spec.load import load

HEAD = "info: {title: T, version: '1'}\npaths: {}\n"
PET = """
components:
  schemas:
    Pet:
      $id: https://schemas.example/pets/pet.json
      type: object
      properties:
        owner: {$ref: '#/$defs/Owner'}
        friend: {$ref: '#'}
        self: {$ref: ''}
        tag: {$ref: tag.json}
        kind: {$ref: ../kind.json#/$defs/Small}
        size: {$ref: '#size'}
        toy: {$ref: toy}
        plain: {$ref: '#/components/schemas/Plain'}
        odd: {$ref: '#/$defs/a~1b%20c'}
        shape:
          oneOf: [{$ref: tag.json}, {$ref: '#/$defs/Owner'}]
          discriminator: {propertyName: type, mapping: {tag: tag.json, owner: '#/$defs/Owner', plain: Plain}}
      $defs:
        Owner: {type: object, properties: {pet: {$ref: '#'}}}
        Size: {$anchor: size, type: integer}
        a/b c: {type: string}
        Toy: {$id: toy, type: object, properties: {name: {$ref: '#/$defs/Name'}}, $defs: {Name: {type: string}}}
    Tag: {$id: 'https://schemas.example/pets/tag.json', type: string}
    Kind: {$id: 'https://schemas.example/kind.json', $defs: {Small: {type: string}}}
    Plain: {type: object, properties: {pet: {$ref: 'https://schemas.example/pets/pet.json'}, tree: {$ref: tree}}}
    Owners: {type: array, items: {$ref: 'https://schemas.example/pets/pet.json#/$defs/Owner'}}
    Tree: {$id: tree, type: object, properties: {kids: {type: array, items: {$ref: tree}}}}
"""
AT = "#/components/schemas"


def test_they_lead_to_the_places_that_the_ids_name(write: Write) -> None:
    found: dict[str, Any] = load(write("api.yaml", f"openapi: 3.1.0\n{HEAD}{PET}")).value["components"]["schemas"]
    refs = {name: schema.get("$ref") for name, schema in found["Pet"]["properties"].items()}
    assert refs == {
        "owner": f"{AT}/Pet/$defs/Owner",
        "friend": f"{AT}/Pet",
        "self": f"{AT}/Pet",
        "tag": f"{AT}/Tag",
        "kind": f"{AT}/Kind/$defs/Small",
        "size": f"{AT}/Pet/$defs/Size",
        "toy": f"{AT}/Pet/$defs/Toy",
        "plain": f"{AT}/Plain",
        "odd": f"{AT}/Pet/$defs/a~1b%20c",
        "shape": None,
    }
    shape = found["Pet"]["properties"]["shape"]
    assert [each["$ref"] for each in shape["oneOf"]] == [f"{AT}/Tag", f"{AT}/Pet/$defs/Owner"]
    assert shape["discriminator"]["mapping"] == {
        "tag": f"{AT}/Tag",
        "owner": f"{AT}/Pet/$defs/Owner",
        "plain": "Plain",
    }
    assert found["Pet"]["$defs"]["Owner"]["properties"]["pet"]["$ref"] == f"{AT}/Pet"
    assert found["Pet"]["$defs"]["Toy"]["properties"]["name"]["$ref"] == f"{AT}/Pet/$defs/Toy/$defs/Name"
    assert found["Plain"]["properties"] == {"pet": {"$ref": f"{AT}/Pet"}, "tree": {"$ref": f"{AT}/Tree"}}
    assert found["Owners"]["items"]["$ref"] == f"{AT}/Pet/$defs/Owner"
    assert found["Tree"]["properties"]["kids"]["items"]["$ref"] == f"{AT}/Tree"


def test_an_id_counts_from_what_the_document_calls_itself(write: Write) -> None:
    text = """
$self: https://api.example/openapi.json
components:
  schemas:
    Pet: {$id: schemas/pet, properties: {tag: {$ref: tag}}}
    Tag: {$id: 'https://api.example/schemas/tag', type: string}
    Any: {not: {$ref: 'https://api.example/openapi.json#/components/schemas/Tag'}}
"""
    found: dict[str, Any] = load(write("api.yaml", f"openapi: 3.2.0\n{HEAD}{text}")).value["components"]["schemas"]
    assert found["Pet"]["properties"]["tag"]["$ref"] == f"{AT}/Tag"


def test_a_relative_file_is_found_where_no_id_is_meant(write: Write) -> None:
    write("address.json", '{"type": "object", "title": "Address"}')
    text = "components: {schemas: {Pet: {$id: 'https://x.example/pet', properties: {at: {$ref: address.json}}}}}"
    found: dict[str, Any] = load(write("api.yaml", f"openapi: 3.1.0\n{HEAD}{text}")).value["components"]["schemas"]
    assert found["address"]["title"] == "Address"


@pytest.mark.parametrize(
    "text",
    [
        "openapi: 3.0.3\ncomponents: {schemas: {A: {$id: b, properties: {x: {$ref: '#/properties'}}}}}\n",
        "swagger: '2.0'\ndefinitions: {A: {$id: b, properties: {x: {$ref: '#/properties'}}}}\n",
    ],
)
def test_where_there_is_no_such_keyword_it_says_nothing(write: Write, text: str) -> None:
    with pytest.raises(DocumentError, match="points nowhere"):
        load(write("api.yaml", text + HEAD))


def test_what_leads_nowhere_says_what_it_counts_from(write: Write) -> None:
    text = "components: {schemas: {Pet: {$id: 'https://x.example/s/pet', properties: {at: {$ref: address.json}}}}}"
    with pytest.raises(DocumentError) as caught:
        load(write("api.yaml", f"openapi: 3.1.0\n{HEAD}{text}"))
    assert caught.value.where is not None
    assert caught.value.where.pointer == "/components/schemas/Pet/properties/at/$ref"
    assert "https://x.example/s/address.json" in caught.value.cure
    assert "#/components/schemas/" in caught.value.cure


@pytest.mark.parametrize(
    "identifier", ["", "#", "#here", "://", "http://[", "\x00", "a" * 100_000, "urn:uuid:1", "?", "//"]
)
def test_any_text_may_be_an_id(write: Write, identifier: str) -> None:
    pet: Any = {"$id": identifier, "properties": {"a": {"$ref": "#/$defs/A"}, "b": {"$ref": "#"}}, "$defs": {"A": {}}}
    document: Any = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": {"P": pet}},
    }
    path = write("api.json", json.dumps(document))
    if identifier in {"", "#", "#here"}:  # the document's own, and no name for a schema
        with pytest.raises(DocumentError, match="points nowhere"):
            load(path)
        return
    found: dict[str, Any] = load(path).value["components"]["schemas"]["P"]["properties"]
    assert (found["a"]["$ref"], found["b"]["$ref"]) == (f"{AT}/P/$defs/A", f"{AT}/P")


def test_of_two_schemas_with_one_id_the_first_is_meant(write: Write) -> None:
    text = "components: {schemas: {A: {$id: x}, B: {$id: x}, C: {not: {$ref: x}}}}"
    found: dict[str, Any] = load(write("api.yaml", f"openapi: 3.1.0\n{HEAD}{text}")).value["components"]["schemas"]
    assert found["C"]["not"]["$ref"] == f"{AT}/A"
