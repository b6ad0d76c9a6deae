"""Several files become one document."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from load_support import Write

from trueline.errors import DocumentError
from trueline.spec.load import Limits, load

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"


def schemas(path: str) -> dict[str, Any]:
    found: dict[str, Any] = load(path).value["components"]["schemas"]
    return found


def test_a_schema_in_another_file_becomes_a_component_named_after_its_pointer(write: Write) -> None:
    write("schemas/pet.yaml", "Pet: {type: object, properties: {tag: {$ref: '#/Tag'}}}\nTag: {type: string}\n")
    root = write("api.yaml", HEAD + "components: {schemas: {A: {items: {$ref: './schemas/pet.yaml#/Pet'}}}}")
    assert schemas(root) == {
        "A": {"items": {"$ref": "#/components/schemas/Pet"}},
        "Pet": {"type": "object", "properties": {"tag": {"$ref": "#/components/schemas/Tag"}}},
        "Tag": {"type": "string"},
    }


def test_a_whole_file_is_named_after_the_file(write: Write) -> None:
    write("my pet.json", '{"type": "object"}')
    root = write("api.yaml", HEAD + "components: {schemas: {A: {items: {$ref: 'my%20pet.json'}}}}")
    assert schemas(root)["A"] == {"items": {"$ref": "#/components/schemas/my_pet"}}
    assert schemas(root)["my_pet"] == {"type": "object"}


def test_a_component_that_only_refers_to_a_file_is_replaced_by_its_content(write: Write) -> None:
    write("pet.yaml", "{type: object, properties: {parent: {$ref: '#'}, mate: {$ref: pet.yaml}}}")
    root = write(
        "api.yaml",
        HEAD
        + """
components: {schemas: {Animal: {$ref: pet.yaml}, Same: {$ref: pet.yaml}, B: {items: {$ref: ./pet.yaml}}}}
""",
    )
    animal = {"$ref": "#/components/schemas/Animal"}
    assert schemas(root) == {
        "Animal": {"type": "object", "properties": {"parent": animal, "mate": animal}},
        "Same": animal,
        "B": {"items": animal},
    }
    assert load(root).locate("/components/schemas/Animal/properties/parent") is None
    assert load(root).locate("/components/schemas/B/items") is not None


def test_back_references_to_the_root_and_cycles_between_files_become_local(write: Write) -> None:
    write("a/a.yaml", "A: {anyOf: [{$ref: '../b/b.yaml#/B'}, {$ref: '../api.yaml#/components/schemas/Own'}]}")
    write("b/b.yaml", "B: {not: {$ref: '../a/a.yaml#/A'}}")
    root = write("api.yaml", HEAD + "components: {schemas: {Own: {items: {$ref: 'a/a.yaml#/A'}}}}")
    assert schemas(root) == {
        "Own": {"items": {"$ref": "#/components/schemas/A"}},
        "A": {"anyOf": [{"$ref": "#/components/schemas/B"}, {"$ref": "#/components/schemas/Own"}]},
        "B": {"not": {"$ref": "#/components/schemas/A"}},
    }


def test_the_root_may_name_itself(write: Write) -> None:
    root = write("api.yaml", HEAD + "components: {schemas: {A: {items: {$ref: 'api.yaml#/components/schemas/A'}}}}")
    assert schemas(root) == {"A": {"items": {"$ref": "#/components/schemas/A"}}}


def test_every_kind_goes_to_its_own_section(write: Write) -> None:
    write(
        "parts.yaml",
        """
        item: {get: {parameters: [{$ref: '#/limit'}], requestBody: {$ref: '#/body'},
          responses: {default: {$ref: '#/error'}}, callbacks: {done: {$ref: '#/callback'}}}}
        limit: {name: limit, in: query, schema: {$ref: '#/Number'}, examples: {one: {$ref: '#/example'}}}
        Number: {type: integer}
        body: {content: {application/json: {schema: {$ref: '#/Number'}}}}
        error: {description: d, headers: {X-Rate: {$ref: '#/header'}}, links: {next: {$ref: '#/link'}}}
        header: {schema: {type: string}}
        link: {operationId: o}
        callback: {'{$request.body#/url}': {$ref: '#/item'}}
        example: {value: {$ref: nothing.yaml}}
        """,
    )
    value = load(write("api.yaml", HEAD + "paths: {/a: {$ref: 'parts.yaml#/item'}}")).value
    assert value["paths"] == {"/a": {"$ref": "#/components/pathItems/item"}}
    assert {section: list(names) for section, names in value["components"].items()} == {
        "callbacks": ["callback"], "examples": ["example"], "headers": ["header"], "links": ["link"],
        "parameters": ["limit"], "pathItems": ["item"], "requestBodies": ["body"], "responses": ["error"],
        "schemas": ["Number"],
    }  # fmt: skip
    assert value["components"]["callbacks"]["callback"] == {
        "{$request.body#/url}": {"$ref": "#/components/pathItems/item"}
    }
    assert value["components"]["examples"]["example"] == {"value": {"$ref": "nothing.yaml"}}


def test_a_path_item_may_be_a_file(write: Write) -> None:
    write("paths/pets.yaml", "get: {responses: {'200': {description: ok}}}")
    value = load(write("api.yaml", HEAD + "paths: {/pets: {$ref: paths/pets.yaml}}")).value
    assert value["components"]["pathItems"]["pets"]["get"]["responses"]["200"] == {"description": "ok"}


def test_discriminator_mappings_are_followed_and_rewritten(write: Write) -> None:
    write("cat.yaml", "{type: object}")
    root = write(
        "api.yaml",
        HEAD
        + """
