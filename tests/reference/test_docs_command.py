"""``trueline docs``: what it writes, what it compares, what it refuses; and the gate that runs it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from trueline.cli import main
from trueline.gates.checkout import Checkout
from trueline.gates.docs import docs

DOCUMENT = """\
openapi: 3.1.0
info: {title: Acme, version: '1'}
paths:
  /anvils:
    get:
      operationId: anvils.list
      responses: {'200': {description: All., content: {application/json: {schema: {type: array}}}}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*options: str) -> int:
    return main(["docs", "openapi.yaml", "--output", "out/api.md", *options])


def test_a_page_is_written_and_then_it_is_what_the_document_says(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--package", "acme") == 0
    text = (folder / "out/api.md").read_text("utf-8")
    assert "from acme import Acme" in text
    assert "client.anvils.list()" in text
    assert run("--package", "acme", "--check") == 0
    assert "is what the document says" in capsys.readouterr().err


def test_a_page_that_was_edited_is_found_and_not_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run()
    page = folder / "out/api.md"
    page.write_text(page.read_text("utf-8").replace("# Acme", "# Emca", 1), "utf-8")
    assert run("--check") == 1
    assert "api.md:3" in capsys.readouterr().err
    assert "# Emca" in page.read_text("utf-8")


def test_pages_for_programs_are_written_and_compared(folder: Path) -> None:
    """``llms.txt`` leads to every page, every link between them to a place that is there."""
    assert run("--pages", "out/llms") == 0
    texts = {path.name: path.read_text("utf-8") for path in (folder / "out/llms").iterdir()}
    assert texts["llms.txt"].startswith("# Acme\n\n> ")
    assert set(re.findall(r"\]\(([^)]+)\)", texts["llms.txt"])) == texts.keys() - {"llms.txt"}
    assert "[client.anvils](anvils.md): list" in texts["llms.txt"]
    assert "(anvils.md#anvils.list)" in texts["api-overview.md"]
    for name, text in texts.items():
        for page, anchor in re.findall(r"\]\(([\w.-]*)#([^)]+)\)", text):
            assert f'<a id="{anchor}"></a>' in texts[page or name]
    assert run("--pages", "out/llms", "--check") == 0
    (folder / "out/llms/anvils.md").write_text("edited", "utf-8")
    assert run("--pages", "out/llms", "--check") == 1


def test_a_page_that_is_not_there_is_drift(folder: Path) -> None:
    assert run("--check") == 1
    assert not (folder / "out").exists()


BROKEN: list[tuple[Callable[[Path], object], int, str]] = [
    (lambda folder: (folder / "openapi.yaml").write_text("openapi: 3.1.0\n"), 3, "openapi.yaml"),
    (lambda folder: (folder / "openapi.yaml").unlink(), 3, "openapi.yaml"),
    (lambda folder: (folder / "out").write_text("a file"), 2, "can't be written"),
    (lambda folder: (folder / "out/api.md").mkdir(parents=True), 2, "can't be read"),
]


@pytest.mark.parametrize(("break_it", "code", "message"), BROKEN)
def test_what_can_not_be_done_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], break_it: Callable[[Path], object], code: int, message: str
) -> None:
    break_it(folder)
    assert run() == code
    assert message in capsys.readouterr().err


def test_a_name_that_can_not_be_imported_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--package", "Acme-SDK") == 2
    assert "acme_sdk" in capsys.readouterr().err


SETTINGS = '[tool.trueline]\nspec = "openapi.yaml"\noutput = "sdk"\npackage = "acme"\n'


def test_the_gate_holds_for_a_page_that_is_current_and_says_what_differs(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(SETTINGS + 'reference = "out/api.md"\n', "utf-8")
    (problem,) = docs(Checkout(folder)).problems
    assert problem.where == "out/api.md"
    assert run("--package", "acme") == 0
    assert docs(Checkout(folder)).ok
    (folder / "openapi.yaml").write_text(DOCUMENT.replace("All.", "All of them."), "utf-8")
    (problem,) = docs(Checkout(folder)).problems
    assert problem.where.startswith("out/api.md:")
    assert "make generate-sdk" in problem.cure


def test_a_checkout_without_a_page_passes(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(SETTINGS, "utf-8")
    assert docs(Checkout(folder)).ok
