"""Compatibility made executable: the last release's tests and type tests, run against the new SDK."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from trueline.diff.changes import Changes, Spot
from trueline.diff.model import Diff
from trueline.errors import UsageError, Where
from trueline.programs import run as run_program

_SECONDS = 1800
#: What pytest exits with where there are no tests.
_NONE = 5


def replay(old_tests: Path, new_sdk: Path, *, python: str = sys.executable) -> Diff:
    """A change for each test that fails, and for each complaint of the type checker.

    ``old_tests`` is a folder of tests as they were at the last release; what is below a folder named ``typing`` is for
    the type checker, everything else for pytest. ``new_sdk`` is the SDK's project (with ``src``) or the folder that has
    the package. ``python`` needs pytest, mypy and what the SDK needs. Raises :class:`UsageError` where they can't run.
    """
    if not old_tests.is_dir():
        raise UsageError("there are no tests of the last release", where=Where(str(old_tests)))
    source = new_sdk / "src" if (new_sdk / "src").is_dir() else new_sdk
    changes = Changes()
    for test, why in _tests(old_tests, source.resolve(), python):
        _add("old-test-fails", test, why, changes)
    for place, why in _types(old_tests, source.resolve(), python):
        _add("old-types-fail", place, why, changes)
    return changes.diff()


def _add(rule: str, name: str, why: str, changes: Changes) -> None:
    first = next((line.strip() for line in why.splitlines() if line.strip()), "it does not say why").rstrip(".")
    changes.add(rule, Spot("python", f"`{name}`", name, name), name=name, why=f"{first}.", before=name, after=first)


def _tests(tests: Path, source: Path, python: str) -> Iterator[tuple[str, str]]:
    """The tests that fail, each with what it says."""
    with tempfile.TemporaryDirectory(prefix="trueline-replay-") as folder:
        report = Path(folder) / "report.xml"
        command = [python, "-m", "pytest", ".", "-q", "-p", "no:cacheprovider", "--rootdir", ".", "-c", os.devnull]
        command += ["--confcutdir", "."]  # what lies above the folder is the repository's, not the SDK's users'
        command += ["--ignore-glob", "*/typing/*", "--junit-xml", str(report)]
        done = _run(command, tests, {"PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"})
        if done.returncode == _NONE:
            return
        if not report.is_file():
            raise _can_not_run("pytest", done, tests)
        tree = ElementTree.parse(report)  # noqa: S314 - pytest has just written it
    count = 0
    for case in tree.iter("testcase"):
        for problem in [*case.iter("failure"), *case.iter("error")]:
            count += 1
            names = (case.get("classname", ""), case.get("name", ""))
            yield ".".join(name for name in names if name), problem.get("message") or problem.text or ""
    if done.returncode and not count:  # never a failure without a change
        yield "the whole run", _last(done)


def _types(tests: Path, source: Path, python: str) -> Iterator[tuple[str, str]]:
    """The complaints of mypy about the files below ``typing``."""
    files = sorted(path.relative_to(tests) for path in tests.rglob("*.py") if "typing" in path.relative_to(tests).parts)
    if not files:
        return
    command = [python, "-m", "mypy", "--strict", "--output", "json", "--config-file", os.devnull]
    command += [] if "MYPY_CACHE_DIR" in os.environ else ["--no-incremental"]  # where nobody says what is kept where
    command += ["--explicit-package-bases", *map(str, files)]
    done = _run(command, tests, {"MYPYPATH": str(source)})
    count = 0
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            outcome = json.loads(line)
            if outcome.get("severity") == "error":
                count += 1
                yield f"{outcome['file']}:{outcome['line']}", str(outcome["message"])
    if done.returncode and not count:
        raise _can_not_run("mypy", done, tests)


def _can_not_run(tool: str, done: subprocess.CompletedProcess[str], tests: Path) -> UsageError:
    cure = (
        f"The last release's tests run with the Python that runs Trueline, which needs {tool} and what they import. "
        "In a repository that `trueline init` made, `make release-verify` and `make release-rehearse` have all of it."
    )
    return UsageError(f"{tool} can't run: {_last(done)}", where=Where(str(tests)), cure=cure)


def _run(command: Sequence[str], folder: Path, added: dict[str, str]) -> subprocess.CompletedProcess[str]:
    try:
        return run_program(command, cwd=folder, environment={**os.environ, **added}, seconds=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"the old tests can't be run: {error}", where=Where(str(folder))) from error


def _last(done: subprocess.CompletedProcess[str]) -> str:
    """The last line that a process had to say."""
    lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    return lines[-1] if lines else f"exit code {done.returncode}"
