"""Classes with a discriminator: each stays a class of its own, whatever it means besides."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from support.checking import KNOWN, mypy
from support.sdks import fresh_name, generate_to, import_sdk, make_sdk
from support.wire import Wire

ONLY_CHILD = """
paths:
  /pets:
    get:
      operationId: pets.list
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pets'}}}}}
    post:
      operationId: pets.create
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
components:
  schemas:
    Pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    Pet:
      type: object
      required: [petType, name]
      properties:
        petType: {type: string}
        name: {type: string}
        friends: {type: object, additionalProperties: {$ref: '#/components/schemas/Pet'}}
        owner: {nullable: true, allOf: [{$ref: '#/components/schemas/Pet'}]}
      discriminator: {propertyName: petType}
    Cat:
      allOf:
        - $ref: '#/components/schemas/Pet'
        - {type: object, required: [claws], properties: {claws: {type: integer}}}
"""

BASE = """
paths:
  /owner:
    get:
      operationId: owner.get
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/directoryObject'}}}
components:
  schemas:
    directoryObject:
      type: object
      properties: {'@odata.type': {type: string}, id: {type: string}}
      discriminator:
        propertyName: '@odata.type'
        mapping: {'#graph.user': '#/components/schemas/user', '#graph.group': '#/components/schemas/group'}
    user: {allOf: [{$ref: '#/components/schemas/directoryObject'}, {type: object, properties: {mail: {type: string}}}]}
    group:
      allOf: [{$ref: '#/components/schemas/directoryObject'}, {type: object, properties: {size: {type: integer}}}]
"""

HIERARCHY = """
paths:
  /pets:
    get:
      operationId: pets.list
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pets'}}}}}
  /dogs:
    get:
      operationId: dogs.get
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Dog'}}}}}
  /cats:
    get:
      operationId: cats.get
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}}
    put:
      operationId: cats.put
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}
      responses: {'204': {description: done}}
