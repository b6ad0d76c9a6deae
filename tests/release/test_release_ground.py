"""What every step stands on: git, the journal, the lock, the manifest, exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from release_support import Repository

from trueline.errors import DocumentError, DriftError, InternalError, UsageError
from trueline.release.errors import LockHeldError, PartialError, PreconditionError, ReleaseCode, as_release_error
from trueline.release.git import Git, GitError
from trueline.release.journal import proof, read_journal, record
from trueline.release.lockfile import held
from trueline.release.manifest import BuiltFile, Manifest, built_file, damage, read_manifest, write_manifest
from trueline.release.project import Project, load_project


@pytest.fixture
def project(repository: Repository) -> Project:
    return load_project(repository.root)


def test_a_project_is_what_its_pyproject_says_with_defaults_for_the_rest(project: Project) -> None:
    assert (project.spec, project.sdk, project.package) == ("openapi/acme.yaml", "sdks/python", "acme")
    assert (project.distribution, project.tag("1.2.3")) == ("acme", "acme-v1.2.3")
    assert project.changelog == "openapi/CHANGELOG.md"


def test_a_folder_that_is_no_checkout_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        load_project(tmp_path)


def test_git_answers_for_files_tags_and_commits(repository: Repository) -> None:
    git = Git(repository.root)
    assert git.head() == repository.git("rev-parse", "HEAD")
    assert git.branch() == "main"
    assert git.changes() == ()
    assert git.show("HEAD", "openapi/acme.yaml") == repository.spec.read_bytes()
    assert git.show("HEAD", "openapi/missing.yaml") is None
    assert git.tags("acme-v") == ()
    assert git.remote_ref("origin", "refs/heads/main") == git.head()
    assert git.remote_ref("origin", "refs/tags/none") is None


def test_untracked_and_changed_files_are_changes(repository: Repository) -> None:
    repository.edit("Anvils.", "All anvils.")
    (repository.root / "new file.txt").write_text("new", "utf-8")
    assert Git(repository.root).changes() == (" M openapi/acme.yaml", '?? "new file.txt"')


def test_what_looks_like_an_option_never_reaches_git(repository: Repository) -> None:
    with pytest.raises(PreconditionError, match="not a branch, tag or commit"):
        Git(repository.root).show("--output=/tmp/x", "openapi/acme.yaml")


def test_a_failing_git_command_says_what_git_said_without_credentials(repository: Repository) -> None:
    error = GitError(["push"], "fatal: unable to access 'https://me:s3cret@host.example/x.git/'", repository.root)
    assert "s3cret" not in str(error)
    assert "https://host.example/x.git" in str(error)


def test_a_remote_that_is_away_is_transient(repository: Repository) -> None:
    repository.git("remote", "set-url", "origin", str(repository.root / "nowhere.git"))
    with pytest.raises(PartialError):
        Git(repository.root).remote_ref("origin", "refs/heads/main")


def test_the_journal_keeps_what_happened_and_git_does_not_see_it(project: Project) -> None:
    record(project, "1.0.0", "gate", "passed", commit="abc", tree="def")
    record(project, "1.0.0", "build", "two files", digest="123")
    assert [entry.step for entry in read_journal(project, "1.0.0")] == ["gate", "build"]
    assert Git(project.root).changes() == ()


def test_a_proof_counts_only_for_the_things_that_it_names(project: Project) -> None:
    record(project, "1.0.0", "gate", "passed", commit="abc", tree="def")
    assert proof(project, "1.0.0", "gate", commit="abc") is not None
    assert proof(project, "1.0.0", "gate", commit="other") is None
    assert proof(project, "1.0.1", "gate", commit="abc") is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"entries": 1}', '{"entries": [{"at": 1}]}'])
def test_a_broken_journal_is_set_aside_and_nothing_stops(project: Project, content: str) -> None:
    project.work_path.mkdir()
    path = project.work_path / "1.0.0.json"
    path.write_text(content, "utf-8")
    assert read_journal(project, "1.0.0") == ()
    record(project, "1.0.0", "gate", "passed")
    assert len(read_journal(project, "1.0.0")) == 1
    assert path.with_name("1.0.0.json.broken").read_text("utf-8") == content


_HOLD = """
import sys
from pathlib import Path
from trueline.release.lockfile import held
from trueline.release.project import load_project
with held(load_project(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_releases_at_once_are_refused_and_a_killed_one_holds_nothing(project: Project) -> None:
    command = [sys.executable, "-c", _HOLD, str(project.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(LockHeldError, match=f"process {other.pid}"), held(project):
            pass
        other.kill()
        other.wait()
    with held(project):
        pass


def test_a_manifest_names_the_files_and_a_changed_file_is_damage(project: Project) -> None:
    project.dist_path.mkdir()
    wheel = project.dist_path / "acme-1.0.0-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    manifest = Manifest("acme", "1.0.0", "c" * 40, 1, (built_file(wheel),))
    write_manifest(project, manifest)
    assert read_manifest(project) == manifest
    assert damage(project, manifest) is None
    wheel.write_bytes(b"whee1")
    assert damage(project, manifest) == f"{wheel.name} is not what was built: its hash differs"
    wheel.unlink()
    assert damage(project, manifest) == f"{wheel.name} is not there"


@pytest.mark.parametrize("name", ["../evil.whl", "", "a/b.whl", ".."])
def test_a_manifest_that_names_a_file_elsewhere_is_none(project: Project, name: str) -> None:
    project.dist_path.mkdir()
    write_manifest(project, Manifest("acme", "1.0.0", "c" * 40, 1, (BuiltFile(name, "0" * 64, 1),)))
    assert read_manifest(project) is None


def test_every_error_of_trueline_has_one_exit_code_inside_a_release() -> None:
    codes = [as_release_error(kind("x")).exit_code for kind in (UsageError, DriftError, InternalError, DocumentError)]
    assert codes == [ReleaseCode.USAGE, ReleaseCode.DRIFT, ReleaseCode.INTERNAL, ReleaseCode.PRECONDITION]
    assert as_release_error(LockHeldError("x")).exit_code == ReleaseCode.LOCKED


_WITHOUT = "import sys; sys.modules[{name!r}] = None; from trueline.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.mark.parametrize("name", ["packaging", "cyclonedx"])
def test_without_the_extra_a_release_says_how_to_install_it(repository: Repository, name: str) -> None:
    words = ["release", "status" if name == "packaging" else "build", "--project", str(repository.root)]
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT.format(name=name), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == ReleaseCode.PRECONDITION, done.stderr
    assert f"needs {name}" in done.stderr
    assert 'python -m pip install "trueline[release]"' in done.stderr
    assert "Traceback" not in done.stderr
