"""A repository's Trueline is pinned by hash, or there is no repository. Never is it asked of an index by name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from adopting import ACME, process
from support.own_wheel import own_wheel

from trueline.cli import main

pytestmark = pytest.mark.xdist_group("adopt")


_TWICE = """
from trueline.cli import main
assert [main(["init", name, "--spec", "acme.yaml"]) for name in ("one", "two")] == [0, 0]
"""


def install(into: Path, *what: str, cwd: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(into)]
    done = subprocess.run([*command, *what], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Trueline installed, and a document beside it. Put first on the path, it is the one that runs."""
    folder = tmp_path_factory.mktemp("installed")
    install(folder / "site", own_wheel(), cwd=folder)
    (folder / "acme.yaml").write_text(ACME, "utf-8")
    return folder


def modules(site: Path) -> dict[str, bytes]:
    found = (path for path in site.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    skipped = {"RECORD", "REQUESTED", "direct_url.json"}
    return {str(path.relative_to(site)): path.read_bytes() for path in found if path.name not in skipped}


def test_an_installed_trueline_pins_itself_and_the_pin_installs_the_same_files(installed: Path, tmp_path: Path) -> None:
    known = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        [sys.executable, "-c", _TWICE], cwd=installed, env={**known, "PYTHONPATH": str(installed / "site")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pin = (installed / "one/requirements/trueline.txt").read_text("utf-8")
    assert pin.splitlines()[-1].startswith("./vendor/trueline-0.1.0-py3-none-any.whl --hash=sha256:")
    assert pin == (installed / "two/requirements/trueline.txt").read_text("utf-8")
    install(
        tmp_path / "again", "--no-compile", "--require-hashes", "-r", "requirements/trueline.txt", cwd=installed / "one"
    )
    assert modules(tmp_path / "again") == modules(installed / "site")


def test_a_trueline_that_was_changed_since_it_was_installed_is_no_pin(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(installed / "site", tmp_path / "site")
    with (tmp_path / "site/trueline/words.py").open("a", encoding="utf-8") as module:
        module.write("# changed\n")
    spec = str(installed / "acme.yaml")
    done = process("init", "new", "--spec", spec, cwd=tmp_path, PYTHONPATH=str(tmp_path / "site"))
    assert done.returncode == 2
    assert "trueline/words.py: this file of Trueline is not the one that was installed" in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_trueline_from_a_checkout_names_the_cure_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acme.yaml").write_text(ACME, "utf-8")
    assert main(["init", "new", "--spec", "acme.yaml"]) == 2
    said = capsys.readouterr().err
    assert "this Trueline runs from a checkout" in said
    assert "--trueline PATH_OR_WHEEL" in said
    assert [path.name for path in tmp_path.iterdir()] == ["acme.yaml"]