components:
  schemas:
    Pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    Pet:
      type: object
      required: [petType]
      properties: {petType: {type: string}, friend: {$ref: '#/components/schemas/Pet'}}
      discriminator: {propertyName: petType, mapping: {dog: Dog, angry: '#/components/schemas/AngryDog'}}
    Cat:
      allOf:
        - $ref: '#/components/schemas/Pet'
        - type: object
          properties: {catBreed: {type: string, enum: [Siamese, Shorthair]}}
          discriminator: {propertyName: catBreed}
    Siamese: {allOf: [{$ref: '#/components/schemas/Cat'}, {type: object, properties: {blue: {type: boolean}}}]}
    Shorthair: {allOf: [{$ref: '#/components/schemas/Cat'}, {type: object, properties: {cm: {type: integer}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {packSize: {type: integer}}}]}
    AngryDog: {allOf: [{$ref: '#/components/schemas/Dog'}, {type: object, properties: {bites: {type: integer}}}]}
    Lizard: {allOf: [{$ref: '#/components/schemas/Pet'}], type: object, properties: {lovesRocks: {type: boolean}}}
"""


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"petType": "Pet", "name": "a"}, "Pet"),
        ({"petType": "Fish", "name": "a", "fins": 2}, "Pet"),
        ({"petType": "Cat", "name": "a", "claws": 3}, "Cat"),
        ({"petType": "Cat", "name": "a", "claws": 3, "owner": {"petType": "Fish", "name": "b"}}, "Cat"),
        ({"petType": "Pet", "name": "a", "owner": None}, "Pet"),
    ],
)
def test_an_only_child_does_not_take_the_place_of_its_base(sdk_of: Any, wire: Wire, value: Any, name: str) -> None:
    sdk = sdk_of(ONLY_CHILD)
    wire.answers_json([value])
    (pet,) = wire.client(sdk).pets.list()
    assert type(pet).__name__ == name
    assert pet.to_dict() == value
    wire.answers_json(value)
    assert wire.client(sdk).pets.create(body=pet) == pet
    assert json.loads(wire.request.content) == value


def test_bases_and_children_stand_in_maps_and_beside_null(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(ONLY_CHILD)
    friends = {"x": {"petType": "Cat", "name": "c", "claws": 1}, "y": {"petType": "?", "name": "d"}}
    wire.answers_json([{"petType": "Pet", "name": "a", "friends": friends, "owner": friends["x"]}])
    (pet,) = wire.client(sdk).pets.list()
    assert isinstance(pet.friends["x"], sdk.types.Cat) and isinstance(pet.owner, sdk.types.Cat)
    assert isinstance(pet.friends["y"], sdk.types.Pet) and pet.friends["y"].pet_type == "?"


def test_constructors_say_what_the_discriminator_calls_the_class(sdk_of: Any, wire: Wire) -> None:
    types = sdk_of(ONLY_CHILD).types
    assert types.Cat(name="a", claws=1).to_dict() == {"petType": "Cat", "name": "a", "claws": 1}
    assert types.Pet(name="a").to_dict() == {"petType": "Pet", "name": "a"}
    assert types.Pet(name="a", pet_type="Fish").pet_type == "Fish"
    wire.answers_json({"petType": "Cat", "name": "a", "claws": 1})
    wire.client(sdk_of(ONLY_CHILD)).pets.create(body=types.Cat(name="a", claws=1))
    assert json.loads(wire.request.content)["petType"] == "Cat"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"id": "1", "more": [1]}, "DirectoryObject"),
        ({"@odata.type": "#graph.directoryObject", "id": "1"}, "DirectoryObject"),
        ({"@odata.type": "#graph.device", "id": "1", "os": "x"}, "DirectoryObject"),
        ({"@odata.type": "#graph.user", "id": "1", "mail": "m"}, "User"),
        ({"@odata.type": "#graph.group", "size": 1}, "Group"),
    ],
)
def test_without_a_tag_or_with_an_unknown_one_an_object_is_the_base(
    sdk_of: Any, wire: Wire, value: Any, name: str
) -> None:
    wire.answers_json(value)
    owner = wire.client(sdk_of(BASE)).owner.get()
    assert type(owner).__name__ == name
    assert owner.to_dict() == value


def test_a_base_that_its_own_mapping_leaves_out_is_called_nothing(sdk_of: Any) -> None:
    types = sdk_of(BASE).types
    assert types.DirectoryObject(id="1").to_dict() == {"id": "1"}
    assert types.User(mail="m").to_dict() == {"@odata.type": "#graph.user", "mail": "m"}


@pytest.mark.parametrize(
    ("resource", "value", "name"),
    [
        ("pets", {"petType": "dog", "packSize": 1}, "Dog"),
        ("pets", {"petType": "angry", "bites": 1}, "AngryDog"),
        ("pets", {"petType": "Lizard", "lovesRocks": True}, "Lizard"),
        ("pets", {"petType": "Cat"}, "Cat"),
        ("pets", {"petType": "Cat", "catBreed": "Siamese", "blue": True}, "Siamese"),
        ("pets", {"petType": "Cat", "catBreed": "Tabby", "paws": 4}, "Cat"),
        ("pets", {"petType": "Shorthair", "cm": 2}, "Shorthair"),
        ("pets", {"petType": "Fish", "friend": {"petType": "angry", "bites": 2}}, "Pet"),
        ("dogs", {"petType": "angry", "bites": 1}, "AngryDog"),
        ("dogs", {"petType": "dog"}, "Dog"),
        ("dogs", {"petType": "wolf", "packSize": 2}, "Dog"),
        ("cats", {"petType": "Cat", "catBreed": "Siamese"}, "Siamese"),
        ("cats", {"petType": "Siamese"}, "Siamese"),
        ("cats", {"petType": "Cat"}, "Cat"),
        ("cats", {"petType": "tiger", "stripes": 9}, "Cat"),
    ],
)
def test_every_class_of_a_hierarchy_is_told_by_the_discriminators_above_and_below(
    sdk_of: Any, wire: Wire, resource: str, value: Any, name: str
) -> None:
    client = wire.client(sdk_of(HIERARCHY))
    wire.answers_json([value] if resource == "pets" else value)
    found = client.pets.list()[0] if resource == "pets" else getattr(client, resource).get()
    assert type(found).__name__ == name
    assert found.to_dict() == value


def test_what_a_class_in_the_middle_asks_for_takes_its_children(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(HIERARCHY)
    wire.client(sdk).cats.put(body=sdk.types.Siamese(blue=True))
    assert json.loads(wire.request.content) == {"petType": "Siamese", "catBreed": "Siamese", "blue": True}
    wire.client(sdk).cats.put(body=sdk.types.Cat())
    assert json.loads(wire.request.content) == {"petType": "Cat"}
    wire.client(sdk).cats.put(body={"petType": "Cat", "catBreed": "Shorthair", "cm": 3})
    assert json.loads(wire.request.content) == {"petType": "Cat", "catBreed": "Shorthair", "cm": 3}


WAYS = {
    "allOf in allOf": "allOf: [{allOf: [{$ref: '#/components/schemas/Pet'}, {type: object}]}, {type: object}]",
    "allOf in allOf in allOf": "allOf: [{allOf: [{allOf: [{$ref: '#/components/schemas/Pet'}]}, {type: object}]}]",
    "another name": "allOf: [{$ref: '#/components/schemas/Beast'}, {type: object}]",
    "another name of another": "allOf: [{$ref: '#/components/schemas/Creature'}, {type: object}]",
    "a name with words": "allOf: [{$ref: '#/components/schemas/Fauna'}, {type: object}]",
    "a $ref with siblings": "$ref: '#/components/schemas/Pet'\n      type: object",
    "a $ref with siblings in allOf": "allOf: [{$ref: '#/components/schemas/Pet', type: object}, {type: object}]",
}


SAYING = """
paths:
  /pets: {get: {operationId: pets.list, responses: {'200': {$ref: '#/components/responses/Pet'}}}}
  /dogs: {get: {operationId: dogs.get, responses: {'200': {$ref: '#/components/responses/Dog'}}}}
components:
  responses:
    Pet: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
    Dog: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Dog'}}}}
  schemas:
    Pet:
      type: object
      required: [petType]
      properties: {petType: {type: string}}
      discriminator: {propertyName: petType}
    Beast: {$ref: '#/components/schemas/Pet'}
    Creature: {$ref: '#/components/schemas/Beast'}
    Fauna: {$ref: '#/components/schemas/Pet', description: All of them.}
    Stray: {allOf: [{$ref: '#/components/schemas/Beast'}]}
    AngryDog: {allOf: [{$ref: '#/components/schemas/Dog'}, {properties: {bites: {type: integer}}}]}
    Dog:
      properties: {packSize: {type: integer}}
"""


@pytest.mark.parametrize("way", WAYS)
def test_a_class_extends_its_base_in_whatever_way_it_says_so(sdk_of: Any, wire: Wire, way: str) -> None:
    sdk = sdk_of(f"{SAYING}      {WAYS[way]}\n")
    client = wire.client(sdk)
    for value, name in ({"petType": "Dog", "packSize": 2}, "Dog"), ({"petType": "AngryDog", "bites": 1}, "AngryDog"):
        wire.answers_json(value)
        for found in client.pets.list(), client.dogs.get():
            assert type(found).__name__ == name
            assert found.to_dict() == value
    wire.answers_json({"petType": "Stray"})
    assert type(client.pets.list()).__name__ == "Stray"
    wire.answers_json({"petType": "Fish"})
    assert type(client.pets.list()).__name__ == "Pet"
    assert type(client.dogs.get()).__name__ == "Dog"


FILES = {
    "openapi.yaml": """
openapi: 3.0.3
info: {title: Files, version: '1'}
servers: [{url: https://api.example.com}]
paths:
  /pets:
    get:
      operationId: pets.list
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: array, items: {$ref: pets/Pet.yaml}}}}
""",
    "pets/Pet.yaml": """
