"""``trueline update``: a later scaffold comes in, and nothing that people wrote goes out. Real git throughout."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from adopting import files_of, git

from trueline.adopt import scaffold
from trueline.adopt.facts import Facts
from trueline.adopt.lock import PATH, read_lock
from trueline.cli import main

pytestmark = pytest.mark.xdist_group("adopt")

Later = Callable[[dict[str, "str | None"]], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Makes this Trueline one whose scaffold has these texts: None is a file that it has no more."""
    real = scaffold.render

    def become(texts: dict[str, str | None]) -> None:
        def render(facts: Facts) -> list[scaffold.Rendered]:
            files = [file for file in real(facts) if texts.get(file.path, "") is not None]
            known = [dataclasses.replace(file, text=texts.get(file.path) or file.text) for file in files]
            new = texts.keys() - {file.path for file in real(facts)}
            return known + [scaffold.Rendered(scaffold.Entry(path, ""), texts[path] or "") for path in sorted(new)]

        monkeypatch.setattr("trueline.adopt.update.render", render)

    return become


def pristine(repository: Path, path: str) -> str:
    return (repository / path).read_text("utf-8")


def edit(repository: Path, path: str, old: str, new: str) -> None:
    """Somebody's change, committed."""
    text = pristine(repository, path)
    assert old in text
    (repository / path).write_text(text.replace(old, new, 1), "utf-8")
    git(repository, "commit", "-qam", "theirs")


def changed(repository: Path) -> list[str]:
    return sorted(line[3:] for line in git(repository, "status", "--porcelain").splitlines())


def test_the_same_trueline_changes_nothing(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["update", str(repository)]) == 0
    assert changed(repository) == []
    assert "the scaffold is that of Trueline 0.1.0 (it was 0.1.0)" in capsys.readouterr().err


def test_a_repository_from_before_licences_gets_the_one_that_its_settings_name_now(repository: Path) -> None:
    text = pristine(repository, "pyproject.toml")
    start = text.index("# What an index shows beside the package")
    older = text[:start] + text[text.index("[tool.trueline.release]") :]
    (repository / "pyproject.toml").write_text(older, "utf-8")
    lock = read_lock(repository)
    texts = {**lock.texts, "pyproject.toml": older}
    (repository / PATH).write_text(dataclasses.replace(lock, texts=texts).to_json(), "utf-8")
    (repository / "LICENSE").unlink()
    git(repository, "commit", "-qam", "as older ones were made")
    assert main(["update", str(repository)]) == 0
    assert "All rights reserved" in pristine(repository, "LICENSE")
    assert pristine(repository, "pyproject.toml") == text


def test_a_file_that_nobody_changed_gets_the_new_text(
    repository: Path, later: Later, capsys: pytest.CaptureFixture[str]
) -> None:
    later({".ci/run": "#!/bin/sh\nmake check\n"})
    assert main(["update", str(repository)]) == 0
    assert pristine(repository, ".ci/run") == "#!/bin/sh\nmake check\n"
    assert (repository / ".ci/run").stat().st_mode & 0o100
    assert changed(repository) == [".ci/run", PATH]
    assert "updated      .ci/run" in capsys.readouterr().err


def test_a_file_that_they_changed_stays_where_the_scaffold_did_not_change_it(repository: Path, later: Later) -> None:
    edit(repository, "Makefile", "## Run every test", "## Run all our tests")
    later({".ci/run": "#!/bin/sh\n"})
    assert main(["update", str(repository)]) == 0
    assert changed(repository) == [".ci/run", PATH]


def test_changes_of_both_in_different_places_are_merged(
    repository: Path, later: Later, capsys: pytest.CaptureFixture[str]
) -> None:
    before = pristine(repository, "Makefile")
    edit(repository, "Makefile", "## Run every test", "## Run all our tests")
    later({"Makefile": before.replace("## Remove everything", "## Take away everything")})
    assert main(["update", str(repository)]) == 0
    assert pristine(repository, "Makefile") == before.replace("Run every test", "Run all our tests").replace(
        "## Remove everything", "## Take away everything"
    )
    assert "merged       Makefile" in capsys.readouterr().err


def test_after_a_merge_the_next_update_still_knows_what_is_theirs(repository: Path, later: Later) -> None:
    before = pristine(repository, "Makefile")
    edit(repository, "Makefile", "## Run every test", "## Run all our tests")
    later({"Makefile": before.replace("## Remove everything", "## Take away everything")})
    main(["update", str(repository)])
    git(repository, "commit", "-qam", "update")
    later({"Makefile": before.replace("## Remove everything", "## Clean")})
    assert main(["update", str(repository)]) == 0
    assert "Run all our tests" in pristine(repository, "Makefile")
    assert "## Clean" in pristine(repository, "Makefile")


