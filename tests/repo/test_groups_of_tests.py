"""Tests of one xdist group run in one worker, after another: some share a folder, a server or a table."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

TESTS = """
import pytest

pytestmark = pytest.mark.xdist_group("one")

@pytest.mark.parametrize("number", range(8))
def test_it(number, worker_id):
    print(f"ran in {worker_id}")
"""


def test_the_tests_of_a_group_run_in_one_worker(tmp_path: Path) -> None:
    (tmp_path / "test_group.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-rP", "-p", "no:cacheprovider", "--numprocesses", "2"]
    done = subprocess.run(
        [*command, "--dist", "loadgroup"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    workers = re.findall(r"ran in (gw\d)", done.stdout)
    assert (len(workers), len(set(workers))) == (8, 1), done.stdout + done.stderr
