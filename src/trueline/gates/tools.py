"""Run the tools that gates rely on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trueline.gates.checkout import Checkout
from trueline.programs import run as run_program

TIMEOUT_SECONDS = 1800


@dataclass(frozen=True, slots=True)
class Done:
    """How a tool ended, and what it printed."""

    code: int
    out: str
    err: str


def run(
    checkout: Checkout,
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    umask: int = -1,
    seconds: float = TIMEOUT_SECONDS,
) -> Done:
    """Run a tool in the checkout and wait for it. Its exit code is the caller's to judge."""
    surroundings = environment or checkout.environment()
    done = run_program(command, cwd=cwd or checkout.root, environment=surroundings, seconds=seconds, umask=umask)
    return Done(done.returncode, done.stdout, done.stderr)


def tail(text: str, lines: int = 5) -> str:
    """The last lines of what a tool said, for a message."""
    return "\n".join(text.strip().splitlines()[-lines:])
