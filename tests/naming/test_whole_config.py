"""Keys of a names file that change the document or the surface: transforms, casings, security, arrays of queries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from trueline.cli import main
from trueline.errors import DocumentError
from trueline.pipeline import Request, generate
from trueline.spec.load import load
from trueline.spec.naming import Named, apply_names, load_names

DOCUMENT = """
openapi: 3.1.0
info: {title: Zoo, version: '1', description: Animals.}
paths:
  /v1/animals:
    get:
      parameters:
        - {name: ids, in: query, schema: {type: array, items: {type: string}}}
        - {name: kinds, in: query, style: form, explode: true, schema: {type: array, items: {type: string}}}
        - $ref: '#/components/parameters/Sort'
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}}
components:
  parameters:
    Sort: {name: sort, in: query, schema: {anyOf: [{type: array, items: {type: string}}, {type: 'null'}]}}
  schemas:
    Cat: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}}}
    Dog: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}}}
"""
NAMES = """
organization: {name: zoo}
resources:
  animals: {methods: {list: get /v1/animals}}
"""
CAT = "$.components.schemas.Cat"


def applied(folder: Path, more: str, *, compat: bool = False) -> Named:
    """The document as the names file changes it."""
    (folder / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    (folder / "stainless.yml").write_text(NAMES + more, "utf-8")
    document = load(str(folder / "openapi.yaml"))
    return apply_names(document, load_names(str(folder / "stainless.yml")), compat=compat)


def transform(command: str, **args: Any) -> str:
    """A names file's section with one transform. The arguments are YAML as JSON writes it."""
    import json

    named = {name.rstrip("_"): value for name, value in args.items()}
    return f"openapi:\n  transforms:\n    - {{command: {command}, reason: because, args: {json.dumps(named)}}}\n"


@pytest.mark.parametrize(
    ("command", "args", "path", "result"),
    [
        ("update", {"target": "$.info.title", "value": "Farm"}, ("info", "title"), "Farm"),
        (
            "update",
            {"target": "$.info.description", "value": "{{value}} All.", "template": True},
            ("info", "description"),
            "Animals. All.",
        ),
        (
            "update",
            {"target": "$.paths./v1/animals.get.parameters[?(@.name == 'ids')].schema.type", "value": "string"},
            ("paths", "/v1/animals", "get", "parameters", 0, "schema", "type"),
            "string",
        ),
        (
            "update",
            {"target": [{"matches_schema": CAT, "ignore": CAT}], "value": {"$ref": "#/components/schemas/Cat"}},
            ("components", "schemas", "Dog"),
            {"$ref": "#/components/schemas/Cat"},
        ),
        (
            "append",
            {"target": f"{CAT}.required", "value": ["name"]},
            ("components", "schemas", "Cat", "required"),
            ["id", "name"],
        ),
        (
            "append",
            {"target": f"{CAT}.properties", "value": {"age": {"type": "integer"}}},
            ("components", "schemas", "Cat", "properties", "age"),
            {"type": "integer"},
        ),
        (
            "merge",
            {"target": [f"{CAT}.properties.id", "$..Dog.properties.id"], "value": {"type": "string", "minLength": 1}},
            ("components", "schemas", "Dog", "properties", "id"),
            {"type": "string", "minLength": 1},
        ),
        (
            "remove",
            {"target": f"{CAT}.properties", "keys": ["name"]},
            ("components", "schemas", "Cat", "properties"),
            {"id": {"type": "integer"}},
        ),
        (
            "remove",
            {"target": "$.paths['/v1/animals'].get.parameters[*]"},
            ("paths", "/v1/animals", "get", "parameters"),
            [],
        ),
        (
            "copy",
            {"from_": f"{CAT}.properties.id", "to": "$.components.schemas.AnimalId"},
            ("components", "schemas", "AnimalId"),
            {"type": "integer"},
        ),
        (
            "move",
            {"from_": f"{CAT}.properties.name", "to": "title"},
            ("components", "schemas", "Cat", "properties"),
            {"id": {"type": "integer"}, "title": {"type": "string"}},
        ),
    ],
)
def test_a_transform_changes_the_document(
    tmp_path: Path, command: str, args: dict[str, Any], path: tuple[str | int, ...], result: Any
) -> None:
    found: Any = applied(tmp_path, transform(command, **args)).document.value
    for step in path:
        found = found[step]
    assert found == result


