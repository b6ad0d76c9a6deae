"""Objects at hand: one git answers what else a process each would, and says the same, as things are at that moment."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from release_support import Repository, copied

from trueline.release.git import Git, GitError
from trueline.release.objects import UnclearError, at_hand, find

_QUESTIONS: dict[str, Callable[[Git], object]] = {
    "head": Git.head,
    "tree": Git.tree,
    "tree of a tag": lambda git: git.tree("light"),
    "commit of a branch": lambda git: git.commit_of("main"),
    "commit of a tag": lambda git: git.commit_of("refs/tags/signed-off"),
    "commit of a short hash": lambda git: git.commit_of(git.head()[:10]),
    "commit of a file": lambda git: git.commit_of(git.run("rev-parse", "HEAD:pyproject.toml")),
    "commit of nothing": lambda git: git.commit_of("refs/tags/none"),
    "an annotated tag": lambda git: git.tag_object("signed-off"),
    "a light tag": lambda git: git.tag_object("light"),
    "no tag": lambda git: git.tag_object("none"),
    "a file": lambda git: git.show("HEAD", "openapi/acme.yaml"),
    "a file with a space": lambda git: git.show("HEAD", "openapi/two words.txt"),
    "an empty file": lambda git: git.show("HEAD", "openapi/empty.txt"),
    "no file": lambda git: git.show("HEAD", "openapi/none.yaml"),
    "no file with a line end": lambda git: git.show("HEAD", "openapi/no\nne.yaml"),
    "a file of no revision": lambda git: git.show("none", "openapi/acme.yaml"),
    "the time": lambda git: git.commit_time("HEAD"),
    "the time of a tag": lambda git: git.commit_time("light"),
    "the last change of all": lambda git: git.last_change("HEAD", "openapi/empty.txt"),
    "an older change": lambda git: git.last_change("HEAD", "openapi/acme.yaml"),
    "the last change of a folder": lambda git: git.last_change("HEAD", "openapi"),
    "no change": lambda git: git.last_change("HEAD", "openapi/none.yaml"),
    "the last change before a merge": lambda git: git.last_change("merged", "openapi/acme.yaml"),
    "the first change": lambda git: git.last_change(git.run("rev-list", "--max-parents=0", "HEAD"), "pyproject.toml"),
}


@pytest.fixture(autouse=True)
def _objects_at_hand() -> None:
    """Here a test says when they are."""


@pytest.fixture(scope="module")
def asked(_pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository with files, tags and a merge to ask for. Nobody changes it."""
    repository = copied(_pristine, tmp_path_factory.mktemp("asked") / "made")
    repository.git("switch", "--quiet", "--create", "merged")
    repository.edit("Anvils.", "All anvils.")
    repository.commit("On a side branch")
    repository.git("switch", "--quiet", "main")
    (repository.root / "openapi/two words.txt").write_text("two\nwords", "utf-8")
    (repository.root / "openapi/empty.txt").touch()
    repository.commit("More files")
    repository.git("switch", "--quiet", "merged")
    repository.git("merge", "--quiet", "--no-edit", "main")
    repository.git("switch", "--quiet", "main")
    repository.git("tag", "light")
    repository.git("tag", "--annotate", "signed-off", "--message", "Signed off")
    return repository


@pytest.fixture
def marked(asked: Repository, tmp_path: Path) -> Repository:
    """The same, of a test's own."""
    return copied(asked.root.parent, tmp_path / "made")


