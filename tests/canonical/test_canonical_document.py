"""``trueline canonical``: one ordinary document that is valid, says the same, and stays as it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator, OpenAPIV32SpecValidator

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.documents import documents

from trueline.cli import main
from trueline.errors import ExitCode

ROOT = Path(__file__).parents[2]
HEAD = "openapi: 3.1.0\ninfo: {title: Example, version: '1'}\n"


def canonical(text: str, folder: Path, *options: str) -> dict[str, Any]:
    """The canonical document of a text, found valid and stable."""
    given, first, second = folder / "given.yaml", folder / "first.json", folder / "second.json"
    given.write_text(text, "utf-8")
    assert main(["canonical", str(given), "-o", str(first), *options]) == ExitCode.DONE
    assert main(["canonical", str(first), "-o", str(second)]) == ExitCode.DONE
    assert second.read_bytes() == first.read_bytes()
    made: dict[str, Any] = json.loads(first.read_bytes())
    assert problems(made) == []
    return made


def problems(document: dict[str, Any]) -> list[str]:
    """What openapi-spec-validator says."""
    validator = OpenAPIV32SpecValidator if document["openapi"].startswith("3.2") else OpenAPIV31SpecValidator
    return [str(error) for error in validator(document).iter_errors()]


@pytest.mark.parametrize(
    "limits",
    ["type: integer, maximum: 7, default: 335", "type: string, format: date-time, default: '3'",
     "type: string, maxLength: 1, default: ab, x-zone: 1", "type: string, pattern: '[', default: a, x-a: 1"],
)  # fmt: skip
def test_a_default_that_the_limits_do_not_allow_is_kept_as_an_extension(tmp_path: Path, limits: str) -> None:
    given = f"{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {{type: object, properties: {{n: {{{limits}}}}}}}}}}}\n"
    schema = canonical(given, tmp_path)["components"]["schemas"]["A"]["properties"]["n"]
    assert ("x-default" in schema) == ("pattern" not in limits)
    assert ("x-pattern" in schema) == ("pattern" in limits)


def test_our_own_document_is_valid_stable_and_free_of_marks(tmp_path: Path) -> None:
    made = canonical((ROOT / "openapi/v1.yaml").read_text("utf-8"), tmp_path)
    assert "x-trueline-" not in json.dumps(made)
    assert made["openapi"] == "3.1.0"
    assert len(made["paths"]) > 10


def test_swagger_in_several_files_becomes_one_document(tmp_path: Path) -> None:
    models = {"Anvil": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}}
    (tmp_path / "models.json").write_text(json.dumps(models), "utf-8")
    text = """
swagger: '2.0'
info: {title: Example, version: '1'}
host: api.example.com
schemes: [https]
paths:
  /anvils:
    get:
      operationId: list
      parameters: [{name: ids, in: query, type: array, items: {type: string}, collectionFormat: csv}]
      responses: {'200': {description: ok, schema: {type: array, items: {$ref: 'models.json#/Anvil'}}}}
"""
    made = canonical(text, tmp_path)
    operation = made["paths"]["/anvils"]["get"]
    assert operation["servers"] == [{"url": "https://api.example.com"}]
    assert (operation["parameters"][0]["style"], operation["parameters"][0]["explode"]) == ("form", False)
    (media,) = operation["responses"]["200"]["content"].values()
    assert media["schema"]["items"] == {"$ref": "#/components/schemas/Anvil"}
    assert made["components"]["schemas"]["Anvil"]["required"] == ["id"]


def test_only_what_3_1_has_no_word_for_makes_a_document_of_3_2(tmp_path: Path) -> None:
    text = """openapi: 3.2.0
info: {title: Example, version: '1'}
paths:
  /a:
    query: {operationId: search, responses: {'200': {description: ok}}}
    additionalOperations:
      PURGE: {operationId: purge, responses: {'204': {description: ok}}}
"""
    item = canonical(text, tmp_path)["paths"]["/a"]
    assert (list(item), list(item["additionalOperations"])) == (["query", "additionalOperations"], ["PURGE"])
    made = canonical(text.replace("query:", "get:").replace("additionalOperations:\n      PURGE", "post"), tmp_path)
    assert made["openapi"] == "3.1.0"


def test_values_are_data_whatever_their_keys_say(tmp_path: Path) -> None:
    value = {"x-trueline-pointer": "/a", "properties": {"b": {"$ref": "#/nowhere"}}}
    schema = {"type": "object", "default": value, "examples": [value], "properties": {"default": {"type": "string"}}}
    text = f"{HEAD}components: {{schemas: {{A: {json.dumps(schema)}}}}}\npaths: {{}}\nx-own: {json.dumps(value)}\n"
    made = canonical(text, tmp_path)
    assert made["x-own"] == value
    assert made["components"]["schemas"]["A"]["examples"] == [value]
    assert list(made["components"]["schemas"]["A"]["properties"]) == ["default"]


def test_what_stands_where_it_does_not_belong_is_left_out_or_put_right(tmp_path: Path) -> None:
    text = f"""{HEAD}
