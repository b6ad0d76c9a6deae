"""A copy of this checkout to work in, and what a developer runs there."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Sequence
from pathlib import Path
from unittest import mock

from support.sdks import ROOT
from tollkeeper_gates import __main__ as gates

from trueline import cli as trueline

_LEFT_OUT = ("tests/golden/", "docs/decisions/")
_TAG = sys.implementation.cache_tag


class Copy:
    """Tracked files, with this checkout's environments linked in.

    What Python compiles here is kept, and what it or pytest compiled is taken along: a walk starts Python forty times.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.said = ""
        """All that was printed by what failed."""
        for name in _tracked():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name)
            for compiled in (ROOT / name).parent.glob(f"__pycache__/{Path(name).stem}.{_TAG}*.pyc"):
                (root / name).parent.joinpath("__pycache__").mkdir(exist_ok=True)
                shutil.copy2(compiled, (root / name).parent / "__pycache__")
        for environment in (".venv", "node_modules"):
            (root / environment).symlink_to(ROOT / environment)

    def gates(self, *names: str) -> tuple[int, str]:
        """Exit code and output of these gates, which this process has loaded already."""
        with self._here() as said:
            code = gates.main(_only(names))
        self.said += said.getvalue() if code else ""
        return code, said.getvalue()

    def generate(self) -> None:
        """What ``make generate-sdk`` does, in this process too."""
        with self._here() as said:
            assert trueline.main(["generate"]) == 0, said.getvalue()

    def script(self, *names: str) -> tuple[int, str]:
        """The same as a developer types it, with ``scripts/gates.sh``."""
        return self.run("bash", "scripts/gates.sh", *_only(names))

    def make(self, target: str) -> None:
        """``make``; the environment is this checkout's, and is never set up from a copy."""
        code, said = self.run("make", "--old-file", ".venv/.ready", target)
        assert code == 0, said

    def pytest(self, *arguments: str) -> tuple[int, str]:
        """Exit code and output of pytest."""
        return self.python("-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)

    def python(self, *arguments: str) -> tuple[int, str]:
        """Exit code and output of Python, with the server and the SDK of the copy."""
        return self.run(str(self.root / ".venv/bin/python"), *arguments)

    def run(self, *command: str) -> tuple[int, str]:
        """Run a command in the copy."""
        done = subprocess.run(
            command, cwd=self.root, env=self._environment(), capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL, timeout=500,
        )  # fmt: skip
        self.said += done.stdout if done.returncode else ""
        return done.returncode, done.stdout + done.stderr

    @contextlib.contextmanager
    def _here(self) -> Generator[io.StringIO]:
        here = mock.patch.dict(os.environ, self._environment(), clear=True)
        said = io.StringIO()
        with here, contextlib.chdir(self.root), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            yield said

    def _environment(self) -> dict[str, str]:
        sources = [str(self.root / place) for place in ("src", "server/src", "sdks/python/src")]
        left_out = ("PYTEST_", "TOLLKEEPER_", "PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        return {**kept, "PYTHONPATH": os.pathsep.join(sources)}


def _only(names: Sequence[str]) -> list[str]:
    return [part for name in names for part in ("--only", name)]


def _tracked() -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return [name for name in names if name and not name.startswith(_LEFT_OUT) and (ROOT / name).is_file()]
