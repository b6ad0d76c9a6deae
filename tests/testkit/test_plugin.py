"""The plugin of pytest: asleep unless it is asked for, and then of one server a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "sdks/python/src"
TESTS = """
from tollkeeper import AsyncTollkeeper, Tollkeeper
from tollkeeper.testing import FakeServer

def test_one(fake, client, async_client):
    assert isinstance(fake, FakeServer) and isinstance(client, Tollkeeper) and isinstance(async_client, AsyncTollkeeper)
    client.me()
    assert len(fake.calls) == 1

def test_two(fake):
    assert fake.calls == []
"""


def run(folder: Path, *options: str, ini: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_mine.py").write_text(TESTS)
    (folder / "pytest.ini").write_text(f"[pytest]\n{ini}\n")
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tollkeeper.testing.plugin",
        "-q",
        "-p",
        "no:cacheprovider",
        *options,
    ]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["here", "in a worker"])
def test_the_fixtures_are_there_when_they_are_asked_for(tmp_path: Path, options: tuple[str, ...]) -> None:
    done = run(tmp_path, *options, ini="tollkeeper_fixtures = true")
    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_they_are_not_there_otherwise(tmp_path: Path) -> None:
    done = run(tmp_path, ini="")
    assert "fixture 'fake' not found" in done.stdout, done.stdout + done.stderr


def test_the_wheel_says_that_there_is_a_plugin() -> None:
    text = (SOURCE.parent / "pyproject.toml").read_text()
    assert '[project.entry-points.pytest11]\n"tollkeeper" = "tollkeeper.testing.plugin"' in text
    assert 'testing = ["pytest>=8"]' in text
