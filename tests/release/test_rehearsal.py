"""A rehearsal takes a release through a real index on this machine, and leaves nothing but its record."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from published import CHANGELOG
from published import build as built_release
from release_support import Repository
from rich.console import Console
from support.fake_index import serve_index

from trueline.errors import UsageError
from trueline.release.errors import GateError
from trueline.release.git import Git
from trueline.release.manifest import read_manifest
from trueline.release.planning import Ask, make_plan
from trueline.release.project import Index, load_project
from trueline.release.rehearsal.account import Account
from trueline.release.rehearsal.stage import set_stage, with_index
from trueline.release.steps import build, rehearse


@pytest.fixture
def prepared(repository: Repository) -> Repository:
    """A release that was prepared: a changelog with its section, committed and not pushed."""
    load_project(repository.root).changelog_path.write_text(CHANGELOG.format(version="1.0.0"), "utf-8")
    repository.commit("Release acme 1.0.0")
    return repository


def _traces(repository: Repository) -> tuple[object, ...]:
    """All that a rehearsal must not change."""
    files = sorted(repository.root.iterdir())
    return files, repository.git("for-each-ref"), repository.git("ls-remote", "origin"), repository.git("status", "-s")


@pytest.mark.slow
@pytest.mark.xdist_group("devpi")  # one worker makes devpi's environment
def test_built_files_are_rehearsed_as_they_are_and_only_their_record_stays(prepared: Repository) -> None:
    project = load_project(prepared.root)
    build.run(project)
    manifest = read_manifest(project)
    assert manifest is not None
    before = _traces(prepared)
    assert not rehearse.evidence(project, "1.0.0").holds
    account = Account()
    result = rehearse.run(project, account=account)
    assert [row.step for row in account.rows if row.ok] == [
        *("files", "index", "stock", "tag", "publish", "confirm, pip", "confirm, uv", "announce", "again")
    ]
    assert account.rows[-1].what == "nothing was left to do"
    assert manifest.digest[:12] in result.lines[0]
    assert rehearse.evidence(project, "1.0.0").holds
    assert _traces(prepared) == before


def test_the_stage_has_the_commit_the_earlier_tags_and_neither_the_remote_nor_the_settings_of_the_real_one(
    prepared: Repository, tmp_path: Path
) -> None:
    prepared.git("tag", "--annotate", "--message", "older", "acme-v0.9.0", "HEAD~1")
    prepared.git("tag", "--annotate", "--message", "this one", "acme-v1.0.0")
    prepared.git("config", "user.name", "Wile E.")
    (prepared.root / "not committed").touch()
    real = load_project(prepared.root)
    stage = set_stage(real, tmp_path, Git(prepared.root).head(), "1.0.0")
    git = Git(stage.project.root)
    assert git.head() == Git(prepared.root).head()
    assert git.branch() == "main"
    assert git.tags("acme-v") == ("acme-v0.9.0",)
    assert git.run("remote", "get-url", "origin") == str(tmp_path / "remote.git")
    assert git.remote_ref("origin", "refs/heads/main") == Git(prepared.root).commit_of("refs/remotes/origin/main")
    assert git.run("config", "user.name") == "Wile E."
    assert not (stage.project.root / "not committed").exists()
    index = Index("here", simple="http://127.0.0.1:1/", upload="http://127.0.0.1:1/")
    assert with_index(stage, index).indexes == (index,)
    assert real.indexes != (index,)


def test_the_last_release_stays_on_the_stage_where_nothing_was_prepared_after_it(
    released: Repository, tmp_path: Path
) -> None:
    released.edit("A heavy thing.", "A very heavy thing.")
    released.generate()
    head = released.commit("Say how heavy it is")
    stage = set_stage(load_project(released.root), tmp_path, head, "1.0.0")
    assert Git(stage.project.root).tags("acme-v") == ("acme-v1.0.0",)
    plan = make_plan(stage.project, Ask(offline=True))
    assert (str(plan.base), str(plan.version)) == ("1.0.0", "1.0.1")


def test_work_after_a_release_is_not_mistaken_for_that_release(repository: Repository) -> None:
    with serve_index() as server:
        release = built_release(repository, server)
    assert rehearse.ready(release.project, "1.0.0") == read_manifest(release.project)
    repository.git("tag", "--annotate", "--message", "1.0.0", "acme-v1.0.0")
    repository.edit("A heavy thing.", "A very heavy thing.")
    repository.generate()
    repository.commit("Say how heavy it is")
    assert rehearse.ready(release.project, "1.0.0") is None, "the files of the last release are not what comes next"


def test_a_folder_to_keep_has_to_be_empty(prepared: Repository, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/something").touch()
    with pytest.raises(UsageError, match="not an empty folder"):
        rehearse.run(load_project(prepared.root), keep=tmp_path / "kept")


def test_the_account_of_a_step_that_fails_ends_with_it() -> None:
    def fails() -> str:
        raise GateError("it does not import\nand more")

    account = Account()
    account.take("publish", lambda: "2 files")
    with pytest.raises(GateError):
        account.take("confirm", fails)
    assert [line.split("  ", 1)[0] for line in account.lines()] == ["publish", "confirm"]
    assert account.lines()[-1].endswith("failed  it does not import")


@pytest.mark.parametrize("terminal", [False, True])
def test_the_account_is_a_table_on_a_terminal_and_lines_in_a_pipe(terminal: bool) -> None:
    account = Account()
    account.take("publish", lambda: "[2] files of 1.0.0")
    console = Console(force_terminal=terminal, record=True, width=100, file=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    with console.file:
        account.show(console)
    text = console.export_text()
    assert "[2] files of 1.0.0" in text
    assert ("what happened" in text) == terminal
    assert terminal or text == "publish     0.0 s  ok      [2] files of 1.0.0\n"


_PARENT = """
import pathlib, sys, time
from trueline.release.rehearsal.devpi import tethered
command = [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(600)"]
child = tethered(command, None, pathlib.Path())
time.sleep(600)
"""


@pytest.mark.parametrize("end", [os.kill, os.killpg])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_tethered_program_ends_with_a_parent_that_is_ended_alone_or_with_its_group(
    end: Callable[[int, int], None], number: int
) -> None:
    command = [sys.executable, "-c", _PARENT]
    parent = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    assert parent.stdout is not None
    with parent, parent.stdout:
        program = int(parent.stdout.readline())
        end(parent.pid, number)
        parent.stdout.read()  # ends when the last process that could write has ended
    with pytest.raises(ProcessLookupError):
        for _ in range(100):
            os.kill(program, 0)
            time.sleep(0.1)
