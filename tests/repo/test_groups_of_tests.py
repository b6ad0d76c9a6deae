"""How tests are handed to workers: those of one group to one worker, and what a dead worker leaves to the others."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis.internal.conjecture import providers

import trueline

TESTS = """
import pytest

pytestmark = pytest.mark.xdist_group("one")

@pytest.mark.parametrize("number", range(8))
def test_it(number, worker_id):
    print(f"ran in {worker_id}")
"""


DYING = """
import os
import pytest

def test_before(): pass

def test_that_ends_its_worker(): os._exit(1)

@pytest.mark.parametrize("number", range(8))
def test_after(number): pass
"""

ON_A_WORKER = """
import pytest

{mark}

@pytest.mark.parametrize("number", range(4))
def test_it(number, worker_id): print(f"{{__name__[-1]}} ran in {{worker_id}}")
"""

TELLING = """
import pytest

@pytest.fixture
def talks():
    yield
    print("said while torn down")

@pytest.fixture
def breaks():
    yield
    assert False, "broken while torn down"

def test_quiet(pytestconfig):
    assert not hasattr(pytestconfig.failures_db, "sock"), "asks the process that prints how often this failed"

def test_talking(talks): pass

def test_breaking(breaks): pass

def test_failing(): assert False, "failed when called"
"""

COUNTING = """
def pytest_runtest_logreport(report):
    if hasattr(report, "node"):
        with open("told", "a") as told:
            told.write(f"{report.nodeid.partition('::')[2]} {report.when}\\n")
"""

AS_HERE = """
import pytest
from support.scheduling import Scheduling
from support.worker_messages import say_less

def pytest_xdist_make_scheduler(config, log): return Scheduling(config, log)

@pytest.hookimpl(trylast=True)
def pytest_configure(config): say_less(config)
"""


def test_the_tests_of_a_group_run_in_one_worker(tmp_path: Path) -> None:
    out = run(tmp_path, TESTS, "-rP", "--numprocesses", "2")
    workers = re.findall(r"ran in (gw\d)", out)
    assert (len(workers), len(set(workers))) == (8, 1), out


@pytest.mark.parametrize("workers", ["1", "2", "4"])
def test_a_worker_that_dies_takes_one_test_with_it(tmp_path: Path, workers: str) -> None:
    out = run(tmp_path, DYING, "--numprocesses", workers)
    assert "crashed while running 'test_it.py::test_that_ends_its_worker'" in out
    assert "1 failed, 9 passed" in out, out


def test_the_last_worker_begins_with_what_waits(tmp_path: Path) -> None:
    for name, mark in {"a": "", "b": "", "c": "pytestmark = pytest.mark.waits", "d": ""}.items():
        (tmp_path / f"test_{name}.py").write_text(ON_A_WORKER.format(mark=mark))
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = waits\n")
    out = run(tmp_path, "", "-rP", "--numprocesses", "2")
    ran = re.findall(r"(\w) ran in (gw\d)", out)
    assert [next(file for file, worker in ran if worker == each) for each in ("gw0", "gw1")] == ["a", "c"], out


def test_a_worker_tells_what_is_printed_and_no_more(tmp_path: Path) -> None:
    out = run(tmp_path, TELLING, "-p", "pytest_rerunfailures", "--reruns", "0", "--numprocesses", "1")
    told = (tmp_path / "told").read_text().replace("test_", "").splitlines()
    of_three = ["quiet call", "talking call", "talking teardown", "breaking call", "breaking teardown"]
    assert told == [*of_three, "failing call"], out
    assert "1 failed, 3 passed, 1 error" in out, out


def run(folder: Path, tests: str, *options: str) -> str:
    """What pytest prints, with the scheduling of tests/conftest.py."""
    (folder / "conftest.py").write_text(AS_HERE + COUNTING)
    (folder / "test_it.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "xdist", "--dist", "loadgroup", *options]
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}  # the other plugins are most of a start
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])} | alone
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    return done.stdout + done.stderr


def test_hypothesis_draws_constants_of_our_code_and_of_no_sdk_that_a_test_has_made(tmp_path: Path) -> None:
    is_local: Any = vars(providers)["is_local_module_file"]
    assert is_local(trueline.__file__)
    assert not is_local(str(tmp_path / "sdk.py"))
    assert not is_local(pytest.__file__)
