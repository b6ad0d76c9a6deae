"""Run the tools that a release is checked with."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trueline.errors import Where, printable
from trueline.programs import run as run_program
from trueline.release.errors import GateError, PreconditionError

_TIMEOUT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and all that it printed, in order."""

    code: int
    text: str

    def tail(self, lines: int = 12) -> str:
        """The last lines, for a message."""
        shown = (printable(line) for line in self.text.strip().splitlines()[-lines:])
        return "\n".join(f"  {line}" for line in shown) or "  it said nothing"


def run(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str] | None = None) -> Done:
    """Run a command without a shell; its exit code is the caller's to judge.

    Raises ``PreconditionError`` where it can't be started, ``GateError`` where it does not end in time.
    """
    try:
        own = {**os.environ, "NO_COLOR": "1"} if environment is None else environment
        done = run_program(command, cwd=cwd, environment=own, seconds=_TIMEOUT_SECONDS, merged=True)
    except OSError as error:
        what = f"the command can't be started: {error.strerror}"
        raise PreconditionError(what, where=Where(command[0]), cure="Install it, or correct its name.") from error
    except subprocess.TimeoutExpired:
        what = f"it did not end within {_TIMEOUT_SECONDS} s"
        raise GateError(what, where=Where(command[0]), cure="Run it by hand and see where it hangs.") from None
    return Done(done.returncode, done.stdout)


def demand(
    command: Sequence[str], failure: str, cure: str, *, cwd: Path, environment: Mapping[str, str] | None = None
) -> str:
    """The output of a command that has to succeed. Raises ``GateError``: what, the end of the output, the cure."""
    done = run(command, cwd=cwd, environment=environment)
    if done.code:
        raise GateError(f"{failure}:\n{done.tail()}", cure=cure)
    return done.text
