"""docs/guides/migrate-from-stainless.md, run on a small document and a small mapping of our own."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from migrate_documents import DOCUMENT, NAMES
from older_sdk import write_older_sdk
from support.fresh_machine import fresh_machine
from support.lent_setup import lend_setup
from support.own_wheel import own_wheel

from trueline.cli import main

pytestmark = pytest.mark.waits

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guides" / "migrate-from-stainless.md"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the reader's two files."""
    (tmp_path / "openapi.yml").write_text(textwrap.dedent(DOCUMENT), "utf-8")
    (tmp_path / "stainless.yml").write_text(textwrap.dedent(NAMES), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _commands(word: str) -> list[list[str]]:
    """The guide's commands that begin so, as words."""
    return [
        shlex.split(each) for each in re.findall(rf"^trueline ({word} .*)$", GUIDE.read_text("utf-8"), re.MULTILINE)
    ]


def test_the_guide_s_commands_move_a_small_sdk(repository: Path) -> None:
    """Its commands on an SDK of our own: only the SDK has another name."""
    write_older_sdk(repository / "older")
    dry, whole = ([word.replace("onebusaway==1.31.0", "older") for word in words] for words in _commands("migrate"))
    assert main([*dry, "--allow-missing"]) == 0
    assert main([*whole, "--trueline", own_wheel()]) == 0
    assert (repository / "onebusaway-sdk/tests/stainless/tests/api_resources/test_books.py").is_file()
    (words,) = _commands("names")
    shutil.copy(repository / "stainless.yml", repository / "stated.yml")
    (repository / "stainless.yml").unlink()
    assert main([word.replace("onebusaway-1.31.0.tar.gz", "older") for word in words]) == 0
    assert "post /books/{bookID}/loans" in (repository / "stainless.yml").read_text("utf-8")


@pytest.fixture(scope="module")
def onebusaway(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader's folder with OneBusAway's document, mapping and SDK."""
    corpus = ROOT.parent / "shared" / "corpus" / "onebusaway"
    if not corpus.is_dir():
        pytest.skip("../shared/corpus is not here: its documents are public data of their owners, not ours")
    folder = tmp_path_factory.mktemp("onebusaway")
    for name in ("openapi.yml", "stainless.yml"):
        shutil.copy(corpus / name, folder / name)
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*download, "onebusaway==1.31.0"], cwd=folder, check=True)
    return folder


@pytest.mark.slow
def test_the_commands_of_the_guide_move_onebusaway(
    onebusaway: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(onebusaway)
    dry, whole = _commands("migrate")
    assert main(dry) == 0
    said = capsys.readouterr().err
    told = re.search(r"```text\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert told
    assert told[1] in said
    # From the index it has come once: pip builds what it brings, to look at its metadata.
    dry, whole = ([word.replace("==1.31.0", "-1.31.0.tar.gz") for word in words] for words in (dry, whole))
    assert main([*whole, "--trueline", own_wheel()]) == 0
    made = onebusaway / "onebusaway-sdk"
    assert (made / "openapi/VERSION").read_text("utf-8") == "1.32.0\n"
    lend_setup(made)
    make = fresh_machine(tmp_path, made)
    assert re.findall(r"(\d+) passed", make("test").stdout) == ["36", "640"]
    (onebusaway / "stainless.yml").unlink()
    (words,) = _commands("names")
    assert main(words) == 0
    assert main([*dry, "--allow-missing"]) == 0
    assert told[1] in capsys.readouterr().err


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