tags: [{{name: a, externalDocs: {{}}}}, {{description: nameless}}]
servers: [{{url: 'https://{{at}}.example.com', variables: {{at: {{enum: [1, 2]}}}}}}]
security: [{{'my key': []}}]
components:
  securitySchemes:
    my key: {{type: apiKey, in: header, name: X-Key}}
    my_key: {{type: http, scheme: bearer, name: 5}}
  schemas: {{A: {{type: object, properties: {{n: {{type: string, pattern: '['}}}}}}}}
paths:
  /a:
    get:
      externalDocs: none
      produces: [application/json]
      parameters:
      - {{name: q, in: header, schema: {{}}, allowEmptyValue: true, example: 1, examples: {{a: {{value: 1}}}}}}
      responses: {{'200': {{description: ok}}}}
"""
    made = canonical(text, tmp_path)
    assert list(made["components"]["securitySchemes"]) == ["my_key_", "my_key"]
    assert made["security"] == [{"my_key_": []}]
    assert made["tags"] == [{"name": "a"}]
    assert made["servers"][0]["variables"] == {"at": {"default": "1", "enum": ["1", "2"]}}
    assert made["components"]["schemas"]["A"]["properties"]["n"] == {"type": "string", "x-pattern": "["}
    operation = made["paths"]["/a"]["get"]
    assert "externalDocs" not in operation
    assert "produces" not in operation
    assert set(operation["parameters"][0]) & {"allowEmptyValue", "example"} == set()


def test_a_loss_ends_it_as_it_ends_generate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"{HEAD}paths: {{/a: {{get: {{responses: {{'200': {{description: ok}}, '20': {{description: odd}}}}}}}}}}\n"
    (tmp_path / "given.yaml").write_text(text, "utf-8")
    report = tmp_path / "report.json"
    command = ["canonical", str(tmp_path / "given.yaml"), "-o", str(tmp_path / "out.json"), "--report", str(report)]
    assert main(command) == ExitCode.LOSS
    assert "'20' is not an HTTP status" in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()
    (lost,) = json.loads(report.read_bytes())["lost"]
    made = canonical(text, tmp_path, "--allow-loss", lost["pointer"])
    assert list(made["paths"]["/a"]["get"]["responses"]) == ["200"]


def test_a_repair_is_told_and_the_document_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    text = f"{HEAD}paths: {{'/a/{{id}}': {{get: {{responses: {{'200': {{description: ok}}}}}}}}}}\n"
    done = subprocess.run(
        [sys.executable, "-m", "trueline", "canonical", "-"], input=text, capture_output=True, text=True, check=True
    )
    assert "repaired: /paths/~1a~1{id}/get: the path has {id} and no parameter describes it" in done.stderr
    assert json.loads(done.stdout)["paths"]["/a/{id}"]["get"]["parameters"][0]["name"] == "id"


@pytest.mark.parametrize(("spec", "code"), [("nowhere.yaml", ExitCode.INVALID), ("bad.yaml", ExitCode.INVALID)])
def test_bad_input_ends_as_by_generate(tmp_path: Path, spec: str, code: ExitCode) -> None:
    (tmp_path / "bad.yaml").write_text("openapi: 3.1.0\n", "utf-8")
    generate = ["generate", str(tmp_path / spec), "--output", str(tmp_path / "sdk"), "--package", "a"]
    assert main(["canonical", str(tmp_path / spec)]) == main(generate) == code


@settings(max_examples=40)
@given(document=documents())
def test_every_document_that_is_read_has_a_valid_and_stable_form(
    document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fuzzed")
    (folder / "given.json").write_text(json.dumps(document), "utf-8")
    code = main(["canonical", str(folder / "given.json"), "-o", str(folder / "made.json")])
    if code == ExitCode.DONE:
        canonical((folder / "given.json").read_text("utf-8"), folder)
    else:
        assert code in {ExitCode.INVALID, ExitCode.LOSS}
