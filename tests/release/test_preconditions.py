"""No step goes on without what the table of preconditions asks for: each step is tried against each thing missing."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from published import Release, build, prove
from release_support import Repository
from support.fake_index import serve_index

from trueline.release import command
from trueline.release.errors import ReleaseCode
from trueline.release.git import Git
from trueline.release.journal import proof, record
from trueline.release.loading import PROOFS
from trueline.release.manifest import Manifest, read_manifest, write_manifest
from trueline.release.preconditions import NEEDS, WAIVABLE
from trueline.release.states import State
from trueline.release.steps import announce, publish, tag

WHOLE = {"PREPARED", "GATED", "BUILT", "VERIFIED", "REHEARSED"}


def _forget(release: Release, *steps: str) -> None:
    """The journal without the records of these steps, every other one as it was written."""
    path = release.root / ".release/1.0.0.json"
    body = json.loads(path.read_text("utf-8"))
    body["entries"] = [entry for entry in body["entries"] if entry["step"] not in steps]
    path.write_text(json.dumps(body), "utf-8")


def _unprepared(release: Release) -> None:
    """The changelog loses its section, in a commit that is built and passes everything."""
    release.project.changelog_path.write_text("# Changelog\n", "utf-8")
    _rebuilt(release)


def _rebuilt(release: Release) -> None:
    """The same files, said to be built from the commit that is checked out, with every record."""
    release.repository.git("add", "--all")
    release.repository.git("commit", "--quiet", "--allow-empty", "--message", "Change")
    manifest = read_manifest(release.project)
    assert manifest is not None
    commit = release.repository.git("rev-parse", "HEAD")
    write_manifest(release.project, Manifest("acme", "1.0.0", commit, 0, manifest.files))
    prove(release.project)


def _dirty(release: Release) -> None:
    (release.root / "scratch.txt").write_text("not committed", "utf-8")


def _unbuilt(release: Release) -> None:
    for path in (release.root / "dist").iterdir():
        path.unlink()


def _untagged(release: Release) -> None:
    release.repository.git("push", "--quiet", "origin", ":refs/tags/acme-v1.0.0")


#: How each thing that a step needs comes to be missing.
LOSSES: dict[str, Callable[[Release], None]] = {
    "CLEAN": _dirty,
    "PREPARED": _unprepared,
    "GATED": lambda release: _forget(release, "gate"),
    "BUILT": _unbuilt,
    "VERIFIED": lambda release: _forget(release, "verify"),
    "REHEARSED": lambda release: _forget(release, "rehearse"),
    "TAGGED": _untagged,
    "CONFIRMED": lambda release: _forget(release, "confirm"),
}
CASES = [
    (step, name)
    for step, need in NEEDS.items()
    for name in [*(state.name for state in need.states), *(["CLEAN"] if need.clean else [])]
]


def _before(release: Release, step: str) -> None:
    """Everything that comes before a step, done."""
    if step in {"publish", "announce"}:
        tag.run(release.project)
    if step == "announce":
        publish.run(release.project)
        manifest = read_manifest(release.project)
        assert manifest is not None
        record(release.project, "1.0.0", "confirm", "from bench", digest=manifest.digest, index="bench")


def _there(release: Release) -> tuple[object, ...]:
    """What the steps could have changed for others."""
    git = release.repository.git
    return git("for-each-ref"), git("ls-remote", "origin"), dict(release.world.hashes), git("rev-parse", "HEAD")


def test_the_table_names_every_step_and_whatever_publishes_or_claims_needs_the_whole_way() -> None:
    assert set(NEEDS) == {sub.name for sub in command.SUBCOMMANDS} - {"resume", "status", "yank"}
    for step in ("tag", "publish", "confirm", "announce"):
        assert {state.name for state in NEEDS[step].states} >= WHOLE
    assert {name for _, name in CASES} == set(LOSSES)
    assert set(WAIVABLE) < set(LOSSES)


@pytest.mark.parametrize(("step", "name"), CASES)
def test_a_step_without_one_thing_that_it_needs_is_refused_with_what_is_missing_and_the_command(
    release: Release, step: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if name == "PREPARED":
        LOSSES[name](release)  # a commit, so before the tag
    _before_what_it_can(release, step, name)
    if name != "PREPARED":
        LOSSES[name](release)
    before = _there(release)
    capsys.readouterr()
    assert release.repository.release(step) == ReleaseCode.GATE
    said = capsys.readouterr().err
    assert f"{name}: " in said
    assert ("git stash" if name == "CLEAN" else f"`trueline release {PROOFS[State[name]]}`") in said
    assert _there(release) == before
    # A check can be waived, what the step works on can't.
    waivable = name in WAIVABLE and NEEDS[step].asks
    assert ("--waive REASON" in said) == waivable
    if NEEDS[step].asks and not waivable:
        assert release.repository.release(step, "--waive", "no time") == ReleaseCode.GATE
        assert _there(release) == before


def _before_what_it_can(release: Release, step: str, name: str) -> None:
    if name != "PREPARED":
        _before(release, step)
    elif step in {"publish", "announce"}:
        release.repository.git("tag", "--annotate", "--no-sign", "--message", "by hand", "acme-v1.0.0")
        release.repository.git("push", "--quiet", "origin", "main", "acme-v1.0.0")


@pytest.mark.parametrize("name", sorted(WAIVABLE))
def test_a_waiver_is_in_the_tag_the_changelog_and_the_notes_and_goes_no_further_than_it_says(
    release: Release, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    LOSSES[name](release)
    reason = "the *machine* is\nbroken, Ada looked"
    assert release.repository.release("tag", "--waive", " ") == ReleaseCode.USAGE
    assert release.repository.release("tag", "--waive", reason) == ReleaseCode.DONE
    git = release.repository.git
    message = git("tag", "--list", "--format=%(contents)", "acme-v1.0.0")
    assert f"Released without {WAIVABLE[name]}." in message
    assert "Waived-Reason: the *machine* is broken, Ada looked" in message
    line = rf"**Waived:** released without {WAIVABLE[name]}. Reason: the \*machine\* is broken, Ada looked"
    assert f"## [1.0.0] - 2026-11-25\n\n{line}\n" in git("show", "HEAD:openapi/CHANGELOG.md")
    assert git("rev-parse", "acme-v1.0.0^{commit}") == git("rev-parse", "HEAD~1")
    # Publishing can't be taken back either: it is asked again, and says no more than the tag does.
    assert release.repository.release("publish") == ReleaseCode.GATE
    assert release.world.hashes == {}
    commits = git("rev-list", "--count", "HEAD")
    assert release.repository.release("publish", "--waive", reason) == ReleaseCode.DONE
    assert git("rev-list", "--count", "HEAD") == commits
    manifest = read_manifest(release.project)
    assert manifest is not None
    record(release.project, "1.0.0", "confirm", "from bench", digest=manifest.digest, index="bench")
    announce.run(release.project)
    assert (release.root / ".release/1.0.0.notes.md").read_text("utf-8").count(line) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_a_waiver_of_one_check_is_none_of_another(release: Release) -> None:
    _forget(release, "gate")
    tag.run(release.project, waive="it passed elsewhere")
    _forget(release, "rehearse")
    assert release.repository.release("confirm") == ReleaseCode.GATE


def test_a_waiver_where_nothing_is_missing_is_written_nowhere(release: Release) -> None:
    assert release.repository.release("tag", "--waive", "just in case") == ReleaseCode.DONE
    assert "just in case" not in release.repository.git("tag", "--list", "--format=%(contents)", "acme-v1.0.0")
    assert release.repository.git("rev-parse", "acme-v1.0.0^{commit}") == release.repository.git("rev-parse", "HEAD")


def test_a_waiver_needs_a_branch_that_keeps_it(release: Release, capsys: pytest.CaptureFixture[str]) -> None:
    _forget(release, "gate")
    release.repository.git("switch", "--quiet", "--detach", "HEAD")
    assert release.repository.release("tag", "--waive", "why") == ReleaseCode.PRECONDITION
    assert "git switch main" in capsys.readouterr().err
    assert release.repository.git("tag", "--list") == ""


def _edit(release: Release, **changes: str) -> None:
    """Edit the facts of every record, as somebody with an editor would."""
    path = release.root / ".release/1.0.0.json"
    body = json.loads(path.read_text("utf-8"))
    for entry in body["entries"]:
        entry["facts"] |= {key: value for key, value in changes.items() if key in entry["facts"]}
    path.write_text(json.dumps(body), "utf-8")


def _next_commit(release: Release) -> None:
    """A commit after everything passed, say of a test that fails; the files are those of before."""
    (release.root / "tests.txt").write_text("fails", "utf-8")
    release.repository.commit("A test that fails")


def _edited_records(release: Release) -> None:
    """The next commit, with manifest and records edited so that they speak of it."""
    _next_commit(release)
    commit = release.repository.git("rev-parse", "HEAD")
    manifest = read_manifest(release.project)
    assert manifest is not None
    write_manifest(release.project, Manifest("acme", "1.0.0", commit, 0, manifest.files))
    _edit(release, commit=commit, tree=Git(release.root).tree(commit))


def _edited_manifest(release: Release) -> None:
    """The next commit, gated, with a manifest that says that the old files are its."""
    _next_commit(release)
    manifest = read_manifest(release.project)
    assert manifest is not None
    commit = release.repository.git("rev-parse", "HEAD")
    write_manifest(release.project, Manifest("acme", "1.0.0", commit, 0, manifest.files))
    prove(release.project, "gate")


def _records_of_another_version(release: Release) -> None:
    journal = release.root / ".release/1.0.0.json"
    journal.rename(journal.with_name("0.9.0.json"))
    body = json.loads(journal.with_name("0.9.0.json").read_text("utf-8"))
    record(release.project, "1.0.0", "build", "nothing")
    mine = json.loads(journal.read_text("utf-8"))
    for entry in body["entries"]:
        entry["seal"] = "0" * 64
    journal.write_text(json.dumps({**mine, "entries": [*mine["entries"], *body["entries"]]}), "utf-8")


def _other_gates(release: Release) -> None:
    """Fewer gates passed than are configured now."""
    path = release.root / "pyproject.toml"
    path.write_text(path.read_text("utf-8").replace('["git --version"]', '["git --version", "git status"]'), "utf-8")


@pytest.mark.parametrize(
    "forge",
    [_next_commit, _edited_records, _edited_manifest, _records_of_another_version, _other_gates],
    ids=lambda forge: forge.__name__.strip("_"),
)
def test_a_record_for_another_commit_or_other_hashes_or_one_that_was_edited_does_not_count(
    release: Release, forge: Callable[[Release], None]
) -> None:
    forge(release)
    assert release.repository.release("tag") == ReleaseCode.GATE
    assert release.repository.git("tag", "--list") == ""


def test_an_edited_entry_is_no_proof_and_the_others_stay(release: Release) -> None:
    assert proof(release.project, "1.0.0", "gate")
    _edit(release, gates="0" * 16)
    assert proof(release.project, "1.0.0", "gate") is None
    assert proof(release.project, "1.0.0", "verify")


def test_resume_does_what_is_missing_and_stops_where_a_gate_fails(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve_index() as server:
        release = build(repository, server)
        _fail(release, "git frobnicate")
        assert release.repository.release("resume") == ReleaseCode.GATE
        assert "git frobnicate failed" in capsys.readouterr().err
        assert release.repository.git("tag", "--list") == ""
        assert release.world.hashes == {}


def test_resume_after_the_tag_runs_the_checks_that_nobody_has_a_record_of(
    release: Release, capsys: pytest.CaptureFixture[str]
) -> None:
    tag.run(release.project)
    (release.root / ".release/1.0.0.json").unlink()
    _fail(release, "git frobnicate", commit=False)
    assert release.repository.release("resume") == ReleaseCode.PRECONDITION
    assert "not committed" in capsys.readouterr().err
    assert release.world.hashes == {}


def _fail(release: Release, gate: str, *, commit: bool = True) -> None:
    """A gate that fails, and files said to be built with it."""
    path = release.root / "pyproject.toml"
    path.write_text(path.read_text("utf-8").replace('["git --version"]', f'["{gate}"]'), "utf-8")
    if commit:
        _rebuilt(release)
        _forget(release, "gate")


def test_states_that_a_waiver_speaks_of_are_states() -> None:
    assert set(WAIVABLE) - {"CLEAN"} <= {state.name for state in State}