def test_three_updates_in_a_row_keep_all_that_people_wrote(repository: Path, later: Later) -> None:
    before = pristine(repository, "Makefile")
    words = ("## Take away everything", "## Clear everything", "## Clean")
    edits = {
        "Makefile": ("## Run every test", "## Run all our tests"),
        ".ci/run": ("make test\n", "make test\nmake docs\n"),
    }
    for number, ((path, (old, new)), word) in enumerate(zip([*edits.items(), *edits.items()], words, strict=False)):
        if number < len(edits):
            edit(repository, path, old, new)
        later(
            {
                "Makefile": before.replace("## Remove everything", word),
                f"scripts/new{number}.sh": f"#!/bin/sh {number}\n",
            }
        )
        assert main(["update", str(repository)]) == 0
        git(repository, "add", "--all")
        git(repository, "commit", "-qm", f"update {number}")
        assert word in pristine(repository, "Makefile")
        assert pristine(repository, f"scripts/new{number}.sh") == f"#!/bin/sh {number}\n"
    assert "## Run all our tests" in pristine(repository, "Makefile")
    assert "make docs" in pristine(repository, ".ci/run")
    assert [path.name for path in (repository / "scripts").glob("new*")] == ["new2.sh"], "what a later one drops goes"


def test_changes_of_both_in_one_place_are_marked_and_reported_with_the_cure(
    repository: Path, later: Later, capsys: pytest.CaptureFixture[str]
) -> None:
    before = pristine(repository, "Makefile")
    edit(repository, "Makefile", "## Run every test", "## Run all our tests")
    later({"Makefile": before.replace("## Run every test", "## Test it")})
    assert main(["update", str(repository)]) == 1
    text = pristine(repository, "Makefile")
    assert "<<<<<<< yours\ntest: $(ready) ## Run all our tests\n||||||| the scaffold before\n" in text
    assert "=======\ntest: $(ready) ## Test it\n>>>>>>> the new scaffold\n" in text
    said = capsys.readouterr().err
    assert "conflict     Makefile" in said
    assert "1 place in 1 file changed here and in the scaffold" in said
    assert "To undo the whole update: git checkout ." in said


def test_a_conflict_is_undone_by_git_and_comes_again(repository: Path, later: Later) -> None:
    before = pristine(repository, "Makefile")
    edit(repository, "Makefile", "## Run every test", "## Run all our tests")
    whole = files_of(repository)
    later({"Makefile": before.replace("## Run every test", "## Test it")})
    assert main(["update", str(repository)]) == 1
    git(repository, "checkout", ".")
    assert files_of(repository) == whole
    assert main(["update", str(repository)]) == 1


def test_a_conflict_that_was_resolved_does_not_come_again(repository: Path, later: Later) -> None:
    before = pristine(repository, "Makefile")
    edit(repository, "Makefile", "## Run every test", "## Run all our tests")
    later({"Makefile": before.replace("## Run every test", "## Test it")})
    assert main(["update", str(repository)]) == 1
    (repository / "Makefile").write_text(before.replace("## Run every test", "## Test it all"), "utf-8")
    git(repository, "commit", "-qam", "resolved")
    assert main(["update", str(repository)]) == 0
    assert changed(repository) == []


def test_what_they_deleted_stays_deleted(repository: Path, later: Later, capsys: pytest.CaptureFixture[str]) -> None:
    git(repository, "rm", "-q", ".github/workflows/ci.yml")
    git(repository, "commit", "-qm", "no workflows here")
    later({".github/workflows/ci.yml": "name: new\n"})
    for _ in range(2):
        assert main(["update", str(repository)]) == 0
        assert not (repository / ".github/workflows/ci.yml").exists()
        git(repository, "commit", "-qam", "update", "--allow-empty")
    assert "left deleted .github/workflows/ci.yml" in capsys.readouterr().err


