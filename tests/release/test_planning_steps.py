"""From a changed document to a prepared commit: what is planned, what is written, and what is refused."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from release_support import Repository

from trueline.release.errors import ReleaseCode
from trueline.release.lockstep import version_at
from trueline.release.project import load_project
from trueline.release.states import State
from trueline.release.steps import prepare, status

_GET = "  /anvils/{anvil_id}:\n    get:"
_NEW = """\
  /anvils/{anvil_id}/drop:
    post:
      operationId: dropAnvil
      tags: [anvils]
      summary: Drop it.
      parameters: [{name: anvil_id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Dropped.}}
"""


def add_operation(repository: Repository) -> None:
    """A change that asks for a minor version, committed with its SDK."""
    repository.edit(_GET, _NEW + _GET)
    repository.generate()
    repository.commit("Anvils can be dropped")


def remove_operation(repository: Repository) -> None:
    """A change that breaks users."""
    text = repository.spec.read_text("utf-8")
    start, end = text.index("  /anvils/{anvil_id}:"), text.index("components:")
    repository.spec.write_text(text[:start] + text[end:], "utf-8")
    repository.generate()
    repository.commit("Single anvils are gone")


def changelog(repository: Repository) -> str:
    return (repository.root / "openapi/CHANGELOG.md").read_text("utf-8")


def test_a_first_release_takes_the_documents_version(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    before = repository.git("rev-parse", "HEAD")
    assert repository.release("plan", "--offline") == ReleaseCode.DONE
    assert "1.0.0: the first release" in capsys.readouterr().err
    assert repository.git("status", "--porcelain") == ""
    assert repository.release("prepare", "--offline") == ReleaseCode.DONE
    assert repository.git("rev-list", "--count", f"{before}..HEAD") == "1"
    assert re.search(r"## \[1\.0\.0\] - \d{4}-\d\d-\d\d\n\nThe first release: 2 operations", changelog(repository))


def test_preparing_twice_is_done_once(released: Repository) -> None:
    add_operation(released)
    assert released.release("prepare", "--offline") == ReleaseCode.DONE
    head = released.git("rev-parse", "HEAD")
    assert released.release("prepare", "--offline") == ReleaseCode.DONE
    assert released.git("rev-parse", "HEAD") == head
    assert changelog(released).count("## [1.1.0]") == 1


def test_an_addition_is_a_minor_version_everywhere_and_nothing_else_of_the_document_changes(
    released: Repository,
) -> None:
    add_operation(released)
    before = released.spec.read_text("utf-8")
    assert released.release("prepare", "--offline") == ReleaseCode.DONE
    assert released.spec.read_text("utf-8") == before.replace("version: 1.0.0 ", "version: 1.1.0 ")
    project = load_project(released.root)
    assert version_at(project, "HEAD") == "1.1.0"
    assert prepare.evidence(project, "1.1.0").holds
    assert '__version__ = "1.1.0"' in (released.root / "sdks/python/src/acme/_version.py").read_text("utf-8")
    assert released.git("status", "--porcelain") == ""
    section = changelog(released).split("## [1.1.0]")[1].split("## [1.0.0]")[0]
    assert "### Added" in section
    assert "anvils.drop" in section


def test_a_removal_is_a_major_version_with_what_to_write_instead(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    remove_operation(released)
    assert released.release("plan", "--offline") == ReleaseCode.DONE
    said = capsys.readouterr().err
    assert "2.0.0: major since 1.0.0" in said
    assert "### Removed" in said
    assert "**breaking:**" in said
    assert "```" in said


def test_a_forged_patch_version_for_a_breaking_change_is_refused(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    released.edit("version: 1.0.0", "version: 1.0.1")
    remove_operation(released)
    for step in ("plan", "prepare"):
        assert released.release(step, "--offline") == ReleaseCode.VERSION
        said = capsys.readouterr().err
        assert "asks for 1.0.1, and the changes since 1.0.0 (major) ask for 2.0.0 at least" in said
        assert "Write 2.0.0 there" in said
    assert released.release("prepare", "--offline", "--version", "1.1.0") == ReleaseCode.VERSION


def test_a_waived_version_is_released_and_the_changelog_keeps_the_reason(released: Repository) -> None:
    remove_operation(released)
    code = released.release("prepare", "--offline", "--version", "1.0.1", "--waive", "nobody could\ncall it")
    assert code == ReleaseCode.DONE
    assert "**Waived:** the changes ask for a higher version than this. Reason: nobody could call it" in changelog(
        released
    )


def test_a_higher_version_than_needed_may_be_asked_for(released: Repository) -> None:
    add_operation(released)
    assert released.release("prepare", "--offline", "--version", "2.0.0") == ReleaseCode.DONE
    assert version_at(load_project(released.root), "HEAD") == "2.0.0"


def test_pre_releases_count_up_from_any_branch_and_the_final_one_follows(released: Repository) -> None:
    released.git("switch", "--quiet", "--create", "next")
    add_operation(released)
    assert released.release("prepare", "--offline", "--pre", "rc") == ReleaseCode.DONE
    assert version_at(load_project(released.root), "HEAD") == "1.1.0rc1"
    released.git("tag", "--annotate", "acme-v1.1.0rc1", "--message", "rc")
    released.edit("summary: Drop it.", "summary: Let it fall.")
    released.generate()
    released.commit("Words")
    assert released.release("prepare", "--offline", "--pre", "rc") == ReleaseCode.DONE
    assert version_at(load_project(released.root), "HEAD") == "1.1.0rc2"
    released.git("tag", "--annotate", "acme-v1.1.0rc2", "--message", "rc")
    assert released.release("prepare", "--offline") == ReleaseCode.PRECONDITION  # not the release branch
    released.git("switch", "--quiet", "main")
    released.git("merge", "--quiet", "--ff-only", "next")
    assert released.release("prepare", "--offline") == ReleaseCode.DONE
    assert version_at(load_project(released.root), "HEAD") == "1.1.0"
    assert "anvils.drop" in changelog(released).split("## [1.1.0]")[1].split("## [1.1.0rc2]")[0]


def test_nothing_changed_is_no_release_unless_it_is_asked_for(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert released.release("plan", "--offline") == ReleaseCode.PRECONDITION
    assert "--rebuild" in capsys.readouterr().err
    assert released.release("prepare", "--offline", "--rebuild") == ReleaseCode.DONE
    assert version_at(load_project(released.root), "HEAD") == "1.0.1"
    assert "The same API, released again." in changelog(released)


def test_what_changes_after_it_was_prepared_is_prepared_again_under_the_version_it_asks_for(
    released: Repository,
) -> None:
    add_operation(released)
    assert released.release("prepare", "--offline") == ReleaseCode.DONE
    remove_operation(released)
    project = load_project(released.root)
    assert not prepare.evidence(project, "1.1.0").holds
    assert released.release("prepare", "--offline") == ReleaseCode.DONE
    assert version_at(project, "HEAD") == "2.0.0"
    assert "## [1.1.0]" not in changelog(released)


def test_what_people_wrote_under_unreleased_goes_into_the_section(released: Repository) -> None:
    path = released.root / "openapi/CHANGELOG.md"
    path.write_text(
        changelog(released).replace("## [Unreleased]\n", "## [Unreleased]\n\nThanks to **Wile**.\n"), "utf-8"
    )
    add_operation(released)
    assert released.release("prepare", "--offline") == ReleaseCode.DONE
    unreleased, section = changelog(released).split("## [1.1.0]")
    assert "Wile" not in unreleased
    assert "Thanks to **Wile**." in section.split("## [1.0.0]")[0]


def test_a_dirty_tree_is_refused_with_the_files(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    released.edit("summary: List all anvils.", "summary: All anvils.")
    assert released.release("prepare", "--offline") == ReleaseCode.PRECONDITION
    said = capsys.readouterr().err
    assert "M openapi/acme.yaml" in said
    assert "Commit them" in said


def test_a_stale_sdk_is_refused_with_the_command_that_mends_it(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    released.edit("summary: List all anvils.", "summary: All anvils.")
    released.commit("Forgot to generate")
    for step in (("prepare", "--offline"), ("gate",)):
        assert released.release(*step) == ReleaseCode.DRIFT
        assert "make generate-sdk" in capsys.readouterr().err


def test_a_hand_edited_sdk_is_refused_by_the_files_name(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    path = released.root / "sdks/python/src/acme/_client.py"
    path.write_text(path.read_text("utf-8") + "# quick fix\n", "utf-8")
    released.commit("Quick fix")
    for step in (("prepare", "--offline"), ("gate",)):
        assert released.release(*step) == ReleaseCode.DRIFT
        said = capsys.readouterr().err
        assert "sdks/python/src/acme/_client.py: a generated file was edited by hand" in said
        assert "make generate-sdk" in said


def test_another_branch_and_one_behind_its_remote_are_refused(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    add_operation(released)
    released.push()
    released.git("reset", "--quiet", "--hard", "HEAD~1")
    released.edit("summary: List all anvils.", "summary: All anvils.")
    released.generate()
    released.commit("Meanwhile")
    assert released.release("prepare") == ReleaseCode.PRECONDITION
    assert "git pull --ff-only origin main" in capsys.readouterr().err
    released.git("switch", "--quiet", "--create", "topic")
    assert released.release("prepare", "--offline") == ReleaseCode.PRECONDITION
    assert "releases are made from main, this is topic" in capsys.readouterr().err


def test_an_index_that_is_away_stops_the_plan_and_says_how_to_go_on_without(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    add_operation(released)
    assert released.release("plan") == ReleaseCode.PARTIAL
    assert "--offline" in capsys.readouterr().err


def test_status_says_what_is_true_and_what_comes_next(released: Repository) -> None:
    add_operation(released)
    result = status.run(load_project(released.root))
    assert result.lines[-1] == "next: trueline release gate"
    assert released.release("prepare", "--offline") == ReleaseCode.DONE
    project = load_project(released.root)
    states = {evidence.state: evidence.holds for evidence in status.states(project, "1.1.0")}
    assert states[State.PREPARED]
    assert not states[State.GATED]
    assert released.release("gate") == ReleaseCode.DONE
    assert status.run(project).lines[-1] == "next: trueline release build"


def older_sdk(repository: Repository, path: str, old: str, new: str) -> None:
    """The released SDK as another Trueline would have made it of the same document, tagged as 1.0.0."""
    file = repository.root / "sdks/python" / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    lock_path = repository.root / "sdks/python/generated.lock"
    lock = json.loads(lock_path.read_text("utf-8"))
    lock["files"][path] = hashlib.sha256(file.read_bytes()).hexdigest()
    lock_path.write_text(json.dumps(lock), "utf-8")
    repository.commit("Made by another Trueline")
    repository.git("tag", "--force", "--annotate", "acme-v1.0.0", "--message", "acme 1.0.0")
    repository.generate()
    repository.commit("Generated again")


def test_a_name_that_vanishes_from_the_sdk_raises_the_level_though_the_document_is_the_same(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = "    def vanish(self) -> None:\n        return\n\n    def list("
    older_sdk(released, "src/acme/resources/anvils.py", "    def list(", gone)
    assert released.release("plan", "--offline") == ReleaseCode.DONE
    said = capsys.readouterr().err
    assert "2.0.0: major since 1.0.0" in said
    assert "vanish" in said


def test_other_bytes_of_the_same_names_are_a_patch(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    older_sdk(released, "src/acme/_runtime/retry.py", "from __future__", "# Older.\nfrom __future__")
    assert released.release("plan", "--offline") == ReleaseCode.DONE
    said = capsys.readouterr().err
    assert "1.0.1: patch since 1.0.0" in said
    assert "1 file differs" in said


def test_a_tag_whose_sdk_was_not_made_from_its_document_is_refused(released: Repository) -> None:
    released.edit("summary: List all anvils.", "summary: All anvils.")
    released.commit("Stale")
    released.git("tag", "--force", "--annotate", "acme-v1.0.0", "--message", "acme 1.0.0")
    add_operation(released)
    assert released.release("plan", "--offline") == ReleaseCode.DRIFT
