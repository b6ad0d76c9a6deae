"""``trueline diff --layout openapi-python-client``: sentences of that layout, and nothing that only ours has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trueline.cli import main

OLD = """\
openapi: 3.1.0
info: {title: Acme, version: 1.0.0}
paths:
  /anvils:
    get:
      tags: [Heavy things]
      operationId: listAnvils
      parameters:
      - {name: pageSize, in: query, schema: {type: integer}}
      - {name: cursor, in: query, schema: {type: string}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Sheet'}}}}
    post:
      tags: [Heavy things]
      operationId: makeAnvil
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Anvil'}}}}
      responses: {'204': {description: made}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Anvil: {type: object, properties: {id: {type: integer}}}
    Sheet:
      type: object
      properties: {items: {type: array, items: {$ref: '#/components/schemas/Anvil'}}, next_cursor: {type: string}}
"""


def changes(folder: Path, capsys: pytest.CaptureFixture[str], *edits: tuple[str, str]) -> list[dict[str, Any]]:
    new = OLD
    for old, text in edits:
        assert old in new
        new = new.replace(old, text)
    (folder / "old.yaml").write_text(OLD, "utf-8")
    (folder / "new.yaml").write_text(new, "utf-8")
    command = ["diff", str(folder / "old.yaml"), str(folder / "new.yaml"), "--format", "json"]
    assert main([*command, "--layout", "openapi-python-client"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["changes"]
    return found


@pytest.mark.parametrize(
    ("edit", "rule", "sentence", "before"),
    [
        (
            ("operationId: listAnvils", "operationId: everyAnvil"),
            "method-renamed",
            "`heavy_things.list_anvils`",
            "heavy_things.list_anvils.sync_detailed(...)",
        ),
        (("name: pageSize", "name: pageLength"), "parameter-removed", "`heavy_things.list_anvils`", "page_size"),
        (("post:\n", "put:\n"), "operation-moved", "`heavy_things.make_anvil`", ""),
        (
            ("{type: object, properties: {id: {type: integer}}}", "{type: object, properties: {no: {type: integer}}}"),
            "request-property-removed",
            "`id`",
            "Anvil(id=...)",
        ),
        (("    Sheet:", "    Leaf:"), "schema-renamed", "`Sheet`", "models.Sheet"),
        (("{key: {type: apiKey, in: header, name: X-Key}}", "{}"), "security-scheme-removed", "key", ""),
    ],
    ids=["another operationId", "a parameter", "another method", "a property", "a class", "a scheme"],
)  # fmt: skip
def test_names_are_those_of_the_layout(
    edit: tuple[str, str], rule: str, sentence: str, before: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = (edit, ("schemas/Sheet", "schemas/Leaf")) if "Sheet" in edit[0] else (edit,)
    found = {change["rule"]: change for change in changes(tmp_path, capsys, *edits)}
    assert rule in found, found
    assert sentence in found[rule]["sentence"]
    assert before in found[rule]["before"]
    assert not [change for change in found.values() if "client." in change["before"] + change["sentence"]]


CLASSES = """\
openapi: 3.1.0
info: {title: Acme, version: 1.0.0}
paths:
  /pages:
    get:
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}}
components:
  schemas:
    Page:
      type: object
      required: [lists]
      properties: {lists: {$ref: '#/components/schemas/list'}, size: {type: integer}}
    list: {type: object, title: My list, discriminator: {propertyName: a, mapping: {x: '#/components/schemas/one'}},
           properties: {a: {type: string}}}
    one: {allOf: [{$ref: '#/components/schemas/list'}], title: The one, properties: {b: {type: integer}}}
    other: {title: The one, type: object, properties: {c: {type: integer}}}
"""


def test_classes_are_called_as_the_layout_calls_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By title, else by name: names that only our own layout keeps for itself are not classes of this one."""
    (tmp_path / "old.yaml").write_text(CLASSES, "utf-8")
    (tmp_path / "new.yaml").write_text(CLASSES.replace("integer", "string"), "utf-8")
    command = ["diff", str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml"), "--format", "json"]
    assert main([*command, "--layout", "openapi-python-client"]) == 0
    found = {change["before"] for change in json.loads(capsys.readouterr().out)["changes"]}
    assert found == {"Page.size: int", "One.b: int", "Other.c: int"}  # two share a title: no class has it
    text = CLASSES.replace("title: My list", "title: Our list")
    (tmp_path / "new.yaml").write_text(text, "utf-8")
    assert main([*command, "--layout", "openapi-python-client"]) == 0
    found = {(each["rule"], each["before"], each["after"]) for each in json.loads(capsys.readouterr().out)["changes"]}
    assert ("schema-renamed", "models.MyList", "models.OurList") in found


def test_pages_and_keywords_are_not_spoken_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Our own layout would say that ``list`` gives no pages any more."""
    found = changes(tmp_path, capsys, ("next_cursor", "next_one"))
    rules = {change["rule"] for change in found}
    assert rules == {"response-optional-property-removed", "response-property-added"}
