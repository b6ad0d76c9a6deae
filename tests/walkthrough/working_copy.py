"""A copy of this checkout to work in, and what a developer runs there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from support.sdks import ROOT

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
        """Exit code and output of ``scripts/gates.sh`` with these gates."""
        return self.run("bash", "scripts/gates.sh", *(part for name in names for part in ("--only", name)))

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
        sources = [str(self.root / place) for place in ("src", "server/src", "sdks/python/src")]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sources)}
        left_out = ("PYTEST_", "TOLLKEEPER_", "PYTHONDONTWRITEBYTECODE")
        for name in [name for name in environment if name.startswith(left_out)]:
            del environment[name]
        done = subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL, timeout=500,
        )  # fmt: skip
        self.said += done.stdout if done.returncode else ""
        return done.returncode, done.stdout + done.stderr


def _tracked() -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return [name for name in names if name and not name.startswith(_LEFT_OUT) and (ROOT / name).is_file()]
