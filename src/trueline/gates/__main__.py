"""``python -m trueline.gates [--only NAME]... [--list]``: run the gates on the checkout in the current folder."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from trueline.errors import TruelineError
from trueline.gates.checkers import types
from trueline.gates.checkout import Checkout
from trueline.gates.determinism import determinism
from trueline.gates.docs import docs
from trueline.gates.hand_edit import hand_edit
from trueline.gates.imports import imports
from trueline.gates.lint import lint
from trueline.gates.loss import loss
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.routes import routes
from trueline.gates.scope_sync import scope_sync
from trueline.gates.scopes import scopes
from trueline.gates.stale import stale
from trueline.gates.style import style
from trueline.gates.workflows import workflows

Gate = Callable[[Checkout], GateResult]

GATES: dict[str, Gate] = {
    "lint": lint,
    "loss": loss,
    "stale": stale,
    "docs": docs,
    "hand-edit": hand_edit,
    "scopes": scopes,
    "routes": routes,
    "scope-sync": scope_sync,
    "style": style,
    "workflows": workflows,
    "types": types,
    "imports": imports,
    "determinism": determinism,
}
"""In the order in which they run: what breaks the others first."""

_SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the gates; 0 if all hold, 1 if one does not."""
    parser = argparse.ArgumentParser(prog="python -m trueline.gates", description="Hold the invariants of a checkout.")
    parser.add_argument(
        "--only", metavar="NAME", action="append", choices=list(GATES), help="run this gate; repeatable"
    )
    parser.add_argument("--list", action="store_true", help="list the gates and what they hold")
    chosen = parser.parse_args(arguments)
    if chosen.list:
        for name, gate in GATES.items():
            sentence = sys.modules[gate.__module__].__doc__ or ""
            _say(f"{name:<12} {sentence.splitlines()[0]}")
        return 0
    checkout = Checkout(Path.cwd())
    held = [_run(name, checkout) for name in chosen.only or GATES]  # every gate runs, whatever another one found
    return int(not all(held))


def _run(name: str, checkout: Checkout) -> bool:
    start = time.perf_counter()
    outcome = judged(name, GATES[name], checkout)
    seconds = time.perf_counter() - start
    if outcome.ok:
        _say(f"ok    {name:<12} {seconds:6.1f} s")
        return True
    _say(f"FAIL  {name:<12} {seconds:6.1f} s  {len(outcome.problems)} problem{'s' * (len(outcome.problems) > 1)}")
    for problem in outcome.problems[:_SHOWN]:
        _say(f"  {problem}")
    if len(outcome.problems) > _SHOWN:
        _say(f"  and {len(outcome.problems) - _SHOWN} more")
    return False


def judged(name: str, gate: Gate, checkout: Checkout) -> GateResult:
    """The gate's result; an error that describes itself is a problem like any other."""
    try:
        return gate(checkout)
    except TruelineError as error:
        return result(name, [Problem(error.what, str(error.where or ""), error.cure)])


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
