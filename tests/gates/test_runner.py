"""The command ``trueline check``, and ``scripts/gates.sh``, which adds the gates of this repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from breaking import replace
from tollkeeper_gates.__main__ import GATES as OURS

from trueline.cli import main
from trueline.gates.runner import GATES

ROOT = Path(__file__).parents[2]


def test_the_list_names_every_gate_and_what_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(GATES)
    assert all(line.endswith(".") for line in lines)


def test_the_page_describes_every_gate() -> None:
    page = (ROOT / "docs/gates.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE) == [
        *GATES,
        *(name for name in OURS if name not in GATES),
    ]


def test_gates_that_hold_are_one_line_each_and_exit_0(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    assert main(["check", "--only", "stale", "--only", "hand-edit"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [["ok", "stale"], ["ok", "hand-edit"]]


def test_a_gate_that_fails_says_what_where_and_what_to_do_and_the_others_still_run(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    replace(root / "sdks/python/README.md", "#", "##")
    assert main(["check", "--only", "hand-edit", "--only", "loss"]) == 1
    failed, place, cure, fine = capsys.readouterr().out.splitlines()
    assert failed.startswith("FAIL  hand-edit")
    assert failed.endswith("1 problem")
    assert place == "  sdks/python/README.md: a generated file was edited by hand"
    assert "make generate-sdk" in cure
    assert fine.startswith("ok    loss")


def test_a_document_that_can_not_be_read_fails_the_gate_and_is_no_traceback(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    (root / "openapi/v1.yaml").write_text("{")
    assert main(["check", "--only", "stale", "--only", "scopes"]) == 1
    out = capsys.readouterr().out
    assert "FAIL  stale" in out
    assert "openapi/v1.yaml" in out


def test_an_unknown_gate_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--only", "nonsense"]) == 2
    assert "error: there is no gate 'nonsense'\n  The gates are loss, second-reader," in capsys.readouterr().err


#: Gates that start much. All ten hold in fresh clones that have what their lock has (tests/adopt/test_fresh_clone.py).
STARTING = ("imports", "determinism")
DOCUMENT = """\
openapi: 3.1.0
info: {title: Acme, version: '1.0'}
paths:
  /anvils:
    get:
      operationId: listAnvils
      responses: {'204': {description: None.}}
"""


def test_no_gate_needs_a_tool_that_does_not_come_with_trueline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.yaml").write_text(DOCUMENT)
    (tmp_path / "pyproject.toml").write_text('[tool.trueline]\nspec = "api.yaml"\noutput = "sdk"\npackage = "acme"\n')
    assert main(["generate"]) == 0
    capsys.readouterr()
    gates = [name for name in GATES if name not in STARTING]
    assert main(["check", *(word for name in gates for word in ("--only", name))]) == 0
    lines = [line.split()[:2] for line in capsys.readouterr().out.splitlines()]
    assert lines == [["ok", name] for name in gates]


def test_the_script_runs_the_gates_of_its_checkout_from_any_folder(root: Path, tmp_path: Path) -> None:
    (root / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/gates.sh", root / "scripts")
    sources = os.pathsep.join([str(ROOT / "src"), str(ROOT / "server/src")])
    environment = {**os.environ, "PYTHONPATH": sources}
    command = ["bash", str(root / "scripts/gates.sh"), "--only", "hand-edit"]
    replace(root / "sdks/python/README.md", "#", "##")
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "sdks/python/README.md" in done.stdout