def test_transforms_are_applied_in_order_and_the_older_key_is_read(tmp_path: Path) -> None:
    both = transform("append", target=f"{CAT}.properties", value={"age": {"type": "integer"}})
    both = both.replace("transforms", "transformations")
    both += '    - {command: update, args: {target: "$..age.type", value: string}}\n'
    found = applied(tmp_path, both).document.value
    assert found["components"]["schemas"]["Cat"]["properties"]["age"] == {"type": "string"}
    assert "age" not in load(str(tmp_path / "openapi.yaml")).value["components"]["schemas"]["Cat"]["properties"]


@pytest.mark.parametrize(
    ("command", "args", "said"),
    [
        ("update", {"target": "$.info.nothing", "value": 1}, "$.info.nothing matches nothing in the document"),
        ("update", {"target": "$.info.[", "value": 1}, "is not a valid JSONPath"),
        ("update", {"target": "$", "value": 1}, "it replaces the whole document"),
        ("update", {"target": CAT, "value": "{{value}}", "template": True}, "a template is text with {{value}}"),
        ("append", {"target": f"{CAT}.properties", "value": {"id": {}}}, "id is there already"),
        ("append", {"target": "$.info.title", "value": "x"}, "nothing can be appended to its target"),
        ("merge", {"target": "$.info.title", "value": {}}, "its target is not an object"),
        ("merge", {"target": CAT, "value": "x"}, "its value is not an object"),
        ("remove", {"target": CAT, "keys": ["nothing"]}, "its target has no nothing"),
        ("copy", {"from_": "$..id", "to": "x"}, "`from` names 2 places"),
        ("move", {"from_": CAT, "to": "$.components.schemas[*]"}, "`to` is not a single place"),
        ("shuffle", {"target": CAT}, "'shuffle' is not a transform"),
        ("update", {"target": CAT}, "this transform has no value"),
        ("copy", {"to": CAT}, "this transform has no from"),
        ("remove", {"target": CAT, "value": 1}, 'unknown key "value"'),
        ("update", {"target": [{"ignore": CAT}], "value": 1}, "this target names no schema"),
    ],
)
def test_a_transform_that_can_not_be_done_is_refused_with_its_line(
    tmp_path: Path, command: str, args: dict[str, Any], said: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        applied(tmp_path, transform(command, **args))
    assert said in caught.value.what
    assert caught.value.cure
    assert caught.value.where is not None
    assert caught.value.where.line == 7


@pytest.mark.parametrize("form", ["{zoo_db: ZooDB}", "[{zoo_db: ZooDB}]", "{zoo_db: {pascal: ZooDB, snake: zoo_db}}"])
def test_casings_write_the_words_of_classes(tmp_path: Path, form: str) -> None:
    (tmp_path / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    names = NAMES.replace("name: zoo}", "name: zoo-db}").replace("animals: {", "animals: {models: {zoo_db_cat: Cat}, ")
    (tmp_path / "stainless.yml").write_text(f"{names}custom_casings: {form}\n", "utf-8")
    request = Request(str(tmp_path / "openapi.yaml"), "zoo", names=str(tmp_path / "stainless.yml"), compat="stainless")
    files = generate(request).files
    assert b"class ZooDB(" in files["src/zoo/_client.py"]
    assert b"class ZooDBCat(" in files["src/zoo/types/zoo_db_cat.py"]


def test_variables_of_the_environment_begin_as_the_file_says(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    (tmp_path / "stainless.yml").write_text(f"{NAMES}client_settings: {{default_env_prefix: ARK}}\n", "utf-8")
    request = Request(str(tmp_path / "openapi.yaml"), "zoo", names=str(tmp_path / "stainless.yml"), compat="stainless")
    assert b'base_url_env="ARK_BASE_URL"' in generate(request).files["src/zoo/_client.py"]


SECURITY = """
security: [{Key: []}]
security_schemes: {Key: {type: http, scheme: bearer}}
"""


def test_security_is_added_where_the_document_has_none(tmp_path: Path) -> None:
    found = applied(tmp_path, SECURITY).document.value
    assert found["security"] == [{"Key": []}]
    assert found["components"]["securitySchemes"] == {"Key": {"type": "http", "scheme": "bearer"}}


def test_security_that_the_document_says_otherwise_is_told(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(f"{DOCUMENT}security: []\n", "utf-8")
    (tmp_path / "stainless.yml").write_text(NAMES + SECURITY, "utf-8")
    found = apply_names(load(str(tmp_path / "openapi.yaml")), load_names(str(tmp_path / "stainless.yml")))
    assert found.document.value["security"] == []
    assert any("security is not carried" in repair.sentence for repair in found.repairs)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("settings: {licence: MIT}", 'line 5: unknown key "licence": did you mean license?'),
        ("client_settings: {opts: {k: {nullabel: true}}}", 'unknown key "nullabel": did you mean nullable?'),
        ("targets: {python: {pakage_name: zoo}}", 'unknown key "pakage_name": did you mean package_name?'),
        ("targets: {zzz: {}}", 'unknown key "zzz": known are cli, csharp,'),
        ("openapi: {paths: x}", 'unknown key "paths"'),
        ("zzz: 1", 'line 5: unknown key "zzz": not carried; known are $schema, client_settings,'),
    ],
)
def test_a_key_that_is_not_known_is_told_with_its_line(tmp_path: Path, section: str, said: str) -> None:
    told = [repair.sentence for repair in applied(tmp_path, f"{section}\n").repairs]
    assert len(told) == 1
    assert said in told[0]


def test_a_key_of_forms_that_is_not_known_is_told_beside_the_section(tmp_path: Path) -> None:
    told = [repair.sentence for repair in applied(tmp_path, "multipart_settings: {zzz: 1}\n").repairs]
    assert [said for said in told if 'unknown key "zzz"' in said]
    assert [said for said in told if "multipart_settings is not carried" in said]


@pytest.mark.parametrize(
    ("stated", "calls"),
    [
        ("x-stainless-method: zoo.cats.all", "def all("),
        ("x-stainless-method: {path: zoo.cats.all}", "def all("),
        ("x-stainless-skip: true", ""),
        ("x-stainless-skip: [python, go]", ""),
        ("x-stainless-skip: [go]", "def list("),
    ],
)
def test_what_the_document_says_for_that_generator_is_read(tmp_path: Path, stated: str, calls: str) -> None:
    text = DOCUMENT.replace("    get:\n", f"    get:\n      {stated}\n")
    more = "  /health:\n    get: {operationId: health, responses: {'204': {description: ok}}}\ncomponents:\n"
    (tmp_path / "openapi.yaml").write_text(text.replace("components:\n", more, 1), "utf-8")
    output = tmp_path / "sdk"
    assert main(["generate", str(tmp_path / "openapi.yaml"), "--package", "zoo", "--output", str(output)]) == 0
    modules = {path.stem: path.read_text("utf-8") for path in (output / "src/zoo/resources").glob("*.py")}
    assert any(calls in text for text in modules.values()) if calls else "animals" not in modules
    if "method" in stated:
        assert calls in modules["zoo_cats"]


@pytest.mark.parametrize("stated", ["x-stainless-method: 3", "x-stainless-method: {}", "x-stainless-skip: 3"])
def test_a_hint_of_the_wrong_shape_is_refused(tmp_path: Path, stated: str) -> None:
    (tmp_path / "openapi.yaml").write_text(DOCUMENT.replace("    get:\n", f"    get:\n      {stated}\n"), "utf-8")
    with pytest.raises(DocumentError, match=stated.partition(":")[0]):
        generate(Request(str(tmp_path / "openapi.yaml"), "zoo"))


def test_an_older_transform_makes_any_of_one_of(tmp_path: Path) -> None:
    add = transform("merge", target="$.components.schemas", value={"Pet": {"oneOf": [{"type": "string"}]}})
    made = applied(tmp_path, f"{add}    - {{command: oneOfToAnyOf, reason: the mock server takes no more}}\n")
    assert made.document.value["components"]["schemas"]["Pet"] == {"anyOf": [{"type": "string"}]}


def test_what_operations_need_is_the_files_where_the_document_names_no_scheme_that_it_describes(tmp_path: Path) -> None:
    add = transform("merge", target="$", value={"security": [{"Nobody": []}]})
    own = "security: [{Key: []}]\nsecurity_schemes: {Key: {type: http, scheme: bearer}}\n"
    assert applied(tmp_path, add + own).document.value["security"] == [{"Key": []}]
    add = transform("merge", target="$", value={"security": [{}]})
    made = applied(tmp_path, add + own)
    assert made.document.value["security"] == [{}]
    assert [each.pointer for each in made.repairs] == ["/security"]


def test_words_are_written_as_older_sdks_wrote_them(tmp_path: Path) -> None:
    names = load_names(str(_written(tmp_path)))
    assert [names.class_name(text) for text in ("openai_cursor_page", "oauth_json", "url_ids", "github_rpc")] == [
        "OpenAICursorPage", "OAuthJson", "URLIDs", "GitHubRpc",
    ]  # fmt: skip


def _written(folder: Path) -> Path:
    (folder / "stainless.yml").write_text(NAMES, "utf-8")
    return folder / "stainless.yml"