components: {schemas: {Pet: {discriminator: {propertyName: kind, mapping:
  {cat: cat.yaml, dog: Dog, self: '#/components/schemas/Pet', lost: 'gone/lost.yaml'}}}, Dog: {}}}
""",
    )
    assert schemas(root)["Pet"]["discriminator"]["mapping"] == {
        "cat": "#/components/schemas/cat", "dog": "Dog", "self": "#/components/schemas/Pet", "lost": "gone/lost.yaml",
    }  # fmt: skip
    assert schemas(root)["cat"] == {"type": "object"}


def test_names_never_collide_and_do_not_depend_on_the_order_of_references(write: Write) -> None:
    for folder in ("b", "a"):
        write(f"{folder}/common.yaml", f"Pet: {{title: {folder}}}")
    write("zoo.yaml", "Pet: {title: zoo}\nOwn: {title: imported}")
    refs = [f"{{$ref: '{file}'}}" for file in ("zoo.yaml#/Pet", "b/common.yaml#/Pet", "a/common.yaml#/Pet")]

    def names(order: list[str]) -> dict[str, str]:
        root = write(
            "api.yaml",
            HEAD
            + f"""
components: {{schemas: {{Own: {{}}, Use: {{anyOf: [{", ".join(order)}, {{$ref: 'zoo.yaml#/Own'}}]}}}}}}
""",
        )
        return {name: schema["title"] for name, schema in schemas(root).items() if "title" in schema}

    assert names(refs) == names(refs[::-1])
    assert names(refs) == {"Pet": "a", "common_Pet": "b", "zoo_Pet": "zoo", "zoo_Own": "imported"}


def test_a_pointer_into_a_schema_gets_a_telling_name(write: Write) -> None:
    write("pet.yaml", "Pet: {properties: {tags: {items: {type: string}}}}")
    root = write("api.yaml", HEAD + "components: {schemas: {A: {not: {$ref: 'pet.yaml#/Pet/properties/tags/items'}}}}")
    assert schemas(root)["tags_items"] == {"type": "string"}


def test_imported_copies_share_no_objects(write: Write) -> None:
    write("pet.yaml", "{properties: {tag: {type: object}}}")
    root = write(
        "api.yaml",
        HEAD
        + """
components: {schemas: {A: {anyOf: [{$ref: pet.yaml}, {$ref: 'pet.yaml#/properties/tag'}]}}}
""",
    )
    found = schemas(root)
    assert found["pet"]["properties"]["tag"] == found["tag"]
    assert found["pet"]["properties"]["tag"] is not found["tag"]


def test_an_anchor_in_another_file_is_found(write: Write) -> None:
    write("pet.yaml", "{$defs: {Pet: {$anchor: pet, title: P}}}")
    root = write("api.yaml", HEAD + "components: {schemas: {A: {not: {$ref: 'pet.yaml#pet'}}}}")
    assert schemas(root)["Pet"]["title"] == "P"


def test_a_ref_to_an_id_of_the_document_leads_there(write: Write) -> None:
    root = write(
        "api.yaml",
        HEAD
        + """
