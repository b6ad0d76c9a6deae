"""``trueline migrate stainless --output``: a repository whose SDK takes the place of the older one, and later runs."""

from __future__ import annotations

import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest
from migrate_documents import DOCUMENT, NAMES
from older_sdk import BY_HAND, FILES, write_older_sdk
from support.fresh_machine import fresh_machine
from support.lent_setup import lend_setup
from support.own_wheel import own_wheel

from trueline.cli import main
from trueline.config import read_config

GIVEN = ["--spec", "openapi.yml", "--sdk", "older", "--output", "made", "--allow-missing"]
WORDS = ["migrate", "stainless", "stainless.yml", *GIVEN]


def _migrate(*words: str) -> int:
    return main([*WORDS, "--trueline", own_wheel(), *words])


def _git(root: Path, *words: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what a team has, and the repository that was made of it. Not to be changed."""
    folder = tmp_path_factory.mktemp("moved")
    (folder / "openapi.yml").write_text(textwrap.dedent(DOCUMENT), "utf-8")
    (folder / "stainless.yml").write_text(textwrap.dedent(NAMES), "utf-8")
    write_older_sdk(folder / "older")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert _migrate() == 0
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to change."""
    shutil.copytree(whole, tmp_path / "moved", symlinks=True)
    monkeypatch.chdir(tmp_path / "moved")
    return tmp_path / "moved"


def test_the_repository_is_of_our_shape_with_the_older_names(whole: Path) -> None:
    made = whole / "made"
    config = read_config(made / "pyproject.toml")
    assert (config.package, config.distribution, config.compat) == ("city_library", "city-library", "stainless")
    assert (config.names, config.version_file) == ("openapi/stainless.yml", "openapi/VERSION")
    assert (made / "openapi/stainless.yml").read_bytes() == (whole / "stainless.yml").read_bytes()
    assert _git(made, "log", "--format=%s").count("\n") == 1
    assert _git(made, "status", "--porcelain") == ""


def test_its_version_goes_on_after_the_older_one(whole: Path) -> None:
    version = (whole / "made/openapi/VERSION").read_text("utf-8")
    missing = re.search(r"^\| import paths \| \d+ \| \d+ \| (\d+) \|$", (whole / "made/MOVING.md").read_text(), re.M)
    assert missing
    assert version == ("2.0.0\n" if int(missing[1]) else "1.5.0\n")
    assert f'__version__ = "{version.strip()}"' in (whole / "made/sdks/python/src/city_library/_version.py").read_text()


def test_tests_and_what_people_wrote_are_carried_over(whole: Path) -> None:
    made = whole / "made"
    there = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert {"tests/stainless/tests/api_resources/test_books.py", "tests/stainless/tests/conftest.py"} <= there
    assert "tests/stainless/tests/test_client.py" not in there
    assert (made / "examples/read.py").read_text("utf-8") == BY_HAND["examples/read.py"]
    assert "sdks/python/src/city_library/lib/shelves.py" in there
    assert "`src/city_library/lib/shelves.py`: kept as" in (made / "MOVING.md").read_text("utf-8")


def test_an_update_of_the_scaffold_changes_nothing(folder: Path) -> None:
    assert main(["update", "made", "--trueline", own_wheel()]) == 0
    assert _git(folder / "made", "status", "--porcelain", "--", ".", ":!vendor", ":!.trueline", ":!requirements") == ""


def test_what_people_wrote_survives_generating(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "made")
    assert main(["generate", "--check"]) == 0
    document = folder / "made/openapi/openapi.yaml"
    document.write_text(document.read_text("utf-8").replace("title: Library", "title: City Library"), "utf-8")
    assert main(["generate"]) == 0
    assert (folder / "made/sdks/python/src/city_library/lib/shelves.py").is_file()


def test_a_second_run_changes_nothing_and_a_later_one_what_changed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*WORDS, "--trueline", own_wheel()]) == 0
    assert ", 0 files changed" in capsys.readouterr().err
    text = (folder / "stainless.yml").read_text("utf-8")
    (folder / "stainless.yml").write_text(text.replace("retrieve: 'get", "read: 'get"), "utf-8")
    assert _migrate() == 0
    changed = _git(folder / "made", "status", "--porcelain")
    assert " M openapi/stainless.yml" in changed
    assert " M MOVING.md" in changed
    assert "client.books.retrieve()" in (folder / "made/MOVING.md").read_text("utf-8")
    assert "def read(" in (folder / "made/sdks/python/src/city_library/resources/_books.py").read_text("utf-8")
    assert _migrate() == 2
    assert "changes that are not committed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--output", "older"], "the folder is not empty, and nothing in it is ever overwritten"),
        (["--package", "other"], "this is the repository of another SDK"),
        (["--spec", "openapi.json"], "the document is openapi/openapi.yaml there, and openapi/openapi.json now"),
    ],
)
def test_another_repository_is_left_alone(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["canonical", "openapi.yml", "--output", "openapi.json"]) == 0
    before = _git(folder / "made", "status", "--porcelain")
    assert _migrate(*words) == 2
    assert said in capsys.readouterr().err
    assert _git(folder / "made", "status", "--porcelain") == before


def test_a_generated_file_that_people_patched_is_told_and_not_carried(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "older/src/city_library/types/book.py").write_text(
        textwrap.dedent(FILES["src/city_library/types/book.py"]), "utf-8"
    )
    assert _migrate("--dry-run") == 0
    said = capsys.readouterr().err
    assert "by hand: src/city_library/types/book.py: not kept: a generated file has its place" in said


@pytest.mark.slow
def test_make_test_runs_the_tests_of_the_older_sdk(folder: Path) -> None:
    _git(folder, "clone", "-q", "made", "clone")
    lend_setup(folder / "clone")
    (folder / "machine").mkdir()
    make = fresh_machine(folder / "machine", folder / "clone")
    said = make("test").stdout
    own, older = re.findall(r"(\d+) passed", said)
    assert (int(own) > 4, older) == (True, "8")
    assert _git(folder / "clone", "status", "--short") == ""