def _told(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """From here on, every git that is started is written down there."""
    log, first = folder / "started.log", folder / "first on PATH"
    first.mkdir()
    (first / "git").write_text(f'#!/bin/sh\necho "$*" >> "{log}"\nexec {shutil.which("git")} "$@"\n', "utf-8")
    (first / "git").chmod(0o755)
    patch.setenv("PATH", f"{first}:{os.environ['PATH']}")
    return log


@pytest.mark.parametrize("name", _QUESTIONS)
def test_what_is_at_hand_is_what_a_git_of_its_own_says(asked: Repository, name: str) -> None:
    ask, git = _QUESTIONS[name], Git(asked.root)
    alone = ask(git)
    with at_hand():
        assert ask(git) == alone
        assert ask(git) == alone


def test_dozens_of_questions_are_one_process(
    marked: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git, log = Git(marked.root), _told(tmp_path, monkeypatch)
    with at_hand():
        for _ in range(10):
            assert git.head() == git.commit_of("main") == git.tag_object("light")
            assert git.tree() == git.tree("light")
            assert (git.tag_object("none"), git.show("HEAD", "none")) == (None, None)
            assert git.commit_time("HEAD") > 0
            assert git.last_change("HEAD", "openapi/empty.txt") == git.head()
            assert git.show("HEAD", "openapi/acme.yaml") == marked.spec.read_bytes()
    assert log.read_text("utf-8").splitlines() == ["cat-file --batch"]


def test_a_system_on_which_no_pipe_can_be_waited_for_starts_a_git_for_each(
    asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(select, "poll")  # as on Windows
    with at_hand():
        with pytest.raises(UnclearError):
            find(asked.root, "HEAD")
        assert Git(asked.root).commit_of("main") == Git(asked.root).head()


def test_paths_are_those_of_a_project_in_a_folder_of_the_repository(marked: Repository) -> None:
    with at_hand():
        assert Git(marked.root / "openapi").show("HEAD", "acme.yaml") == marked.spec.read_bytes()


def test_each_question_is_asked_anew(marked: Repository) -> None:
    git = Git(marked.root)
    with at_hand():
        before = git.head(), git.tag_object("later"), git.show("HEAD", "later.txt")
        (marked.root / "later.txt").write_text("later", "utf-8")
        commit = marked.commit("Later")
        marked.git("tag", "later")
        assert before[1:] == (None, None)
        assert (git.head(), git.tag_object("later"), git.show("HEAD", "later.txt")) == (commit, commit, b"later")
        marked.git("pack-refs", "--all")
        marked.git("gc", "--quiet")
        marked.git("tag", "--delete", "later")
        assert (git.head(), git.tag_object("later"), git.commit_of("refs/heads/main")) == (commit, None, commit)


def test_a_large_file_comes_whole(repository: Repository) -> None:
    content = os.urandom(3_000_000)
    (repository.root / "large").write_bytes(content)
    repository.commit("Large")
    with at_hand():
        assert Git(repository.root).show("HEAD", "large") == content
        assert Git(repository.root).head() == repository.git("rev-parse", "HEAD")


def test_errors_are_those_of_the_command(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / "no repository").mkdir()
    with at_hand():
        with pytest.raises(GitError, match=r"git rev-parse failed: fatal: Needed a single revision"):
            Git(tmp_path).head()
        with pytest.raises(GitError, match="git show failed"):
            Git(tmp_path).commit_time("HEAD")


def test_a_folder_is_no_file_at_hand_either(marked: Repository) -> None:
    with at_hand(), pytest.raises(GitError, match="git cat-file failed"):
        Git(marked.root).show("HEAD", "openapi")


def test_where_no_git_stays_each_question_starts_its_own(marked: Repository) -> None:
    git = Git(marked.root)
    with at_hand():
        head = git.head()
        for status in Path("/proc").glob("[0-9]*/status"):
            if f"\nPPid:\t{os.getpid()}\n" in _text(status) and "cat-file" in _text(status.with_name("cmdline")):
                os.kill(int(status.parent.name), signal.SIGKILL)
        assert [git.head(), git.head()] == [head, head]
        with pytest.raises(UnclearError):
            find(marked.root, "HEAD^{commit}")


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:  # it ended meanwhile
        return ""


def test_a_fork_asks_a_git_of_its_own(marked: Repository) -> None:
    with at_hand():
        head = Git(marked.root).head()
        if (child := os.fork()) == 0:
            os._exit(0 if Git(marked.root).head() == head else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert Git(marked.root).head() == head


_KILLED = """
import os, signal, sys
from pathlib import Path
from trueline.release.objects import Objects
objects = Objects(Path(sys.argv[1]))
objects.find("HEAD")
print(objects._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_git_ends_with_the_process_that_it_answers(marked: Repository) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(marked.root)], check=False, capture_output=True, text=True
    )
    assert done.returncode == -9
    status = Path(f"/proc/{done.stdout.strip()}")
    for _ in range(200):
        if not status.exists():
            break
        time.sleep(0.05)
    assert not status.exists()
