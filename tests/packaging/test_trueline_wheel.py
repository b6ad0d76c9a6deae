"""Trueline's own wheel: complete, installable, and working far away from this checkout."""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from artefacts import ROOT, Dist, Environment, make_environment

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("trueline-wheel")]

_TINY = """\
openapi: 3.1.0
info: {title: Tiny, version: 1.2.3}
servers: [{url: 'https://tiny.example'}]
paths:
  /ping:
    get:
      operationId: ping
      tags: [health]
      responses:
        '200':
          description: Up.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pong'}}}
components:
  schemas:
    Pong: {type: object, required: [ok], properties: {ok: {type: boolean}}}
"""


@pytest.fixture(scope="module")
def installed(trueline: Dist, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    python = Path(sys._base_executable)  # type: ignore[attr-defined] # in every CPython, in no stub
    environment = make_environment(tmp_path_factory.mktemp("installed") / "env", python)
    environment.install("--constraint", ROOT / "requirements/dev.txt", trueline.wheel)
    return environment


def _source_files() -> set[str]:
    files = (ROOT / "src").rglob("*")
    return {str(f.relative_to(ROOT / "src")) for f in files if f.is_file() and f.suffix != ".pyc"}


def test_the_wheel_holds_every_source_file_templates_and_runtime_included(trueline: Dist) -> None:
    with ZipFile(trueline.wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == _source_files()
    assert any(name.endswith(".jinja") for name in packed)
    assert "trueline/runtime/operation.py" in packed


def test_the_wheel_is_marked_as_typed_as_its_metadata_says(trueline: Dist) -> None:
    with ZipFile(trueline.wheel) as archive:
        (metadata,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        assert "Classifier: Typing :: Typed" in archive.read(metadata).decode()
        assert "trueline/py.typed" in archive.namelist()


def test_the_sdist_builds_the_same_wheel(trueline: Dist) -> None:
    assert trueline.wheel.read_bytes() == trueline.direct_wheel.read_bytes()


def test_the_command_is_installed_and_says_what_it_can_do(installed: Environment, tmp_path: Path) -> None:
    assert "generate" in installed.execute("-m", "trueline", "--help", cwd=tmp_path)
    assert (installed.folder / "bin/trueline").exists()


def test_it_generates_an_importable_sdk_outside_of_any_checkout(installed: Environment, tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(_TINY, encoding="utf-8")
    command = ["tiny.yaml", "--output", "sdk", "--package", "tiny"]
    script = f"import sys; from trueline.cli import main; sys.exit(main(['generate', *{command!r}]))"
    installed.execute("-c", script, cwd=tmp_path)
    assert (tmp_path / "sdk/generated.lock").exists()
    source = "import sys; sys.path.insert(0, 'sdk/src'); import tiny; print(tiny.__version__, tiny.Tiny.__name__)"
    assert installed.execute("-c", source, cwd=tmp_path).split() == ["1.2.3", "Tiny"]
