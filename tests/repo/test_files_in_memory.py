"""A run keeps its files in memory where it may, and leaves nothing there."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from support.memory import folder_of_sockets, keep_in_memory


@pytest.fixture
def plenty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the machine's memory, however much of that there is."""
    monkeypatch.setattr("support.memory.MEMORY", tmp_path)
    monkeypatch.setattr("support.memory.ROOM", 0)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.delenv("TMPDIR", raising=False)
    return tmp_path


def test_files_of_a_run_and_of_its_children_are_there_and_go_with_it(plenty: Path) -> None:
    forget = keep_in_memory()
    show = [sys.executable, "-c", "import tempfile; print(tempfile.mkdtemp())"]
    made = Path(subprocess.run(show, capture_output=True, check=True, text=True).stdout.strip())
    assert made.parent == Path(tempfile.gettempdir())
    assert made.parent.parent == plenty
    forget()
    assert list(plenty.iterdir()) == []
    assert "TMPDIR" not in os.environ


def test_what_a_killed_run_left_is_removed_and_what_another_has_is_not(plenty: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    dead, alive = (plenty / f"trueline-tests-{process}" for process in (child.pid, os.getppid()))
    for folder in (dead, alive):
        (folder / "pytest").mkdir(parents=True)
    keep_in_memory()()
    assert list(plenty.iterdir()) == [alive]


def test_tmpdir_wins(plenty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "mine"))
    keep_in_memory()()
    assert os.environ["TMPDIR"] == str(tmp_path / "mine")
    assert list(plenty.iterdir()) == []


def test_a_socket_has_a_short_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / ("long" * 20)))
    made = folder_of_sockets("tk-pg-")
    made.rmdir()
    assert len(str(made)) < 80


def test_where_memory_is_short_nothing_changes(plenty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("support.memory.ROOM", 2**60)
    keep_in_memory()()
    assert "TMPDIR" not in os.environ
    assert list(plenty.iterdir()) == []