components: {schemas: {A: {$id: 'https://example.test/a'}, B: {not: {$ref: 'https://example.test/a'}}}}
""",
    )
    assert schemas(root)["B"] == {"not": {"$ref": "#/components/schemas/A"}}


def test_files_outside_the_folder_of_the_root_are_allowed(write: Write) -> None:
    write("common.json", '{"X": {"title": "x"}}')
    root = write("deep/er/api.yaml", HEAD + "components: {schemas: {A: {not: {$ref: '../../common.json#/X'}}}}")
    assert schemas(root)["X"] == {"title": "x"}


def test_one_file_under_two_names_is_imported_once(write: Write, tmp_path: Path) -> None:
    write("pet.yaml", "{title: P}")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "pet.yaml")
    root = write("api.yaml", HEAD + "components: {schemas: {A: {anyOf: [{$ref: pet.yaml}, {$ref: link.yaml}]}}}")
    assert set(schemas(root)) == {"A", "pet"}


def test_the_result_and_the_hash_do_not_depend_on_the_machine(write: Write) -> None:
    for place in ("here", "over/there"):
        write(f"{place}/s/pet.yaml", "{title: P}")
        write(f"{place}/api.yaml", HEAD + "components: {schemas: {A: {not: {$ref: s/pet.yaml}}}}")
    base = Path(write("here/x", "")).parent.parent
    one, two = load(str(base / "here/api.yaml")), load(str(base / "over/there/api.yaml"))
    assert (one.value, one.sha256) == (two.value, two.sha256)
    write("over/there/s/pet.yaml", "{title: Q}")
    assert load(str(base / "over/there/api.yaml")).sha256 != one.sha256


@pytest.mark.parametrize(
    ("reference", "what"),
    [
        ("gone.yaml", "no such file"),
        (".", "this is a directory"),
        ("pet.yaml#/Dog", 'the $ref "pet.yaml#/Dog" points nowhere'),
        ("pet.yaml#dog", "points nowhere"),
        ("pet.yaml?a=b#/Pet", "with a query"),
        ("bad.yaml", "not valid YAML"),
        ("pipe", "not a regular file"),
        ("file:///etc/hosts", "with the scheme file:"),
        ("C:/a.yaml", "with the scheme c:"),
        ("https://user:secret@example.test/a.yaml?token=secret", "https://example.test/a.yaml"),
        ("//example.test/a.yaml", "to another host's file"),
        ("http://[", "not a URI"),
        ("a%00b.yaml", "NUL"),
    ],
)
def test_a_ref_that_can_not_be_followed_is_refused_at_its_place(
    write: Write, tmp_path: Path, reference: str, what: str
) -> None:
    write("pet.yaml", "Pet: {}\nDig: {}")
    write("bad.yaml", "a: [")
    os.mkfifo(tmp_path / "pipe")
    root = write("api.yaml", HEAD + f"components: {{schemas: {{A: {{$ref: '{reference}'}}}}}}")
    with pytest.raises(DocumentError) as caught:
        load(root)
    assert what in caught.value.what
    assert "secret" not in str(caught.value)
    assert caught.value.where is not None
    if reference != "bad.yaml":
        assert caught.value.where.pointer == "/components/schemas/A/$ref"
        assert caught.value.where.line == 3
    if reference == "pet.yaml#/Dog":
        assert "did you mean #/Dig?" in caught.value.cure


def test_a_mistake_inside_an_imported_file_names_that_file(write: Write) -> None:
    write("s/pet.yaml", "Pet:\n  items: {$ref: '#/Gone'}\n")
    root = write("api.yaml", HEAD + "components: {schemas: {A: {$ref: 's/pet.yaml#/Pet'}}}")
    with pytest.raises(DocumentError) as caught:
        load(root)
    assert caught.value.where is not None
    assert caught.value.where.source.endswith("s/pet.yaml")
    assert (caught.value.where.pointer, caught.value.where.line) == ("/Pet/items/$ref", 2)


def test_a_relative_ref_from_standard_input_is_refused() -> None:
    text = HEAD + "components: {schemas: {A: {$ref: pet.yaml}}}"
    with pytest.raises(DocumentError, match="from standard input"):
        load("-", stdin=io.BytesIO(text.encode()))


def test_references_through_files_that_only_refer_to_each_other_are_refused(write: Write) -> None:
    write("a.yaml", "{$ref: b.yaml}")
    write("b.yaml", "{$ref: a.yaml}")
    root = write("api.yaml", HEAD + "components: {schemas: {A: {$ref: a.yaml}}}")
    with pytest.raises(DocumentError, match="only refer to each other"):
        load(root)


def test_files_bytes_and_imported_values_are_bounded(write: Write) -> None:
    for number in range(4):
        write(f"f{number}.yaml", f"{{not: {{$ref: f{number + 1}.yaml}}, enum: [{'a, ' * 50}]}}")
    write("f4.yaml", "{}")
    root = write("api.yaml", HEAD + "components: {schemas: {A: {$ref: f0.yaml}}}")
    with pytest.raises(DocumentError, match="more than 3 files"):
        load(root, limits=Limits(files=3))
    with pytest.raises(DocumentError, match="larger than 400 bytes"):
        load(root, limits=Limits(total_bytes=400))
    with pytest.raises(DocumentError, match="imported files hold more than 100 values"):
        load(root, limits=Limits(nodes=100))
    assert load(root, limits=Limits(files=6))
