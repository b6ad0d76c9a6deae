"""``trueline generate`` alone takes everything from ``[tool.trueline]``."""

from __future__ import annotations

from pathlib import Path

import pytest

from trueline.cli import main
from trueline.gates.checkout import Checkout
from trueline.gates.docs import docs

SETTINGS = '[tool.trueline]\nspec = "api.yaml"\noutput = "sdk"\npackage = "acme"\nreference = "api.md"\n'
DOCUMENT = """\
openapi: 3.1.0
info: {title: Acme, version: '1.0'}
paths:
  /anvils:
    get:
      operationId: listAnvils
      responses: {'204': {description: None.}}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a document, and what to generate from it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.yaml").write_text(DOCUMENT)
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    return tmp_path


def test_it_writes_the_sdk_and_the_reference_page(folder: Path) -> None:
    assert main(["generate"]) == 0
    assert (folder / "sdk/src/acme/__init__.py").is_file()
    assert "listAnvils" in (folder / "api.md").read_text() or "GET /anvils" in (folder / "api.md").read_text()
    assert main(["generate", "--check"]) == 0


def test_check_fails_for_the_page_alone_too_and_writes_nothing(folder: Path) -> None:
    assert main(["generate", "--report", "report.json"]) == 0
    assert (folder / "report.json").is_file()
    (folder / "api.md").write_text("mine")
    assert main(["generate", "--check"]) == 1
    assert (folder / "api.md").read_text() == "mine"


def test_the_page_says_the_name_on_the_index_and_the_gate_agrees(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(SETTINGS + 'distribution = "acme-cloud"\n')
    assert main(["generate"]) == 0
    assert "pip install acme-cloud" in (folder / "api.md").read_text()
    assert docs(Checkout(folder)).problems == ()


def test_force_goes_on_to_the_sdk(folder: Path) -> None:
    (folder / "sdk").mkdir()
    (folder / "sdk/README.md").write_text("mine")
    assert main(["generate"]) == 1
    assert main(["generate", "--force"]) == 0


def test_what_is_wrong_in_the_settings_is_reported_with_its_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "pyproject.toml").write_text(SETTINGS.replace('"acme"', '"Acme-SDK"'))
    assert main(["generate"]) == 2
    assert capsys.readouterr().err.startswith("error: pyproject.toml:4: [tool.trueline] package:")


def test_settings_and_arguments_are_not_mixed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--package", "other"]) == 2
    assert "error: missing: SPEC, --output\n" in capsys.readouterr().err
    assert main(["generate", "api.yaml"]) == 2
    assert "error: missing: --output, --package\n" in capsys.readouterr().err


def test_without_settings_the_arguments_are_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "pyproject.toml").unlink()
    assert main(["generate"]) == 2
    shown = capsys.readouterr().err
    assert "error: missing: SPEC, --output, --package\n" in shown
    assert "trueline generate SPEC --output DIR --package NAME" in shown
