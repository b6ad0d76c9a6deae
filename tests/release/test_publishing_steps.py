"""Tag, publish, confirm, announce, yank: what each does, does not do twice, and refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from published import SDIST, WHEEL, Release, build
from release_support import Repository
from support.fake_index import Fault, Stored
from support.small_release import make_release

from trueline.cli import main
from trueline.errors import UsageError
from trueline.release.errors import (
    ConflictError,
    GateError,
    PartialError,
    PreconditionError,
    ReleaseDriftError,
    VersionError,
)
from trueline.release.git import Git
from trueline.release.journal import read_journal
from trueline.release.lockfile import held
from trueline.release.manifest import Manifest, read_manifest, write_manifest
from trueline.release.steps import announce, confirm, publish, tag, yank


def test_the_tag_is_annotated_named_by_the_wheel_on_the_built_commit_and_pushed_with_it(release: Release) -> None:
    assert not tag.evidence(release.project, "1.0.0").holds
    result = tag.run(release.project)
    assert not result.already
    assert release.tag() == release.repository.git("rev-parse", "HEAD")
    assert release.repository.git("cat-file", "-t", "acme-v1.0.0") == "tag"
    assert Git(release.root).remote_ref("origin", "refs/heads/main") == release.repository.git("rev-parse", "HEAD")
    assert tag.evidence(release.project, "1.0.0").holds
    assert tag.run(release.project).already


def test_a_tag_that_was_not_pushed_is_pushed_by_the_next_run_and_stays_the_same_object(release: Release) -> None:
    tag.run(release.project, push=False)
    made = Git(release.root).tag_object("acme-v1.0.0")
    assert release.tag() == ""
    assert not tag.evidence(release.project, "1.0.0").holds
    tag.run(release.project)
    assert Git(release.root).remote_ref("origin", "refs/tags/acme-v1.0.0") == made


def test_a_tag_that_only_the_remote_has_is_taken_from_there(release: Release) -> None:
    tag.run(release.project)
    there = Git(release.root).tag_object("acme-v1.0.0")
    release.repository.git("tag", "--delete", "acme-v1.0.0")
    assert tag.run(release.project).state is not None
    assert Git(release.root).tag_object("acme-v1.0.0") == there


@pytest.mark.parametrize("pushed", [False, True])
def test_a_tag_on_another_commit_stops_for_good(release: Release, pushed: bool) -> None:
    release.repository.git("tag", "--annotate", "--message", "no", "acme-v1.0.0", "HEAD~1")
    if pushed:
        release.repository.git("push", "--quiet", "origin", "acme-v1.0.0")
        release.repository.git("tag", "--delete", "acme-v1.0.0")
    with pytest.raises(ConflictError, match="exists") as caught:
        tag.run(release.project)
    assert "next version" in caught.value.cure


def test_a_second_tag_on_the_same_commit_is_refused_with_the_way_to_take_the_first(release: Release) -> None:
    tag.run(release.project)
    release.repository.git("tag", "--delete", "acme-v1.0.0")
    release.repository.git("tag", "--annotate", "--message", "another", "acme-v1.0.0")
    with pytest.raises(PreconditionError, match="another runner pushed") as caught:
        tag.run(release.project)
    assert "git tag --delete acme-v1.0.0" in caught.value.cure
    release.repository.git("tag", "--delete", "acme-v1.0.0")
    assert tag.run(release.project).state is not None


def test_a_light_tag_is_refused_with_the_command_that_removes_it(release: Release) -> None:
    release.repository.git("tag", "acme-v1.0.0")
    with pytest.raises(PreconditionError, match="not annotated") as caught:
        tag.run(release.project)
    assert "git tag --delete acme-v1.0.0" in caught.value.cure


def test_a_final_tag_on_a_pre_release_is_refused(release: Release) -> None:
    prerelease = build(release.repository, release.server, "1.0.0rc1")
    with pytest.raises(VersionError, match=r"acme-v1\.0\.0 was expected.*acme-v1\.0\.0rc1.*pre-release gets no final"):
        tag.run(prerelease.project, expect="acme-v1.0.0")
    assert tag.run(prerelease.project, expect="acme-v1.0.0rc1").version == "1.0.0rc1"


def test_a_wheel_of_another_version_than_the_manifest_says_is_refused(release: Release) -> None:
    manifest = read_manifest(release.project)
    assert manifest is not None
    write_manifest(release.project, Manifest("acme", "1.0.1", manifest.commit, 0, manifest.files))
    with pytest.raises(VersionError, match=r"acme 1\.0\.0, and acme 1\.0\.1"):
        tag.run(release.project)


def test_a_branch_that_moved_meanwhile_is_refused_and_nothing_is_pushed(release: Release, tmp_path: Path) -> None:
    other = Repository(tmp_path / "other")
    remote = release.repository.git("remote", "get-url", "origin")
    subprocess.run(["git", "clone", "--quiet", "--branch", "main", remote, str(other.root)], check=True)
    (other.root / "NEWS").write_text("news", "utf-8")
    other.commit("Meanwhile")
    other.push()
    with pytest.raises(PreconditionError, match="moved"):
        tag.run(release.project)
    assert release.tag() == ""


def test_a_remote_that_refuses_the_push_is_partial_and_the_next_run_completes(release: Release) -> None:
    hook = Path(release.repository.git("remote", "get-url", "origin")) / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho closed for today >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    with pytest.raises(PartialError, match="did not take"):
        tag.run(release.project)
    assert Git(release.root).remote_ref("origin", "refs/heads/main") != release.repository.git("rev-parse", "HEAD")
    hook.unlink()
    tag.run(release.project)
    assert tag.evidence(release.project, "1.0.0").holds


def test_a_dry_run_uploads_nothing_and_refuses_other_bytes(release: Release) -> None:
    assert release.repository.release("publish", "--dry-run") == 0
    assert release.world.uploads == []
    release.world.put(SDIST, b"other bytes")
    assert release.repository.release("publish", "--dry-run") == 7
    assert release.world.uploads == []


def test_nothing_is_published_without_a_pushed_tag(release: Release) -> None:
    tag.run(release.project, push=False)
    with pytest.raises(GateError, match=r"TAGGED: acme-v1\.0\.0 is not on origin"):
        publish.run(release.project)
    assert release.world.uploads == []


def test_publishing_brings_every_file_once_and_the_evidence_counts_them(release: Release) -> None:
    tag.run(release.project)
    assert (publish.evidence(release.project, "1.0.0").done, publish.evidence(release.project, "1.0.0").total) == (0, 2)
    release.world.faults = [None, Fault.ANSWER_500_BEFORE]
    with pytest.raises(PartialError):
        publish.run(release.project)
    found = publish.evidence(release.project, "1.0.0")
    assert (found.holds, found.done, found.detail) == (False, 1, "bench 1/2")
    assert not publish.run(release.project).already
    assert publish.run(release.project).already
    assert publish.evidence(release.project, "1.0.0").holds


def test_files_that_changed_since_they_were_built_are_refused_before_anything_else(release: Release) -> None:
    make_release(release.root / "dist", extra="changed")
    for step in (tag, publish, confirm, announce):
        with pytest.raises(ReleaseDriftError, match="its hash differs"):
            step.run(release.project)


def _until_published(release: Release) -> None:
    tag.run(release.project)
    publish.run(release.project)


@pytest.mark.slow
def test_a_release_is_confirmed_with_both_installers_and_announced_from_the_changelog(release: Release) -> None:
    _until_published(release)
    with pytest.raises(GateError, match="CONFIRMED: not installed from bench yet"):
        announce.run(release.project)
    lines = confirm.run(release.project).lines
    assert lines[0] == "1.0.0 installs from bench by pip and uv"
    assert [line.split(" ", 1)[1] for line in lines[1:]] == [
        "2 files, the bytes and hashes that were built",
        "acme==1.0.0 installs with pip and imports",
        "acme==1.0.0 installs with uv and imports",
    ]
    assert confirm.evidence(release.project, "1.0.0").holds
    assert not announce.evidence(release.project, "1.0.0").holds
    announce.run(release.project)
    notes = (release.root / ".release/1.0.0.notes.md").read_text("utf-8")
    assert notes.startswith("# acme 1.0.0\n\n### Added\n\n- `anvils.list`: all anvils.\n\n### SHA-256\n")
    assert "first anvil" not in notes
    assert all(f"{digest}  {name}" in notes for name, digest in release.hashes.items())
    assert announce.run(release.project).already
    assert announce.evidence(release.project, "1.0.0").holds
    assert release.whole


@pytest.mark.slow
@pytest.mark.parametrize("installer", ["pip", "uv"])
def test_a_release_that_does_not_import_is_found_out_by_each_installer(release: Release, installer: str) -> None:
    build(release.repository, release.server, extra='"""\nraise RuntimeError("broken")\n"""')
    _until_published(release)
    with pytest.raises(GateError, match=f"installed with {installer}, does not import: RuntimeError: broken"):
        confirm.run(release.project, installers=[installer])


def test_an_index_that_lists_a_hash_and_serves_other_bytes_is_found_out(release: Release) -> None:
    _until_published(release)
    stored = release.world.files[SDIST]

    class Lying(Stored):
        @property
        def sha256(self) -> str:
            return stored.sha256

    release.world.files[SDIST] = Lying(SDIST, "acme", "1.0.0", b"something else", stored.uploaded)
    with pytest.raises(ConflictError, match="serves other bytes"):
        confirm.run(release.project)


def test_a_version_that_was_yanked_is_not_confirmed(release: Release) -> None:
    _until_published(release)
    release.world.yank("1.0.0", "broken")
    with pytest.raises(PreconditionError, match="was yanked"):
        confirm.run(release.project)


def test_a_missing_file_is_partial(release: Release) -> None:
    _until_published(release)
    del release.world.files[WHEEL]
    with pytest.raises(PartialError, match="does not list"):
        confirm.run(release.project)


def test_yanking_says_how_checks_that_it_happened_and_writes_the_changelog_once(release: Release) -> None:
    _until_published(release)
    with pytest.raises(PartialError, match=r"1\.0\.0 is not yanked from bench yet") as caught:
        yank.run(release.project, "1.0.0", "It drops anvils.")
    assert "Reason: It drops anvils." in caught.value.cure
    before = release.project.changelog_path.read_text("utf-8")
    release.world.yank("1.0.0", "It drops anvils.")
    assert not yank.run(release.project, "1.0.0", "It drops\nanvils.").already
    heading = "## [1.0.0] - 2026-11-25"
    expected = before.replace(heading, f"{heading} [YANKED]\n\n**Yanked:** It drops anvils.")
    assert release.project.changelog_path.read_text("utf-8") == expected
    assert yank.run(release.project, "1.0.0", "again").already
    assert release.project.changelog_path.read_text("utf-8") == expected


def test_what_is_not_there_can_not_be_yanked(release: Release) -> None:
    with pytest.raises(PreconditionError, match=r"has no acme 1\.0\.0"):
        yank.run(release.project, "1.0.0", "why")
    with pytest.raises(UsageError, match="not a version"):
        yank.run(release.project, "latest", "why")


def test_the_command_line_exits_with_the_code_of_each_reason(
    release: Release, capsys: pytest.CaptureFixture[str]
) -> None:
    def code(*words: str) -> int:
        return main(["release", words[0], "--project", str(release.root), *words[1:]])

    assert code("publish") == 5
    assert code("tag", "--expect", "acme-v2.0.0") == 6
    assert code("publish", "--index", "nowhere") == 2
    assert code("tag", "--expect", "acme-v1.0.0") == 0
    release.world.faults = [Fault.ANSWER_500_BEFORE]
    assert code("publish") == 8
    assert code("publish") == 0
    assert code("yank", "1.0.0", "--reason", "why") == 8
    with held(release.project):
        assert code("publish") == 9
    release.world.put(SDIST, b"other bytes")
    assert code("publish") == 7
    assert "Traceback" not in "".join(capsys.readouterr())


def test_no_secret_is_in_the_journal_or_on_a_command_line(release: Release) -> None:
    _until_published(release)
    steps = [entry.step for entry in read_journal(release.project, "1.0.0")]
    assert steps == ["gate", "verify", "rehearse", "tag", "tag", "publish"]
    assert "secret" not in (release.root / ".release/1.0.0.json").read_text("utf-8")
    words = subprocess.run(
        [sys.executable, "-m", "trueline", "release", "publish", "--help"], check=True, capture_output=True, text=True
    )
    assert not {"password", "token", "username"} & set(words.stdout.lower().split())
