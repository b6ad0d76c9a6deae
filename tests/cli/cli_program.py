"""Running the command line of an SDK as its users do: a process of its own, by pipes or on a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from support.starting import ALONE, one_certificate

ROOT = Path(__file__).parents[2]
TOLLKEEPER = ROOT / "sdks/python/src"
KEY = "tk_test_0123456789abcdefghijABCDEFGHIJ0123456789abc"


@dataclass(frozen=True)
class Done:
    """What a process left behind."""

    code: int
    out: str
    err: str
    raw: bytes


@dataclass(frozen=True)
class Program:
    """A command line. ``env`` is all of its environment but what a process needs to start."""

    package: str = "tollkeeper"
    source: Path = TOLLKEEPER
    program: str = "tollkeeper"
    env: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def command(self) -> list[str]:
        start = f"sys.argv[0] = {self.program!r}; from {self.package}._cli import main; main()"
        return [sys.executable, "-W", "error", "-c", f"{ALONE}; {start}"]

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, "PYTHONPATH": str(self.source), "PYTHONUTF8": "1", **one_certificate(), **self.env, **more}

    def __call__(self, *args: str, stdin: bytes = b"", **env: str) -> Done:
        done = subprocess.run(
            [*self.command, *args],
            input=stdin,
            capture_output=True,
            env=self.environment(**env),
            timeout=300,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode(), done.stdout)