type: object
required: [petType]
properties: {petType: {type: string}}
discriminator: {propertyName: petType, mapping: {cat: ./Cat.yaml, dog: 'more.yaml#/Dog'}}
""",
    "pets/Cat.yaml": """
allOf: [{$ref: Pet.yaml}, {type: object, properties: {lives: {type: integer}}}]
""",
    "pets/more.yaml": """
Dog: {allOf: [{$ref: Pet.yaml}, {type: object, properties: {barks: {type: boolean}}}]}
""",
}


def test_a_hierarchy_may_stand_in_several_files(tmp_path: Path, wire: Wire) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    sdk = of_files(tmp_path)
    values = [{"petType": "cat", "lives": 9}, {"petType": "dog", "barks": True}, {"petType": "fish", "fins": 1}]
    wire.answers_json(values)
    pets = wire.client(sdk).pets.list()
    assert [type(pet).__name__ for pet in pets] == ["Cat", "Dog", "Pet"]
    assert [pet.to_dict() for pet in pets] == values


def of_files(folder: Path) -> ModuleType:
    package = fresh_name("files")
    subprocess.run(
        [sys.executable, "-m", "trueline", "generate", str(folder / "openapi.yaml"), "--output", str(folder / "sdk"),
         "--package", package], check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    return import_sdk(folder / "sdk/src", package)


SWAGGER = """
swagger: '2.0'
info: {title: Classic, version: '1'}
host: api.example.com
schemes: [https]
produces: [application/json]
paths:
  /pets:
    get:
      operationId: pets.list
      responses: {'200': {description: ok, schema: {type: array, items: {$ref: '#/definitions/Pet'}}}}
  /cats:
    get: {operationId: cats.get, responses: {'200': {description: ok, schema: {$ref: '#/definitions/Cat'}}}}
