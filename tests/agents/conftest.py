"""Tollkeeper's live server, and the program that serves its API to agents."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "server"))

from agent import ZYGOTE
from live import Live, Running
from sqlalchemy.engine import URL


@pytest.fixture(scope="module")  # a server keeps the log to itself, which tests of other folders look at
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with Running(URL.create("sqlite", database=str(tmp_path_factory.mktemp("agents") / "agents.db"))) as live:
        yield live


@pytest.fixture(scope="session")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket of a process that forks programs, where their start is not what is tested."""
    path, pipe = tmp_path_factory.mktemp("zygote") / "socket", subprocess.PIPE
    command = [sys.executable, "-W", "error", str(ZYGOTE), str(path)]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "listening\n"
        yield path