def test_a_file_that_the_scaffold_has_no_more_goes_if_it_is_as_it_was(
    repository: Path, later: Later, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(repository, "openapi/AGENTS.md", "# Editing", "# How we edit")
    later({"openapi/AGENTS.md": None, ".ci/run": None})
    assert main(["update", str(repository)]) == 0
    assert not (repository / ".ci/run").exists()
    assert pristine(repository, "openapi/AGENTS.md").startswith("# How we edit")
    assert "kept         openapi/AGENTS.md" in capsys.readouterr().err
    assert {".ci/run", "openapi/AGENTS.md"}.isdisjoint(read_lock(repository).texts)


def test_a_new_file_is_written_and_never_over_one_of_theirs(repository: Path, later: Later) -> None:
    (repository / "mine.txt").write_text("mine\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "theirs")
    later({"mine.txt": "the scaffold's\n", "docs/new.txt": "new\n"})
    assert main(["update", str(repository)]) == 1
    assert pristine(repository, "docs/new.txt") == "new\n"
    assert "mine\n" in pristine(repository, "mine.txt")
    assert "the scaffold's\n" in pristine(repository, "mine.txt")


def test_document_sdk_changelog_readme_and_tests_are_never_touched(repository: Path, later: Later) -> None:
    for path in ("README.md", "CHANGELOG.md", "tests/test_sdk.py", "openapi/openapi.yaml"):
        (repository / path).write_text("theirs\n")
    git(repository, "commit", "-qam", "theirs")
    later({"README.md": "new\n", "CHANGELOG.md": "new\n", "tests/test_sdk.py": "new\n", ".ci/run": "new\n"})
    assert main(["update", str(repository)]) == 0
    assert changed(repository) == [".ci/run", PATH]


def test_what_is_not_committed_stops_an_update(
    repository: Path, later: Later, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "Makefile").write_text("half done\n")
    later({".ci/run": "new\n"})
    assert main(["update", str(repository)]) == 2
    said = capsys.readouterr().err
    assert "there are changes that are not committed: Makefile" in said
    assert "Commit or stash them" in said
    assert pristine(repository, ".ci/run") != "new\n"


@pytest.mark.parametrize("kind", ["a link", "a folder", "a folder that is a link", "no text"])
def test_nothing_is_written_through_a_link_or_over_what_is_no_text(
    repository: Path, later: Later, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    target = repository / ".ci/run"
    target.unlink()
    (tmp_path / "elsewhere").mkdir()
    match kind:
        case "a link":
            target.symlink_to(tmp_path / "elsewhere/run")
        case "a folder":
            target.mkdir()
            (target / "file").touch()
        case "a folder that is a link":
            target.parent.rmdir()
            target.parent.symlink_to(tmp_path / "elsewhere")
        case _:
            target.write_bytes(b"\xff")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "theirs")
    later({".ci/run": "new\n", "Makefile": "new\n"})
    assert main(["update", str(repository)]) == 2
    assert ".ci/run" in capsys.readouterr().err
    assert changed(repository) == []
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_folder_that_init_did_not_make_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["update", str(tmp_path)]) == 2
    assert "there is no scaffold to update" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"format": 1}', '{"format": 2}', '{"format": 1, "facts": {}, "files": {}}']
)
def test_a_lock_that_nobody_wrote_is_an_error_and_no_traceback(
    repository: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (repository / PATH).write_text(text)
    git(repository, "commit", "-qam", "theirs")
    assert main(["update", str(repository)]) == 3
    assert PATH in capsys.readouterr().err


@pytest.mark.parametrize(
    "path", ["../outside.txt", "/outside.txt", "a/../../outside.txt", ".git/config", "..\\\\outside"]
)
def test_a_lock_can_not_name_a_file_outside_of_the_repository(repository: Path, path: str) -> None:
    (repository.parent / "outside.txt").write_text("theirs", "utf-8")
    lock = json.loads((repository / PATH).read_text("utf-8"))
    lock["files"][path] = ["theirs"]
    (repository / PATH).write_text(json.dumps(lock), "utf-8")
    git(repository, "commit", "-qam", "theirs")
    assert main(["update", str(repository)]) == 3
    assert (repository.parent / "outside.txt").exists()


def test_a_change_of_one_line_is_one_line_in_the_diff_of_the_lock(repository: Path, later: Later) -> None:
    text = pristine(repository, "Makefile")
    later({"Makefile": text.replace("## Run every test", "## Test it")})
    assert main(["update", str(repository)]) == 0
    numbers = git(repository, "diff", "--numstat", PATH).split()[:2]
    assert numbers == ["1", "1"]
    assert json.loads((repository / PATH).read_text("utf-8"))["facts"]["package"] == "acme"


def test_a_wheel_of_another_version_is_refused(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "trueline-9.9.9-py3-none-any.whl").touch()
    assert main(["update", str(repository), "--trueline", str(tmp_path / "trueline-9.9.9-py3-none-any.whl")]) == 2
    assert "is version 9.9.9, and this is Trueline 0.1.0" in capsys.readouterr().err
    assert git(repository, "status", "--porcelain") == ""


def test_a_repository_that_asks_an_index_by_name_is_not_updated_without_a_pin(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = json.loads((repository / PATH).read_text("utf-8"))
    lock["facts"]["vendored"] = None
    (repository / PATH).write_text(json.dumps(lock), "utf-8")
    git(repository, "commit", "-qam", "as older ones were made")
    assert main(["update", str(repository)]) == 2
    assert "--trueline PATH_OR_WHEEL" in capsys.readouterr().err
    assert git(repository, "status", "--porcelain") == ""


def test_a_repository_can_be_given_its_own_trueline_later(repository: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "trueline-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"one")
    assert main(["update", str(repository), "--trueline", str(wheel)]) == 0
    assert (repository / "vendor" / wheel.name).read_bytes() == b"one"
    assert f"./vendor/{wheel.name} --hash=sha256:7692c3ad3540bb80" in pristine(repository, "requirements/trueline.txt")