definitions:
  Pet: {type: object, required: [petType], properties: {petType: {type: string}}, discriminator: petType}
  Cat: {allOf: [{$ref: '#/definitions/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
  Kitten:
    x-ms-discriminator-value: kit
    allOf: [{$ref: '#/definitions/Cat'}, {type: object, properties: {age: {type: integer}}}]
"""


def test_swagger_says_the_same(tmp_path: Path, wire: Wire) -> None:
    sdk = make_sdk(tmp_path, SWAGGER)
    values = [{"petType": "Cat", "lives": 9}, {"petType": "kit", "age": 1}, {"petType": "fish"}]
    wire.answers_json(values)
    assert [type(pet).__name__ for pet in wire.client(sdk).pets.list()] == ["Cat", "Kitten", "Pet"]
    wire.answers_json({"petType": "kit", "age": 2})
    assert type(wire.client(sdk).cats.get()).__name__ == "Kitten"


USE = """
from acme import Acme
from acme.types import AngryDog, Cat, Dog, Lizard, Pet, Shorthair, Siamese

client = Acme()
for pet in client.pets.list():
    kind: str = pet.pet_type
    if isinstance(pet, AngryDog):
        bites = pet.bites
dog: Dog | AngryDog = client.dogs.get()
cat: Siamese | Shorthair | Cat = client.cats.get()
client.cats.put(body=Siamese(blue=True))
client.cats.put(body=Cat())
client.cats.put(body={"petType": "Cat"})
lizard, base = Lizard(), Pet(pet_type="x")
"""


def test_the_types_say_the_same(tmp_path: Path) -> None:
    head = "openapi: 3.1.0\ninfo: {title: Example, version: '1'}\nservers: [{url: https://api.example.com}]\n"
    generate_to(tmp_path, head + HIERARCHY, KNOWN)
    use = tmp_path / "use.py"
    use.write_text(USE, "utf-8")
    run = mypy(tmp_path, str(use), MYPYPATH="src", PATH="")
    assert (run.returncode, run.stdout.splitlines()[-1:]) == (0, ["Success: no issues found in 1 source file"])


FURTHER = """
paths:
  /vehicle:
    put:
      operationId: vehicle.put
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Vehicle'}}}}
      responses: {'204': {description: ok}}
components:
  schemas:
    Vehicle:
      type: object
      required: [kind]
      properties: {kind: {type: string}}
      discriminator: {propertyName: kind, mapping: {bike: Bike, motor: '#/components/schemas/Motor'}}
    Bike: {allOf: [{$ref: '#/components/schemas/Vehicle'}]}
    Scooter: {allOf: [{$ref: '#/components/schemas/Bike'}]}
    Motor:
      allOf:
        - $ref: '#/components/schemas/Vehicle'
        - {type: object, required: [fuel], properties: {fuel: {type: string}}}
      discriminator: {propertyName: fuel, mapping: {gas: Gas, volt: Electric}}
    Gas: {allOf: [{$ref: '#/components/schemas/Motor'}]}
    Electric:
      allOf:
        - $ref: '#/components/schemas/Motor'
        - {type: object, required: [plug], properties: {plug: {type: string}}}
      discriminator: {propertyName: plug}
    Ccs: {allOf: [{$ref: '#/components/schemas/Electric'}]}
"""


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("Bike", {"kind": "bike"}),
        ("Scooter", {"kind": "Scooter"}),
        ("Gas", {"kind": "motor", "fuel": "gas"}),
        ("Ccs", {"kind": "motor", "fuel": "volt", "plug": "Ccs"}),
    ],
)
def test_a_class_that_further_discriminators_tell_is_called_what_each_calls_it(
    sdk_of: Any, wire: Wire, name: str, tags: dict[str, str]
) -> None:
    sdk = sdk_of(FURTHER)
    wire.client(sdk).vehicle.put(body=getattr(sdk.types, name)())
    assert json.loads(wire.request.content) == tags
