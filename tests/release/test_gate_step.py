"""The gate runs what is configured, and its record counts for one tree and one list of commands."""

from __future__ import annotations

import pytest
from release_support import PYPROJECT, Repository

from trueline.release.errors import ReleaseCode
from trueline.release.project import load_project
from trueline.release.steps import gate


def gates(repository: Repository, *commands: str) -> None:
    text = PYPROJECT.replace('gate = ["git --version"]', f"gate = {list(commands)!r}")
    (repository.root / "pyproject.toml").write_text(text, "utf-8")
    repository.commit("Gates")


def test_a_passed_gate_is_evidence_for_this_tree_and_these_commands_alone(repository: Repository) -> None:
    assert repository.release("gate") == ReleaseCode.DONE
    assert gate.evidence(load_project(repository.root), "1.0.0").holds
    assert gate.run(load_project(repository.root)).already
    gates(repository, "git --version", "git status")
    assert not gate.evidence(load_project(repository.root), "1.0.0").holds


def test_a_failing_gate_says_which_command_what_it_printed_and_where_the_rest_is(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    gates(repository, "git --version", "git frobnicate")
    assert repository.release("gate") == ReleaseCode.GATE
    said = capsys.readouterr().err
    assert "git frobnicate failed with exit code 1" in said
    assert "is not a git command" in said
    assert ".release/gate-" in said
    assert not gate.evidence(load_project(repository.root), "1.0.0").holds


def test_a_gate_that_can_not_be_started_is_a_precondition(repository: Repository) -> None:
    gates(repository, "no-such-program --at all")
    assert repository.release("gate") == ReleaseCode.PRECONDITION


def test_no_shell_reads_a_gate(repository: Repository) -> None:
    gates(repository, "git --version; touch broken")
    assert repository.release("gate") == ReleaseCode.GATE
    assert not (repository.root / "broken").exists()


def test_a_gate_that_writes_into_the_checkout_is_refused(repository: Repository) -> None:
    gates(repository, "touch written.txt")
    assert repository.release("gate") == ReleaseCode.GATE


def test_a_dirty_tree_is_refused(repository: Repository) -> None:
    (repository.root / "new.txt").write_text("", "utf-8")
    assert repository.release("gate") == ReleaseCode.PRECONDITION
