"""docs/guides/migrate-from-stainless.md, run on a small document and a small mapping of our own."""

from __future__ import annotations

import re
import shlex
import textwrap
from pathlib import Path

import pytest
from migrate_documents import DOCUMENT, NAMES

from trueline.cli import main

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "migrate-from-stainless.md"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the reader's two files."""
    (tmp_path / "openapi.yml").write_text(textwrap.dedent(DOCUMENT), "utf-8")
    (tmp_path / "stainless.yml").write_text(textwrap.dedent(NAMES), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_of_the_guide_makes_the_package(repository: Path) -> None:
    (command,) = re.findall(r"^trueline (generate .*)$", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert main(shlex.split(command)) == 0
    package = repository / "sdk" / "src" / "onebusaway"
    assert (package / "_runtime" / "compat" / "client.py").is_file()
    assert main([*shlex.split(command), "--check"]) == 0


def test_the_settings_of_the_guide_say_the_same(repository: Path) -> None:
    (settings,) = re.findall(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    (repository / "pyproject.toml").write_text(settings, "utf-8")
    assert main(["generate"]) == 0
    assert (repository / "sdk" / "src" / "onebusaway" / "_types.py").is_file()


def test_without_it_nothing_of_it_is_in_an_sdk(repository: Path) -> None:
    words = ["generate", "openapi.yml", "--names", "stainless.yml", "--package", "plain", "--output", "plain"]
    assert main(words) == 0
    package = repository / "plain" / "src" / "plain"
    assert not (package / "_runtime" / "compat").exists()
    assert not (package / "_types.py").exists()
    assert "tainless" not in "".join(path.read_text("utf-8") for path in package.rglob("*.py"))


def test_the_surface_needs_its_mapping(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["generate", "openapi.yml", "--compat", "stainless", "--package", "plain", "--output", "plain"]
    assert main(words) == 2
    assert "--compat needs --names" in capsys.readouterr().err
