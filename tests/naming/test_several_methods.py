"""A names file that gives one operation several methods: all of them exist, and each is told apart from the others."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from support.sdks import fresh_name, generate_to, import_sdk

from trueline.cli import main
from trueline.pipeline import Request, generate

DOCUMENT = """
openapi: 3.1.0
info: {title: Zoo, version: '1'}
servers: [{url: https://zoo.example}]
paths:
  /pens/{pen}/moves/{move}/approve:
    parameters:
      - {name: pen, in: path, required: true, schema: {type: string}}
      - {name: move, in: path, required: true, schema: {type: string}}
    post:
      operationId: approve
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Move'}}}}}
  /keepers:
    get:
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {type: object, properties: {names: {type: array, items: {type: string}}}}
  /gates:
    get:
      responses: {'204': {description: open}}
components:
  schemas:
    Move: {type: object, properties: {id: {type: string}}}
"""

NAMES = """
organization: {name: zoo}
resources:
  pens:
    subresources:
      moves:
        methods: {approve: 'post /pens/{pen}/moves/{move}/approve'}
      transfers:
        methods:
          approve: {endpoint: 'post /pens/{pen}/moves/{move}/approve', positional_params: [pen, move]}
          accept: {type: alias, to: approve}
  keepers:
    methods:
      list: get /keepers
      everybody: get /keepers
      again: {type: alias, to: pens.moves.approve}
  gates:
    methods: {check: get /gates}
"""


def write(folder: Path, names: str = NAMES) -> tuple[str, str]:
    document, file = folder / "zoo.yml", folder / "stainless.yml"
    document.write_text(DOCUMENT)
    file.write_text(names)
    return str(document), str(file)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, ModuleType]:
    folder, package = tmp_path_factory.mktemp("several"), fresh_name()
    report = generate_to(folder / package, DOCUMENT, package, names=write(folder)[1])
    return report, import_sdk(folder / package / "src", package)


def methods(made: tuple[Any, ModuleType]) -> dict[str, Any]:
    module = made[1]
    client = getattr(module, module.__name__.title().replace("_", ""))()
    return {
        "moves.approve": client.pens.moves.approve,
        "transfers.approve": client.pens.transfers.approve,
        "transfers.accept": client.pens.transfers.accept,
        "keepers.list": client.keepers.list,
        "keepers.everybody": client.keepers.everybody,
        "keepers.again": client.keepers.again,
    }


def positional(method: Any) -> list[str]:
    return [n for n, p in inspect.signature(method).parameters.items() if p.kind is p.POSITIONAL_OR_KEYWORD]


def test_each_method_has_its_own_arguments_by_position(made: tuple[Any, ModuleType]) -> None:
    found = {name: positional(method) for name, method in methods(made).items()}
    assert found == {
        "moves.approve": ["move"],
        "transfers.approve": ["pen", "move"],
        "transfers.accept": ["pen", "move"],
        "keepers.list": [],
        "keepers.everybody": [],
        "keepers.again": ["move"],
    }


def test_nothing_is_lost_and_an_operation_is_counted_once(made: tuple[Any, ModuleType]) -> None:
    report = made[0]
    assert not report.lost and not report.allowed
    assert report.in_sdk.operations == report.in_spec.operations == 3


def test_each_answer_is_called_after_its_method_too(made: tuple[Any, ModuleType]) -> None:
    types = made[1].types
    for name in ("MoveApproveResponse", "TransferApproveResponse", "TransferAcceptResponse", "KeeperListResponse"):
        assert hasattr(types, name)


def test_the_second_reader_counts_an_operation_once(tmp_path: Path) -> None:
    document, names = write(tmp_path)
    request = Request(spec=document, package="zoo", names=names, second_reader=True)
    assert not generate(request).report.lost


def test_an_alias_of_nothing_is_an_error_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document, names = write(tmp_path, NAMES.replace("to: approve", "to: aprove"))
    code = main(["generate", document, "--names", names, "--package", "zoo", "--output", str(tmp_path / "sdk")])
    error = capsys.readouterr().err
    assert code == 3
    assert "stainless.yml:11:" in error and 'there is no method "aprove"' in error


@pytest.mark.parametrize("compat", [True, False])
def test_only_the_compatible_sdk_lacks_what_the_file_forgets_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], compat: bool
) -> None:
    document, names = write(tmp_path, NAMES.replace("  gates:\n    methods: {check: get /gates}\n", ""))
    mode = ["--compat", "stainless"] if compat else []
    output = str(tmp_path / "sdk")
    code = main(["generate", document, "--names", names, *mode, "--package", "zoo", "--output", output])
    assert code == (0 if compat else 4)
    assert "stainless.yml gives get /gates no method" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("constants: {a: b}", "constants is not carried"),
        ("streaming: {on_event: []}", "streaming is not carried"),
    ],
)
def test_a_section_that_is_not_carried_is_told_of(tmp_path: Path, key: str, said: str) -> None:
    document, names = write(tmp_path, f"{NAMES}{key}\n")
    request = Request(spec=document, package="zoo", names=names)
    assert any(said in repair.sentence for repair in generate(request).report.repairs)


def test_a_document_can_not_say_so_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document, _ = write(tmp_path)
    Path(document).write_text(DOCUMENT.replace("operationId: approve", "x-sdk-also: 5"))
    assert main(["generate", document, "--package", "zoo", "--output", str(tmp_path / "sdk")]) == 3
    assert "x-sdk-also is not for documents" in capsys.readouterr().err
