"""The command ``python -m trueline.gates`` and the settings that it reads."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from breaking import replace

from trueline.errors import UsageError
from trueline.gates.__main__ import GATES, main
from trueline.gates.checkout import Config, read_config

ROOT = Path(__file__).parents[2]


def test_the_list_names_every_gate_and_what_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(GATES)
    assert all(line.endswith(".") for line in lines)


def test_the_page_describes_every_gate() -> None:
    page = (ROOT / "docs/gates.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE) == list(GATES)


def test_gates_that_hold_are_one_line_each_and_exit_0(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    assert main(["--only", "stale", "--only", "hand-edit"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [["ok", "stale"], ["ok", "hand-edit"]]


def test_a_gate_that_fails_says_what_where_and_what_to_do_and_the_others_still_run(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    replace(root / "sdks/python/README.md", "#", "##")
    assert main(["--only", "hand-edit", "--only", "loss"]) == 1
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
    assert main(["--only", "stale", "--only", "scopes"]) == 1
    out = capsys.readouterr().out
    assert "FAIL  stale" in out
    assert "openapi/v1.yaml" in out


def test_an_unknown_gate_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--only", "nonsense"])
    assert caught.value.code == 2
    assert "nonsense" in capsys.readouterr().err


def test_the_script_runs_the_gates_of_its_checkout_from_any_folder(root: Path, tmp_path: Path) -> None:
    (root / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/gates.sh", root / "scripts")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = ["bash", str(root / "scripts/gates.sh"), "--only", "hand-edit"]
    replace(root / "sdks/python/README.md", "#", "##")
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "sdks/python/README.md" in done.stdout


GOOD = 'spec = "a.yaml"\noutput = "sdk"\npackage = "pkg"\n'


def test_settings_are_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.trueline]\n" + GOOD + 'overlays = ["o.yaml"]\n')
    assert read_config(tmp_path / "pyproject.toml") == Config("a.yaml", "sdk", "pkg", ("o.yaml",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.trueline]\n" + GOOD + "nonsense = 1", "unknown key 'nonsense'"),
        ("[tool.trueline]\n" + GOOD.replace("pkg", "a-b"), "'a-b', which can't be imported"),
        ("[tool.trueline]\n" + GOOD.replace('"sdk"', "1"), "needs the text 'output'"),
        ("[tool.trueline]\nspec = ''", "needs the text 'spec'"),
        ("[tool.trueline]\n" + GOOD + "overlays = 'o.yaml'", "overlays is not a list of texts"),
        ("[tool.trueline]\n" + GOOD + "overlays = [1]", "overlays is not a list of texts"),
        ("[tool]\ntrueline = 1", "no table"),
        ("", "no table"),
        ("[", "not TOML"),
    ],
)
def test_settings_that_are_wrong_are_refused_with_an_example(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(UsageError, match=message) as caught:
        read_config(tmp_path / "pyproject.toml")
    assert "[tool.trueline] spec =" in caught.value.cure


def test_a_folder_without_settings_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such file"):
        read_config(tmp_path / "pyproject.toml")
