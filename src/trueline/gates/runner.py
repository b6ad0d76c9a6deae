"""The gates in their order, and what running them prints."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping

from trueline.errors import TruelineError, UsageError
from trueline.gates.agents import agents
from trueline.gates.checkout import Checkout
from trueline.gates.determinism import determinism
from trueline.gates.docs import docs
from trueline.gates.hand_edit import hand_edit
from trueline.gates.imports import imports
from trueline.gates.loss import loss
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.scopes import scopes
from trueline.gates.second_reader import second_reader
from trueline.gates.stale import stale
from trueline.gates.sunset import sunset

Gate = Callable[[Checkout], GateResult]

GATES: Mapping[str, Gate] = {
    "loss": loss,
    "second-reader": second_reader,
    "stale": stale,
    "docs": docs,
    "hand-edit": hand_edit,
    "sunset": sunset,
    "scopes": scopes,
    "agents": agents,
    "imports": imports,
    "determinism": determinism,
}
"""In the order in which they run: what breaks the others first."""

_SHOWN = 20


def chosen(gates: Mapping[str, Gate], only: Iterable[str]) -> dict[str, Gate]:
    """The gates with these names, in the order in which they were asked for. Raises ``UsageError`` for another name."""
    for name in only:
        if name not in gates:
            raise UsageError(f"there is no gate {name!r}", cure=f"The gates are {', '.join(gates)}.")
    return {name: gates[name] for name in only}


def described(gates: Mapping[str, Gate]) -> str:
    """A line for each gate: its name, and what it holds."""
    sentences = {name: (sys.modules[gate.__module__].__doc__ or "").splitlines()[0] for name, gate in gates.items()}
    return "".join(f"{name:<12} {sentence}\n" for name, sentence in sentences.items())


def run(gates: Mapping[str, Gate], checkout: Checkout) -> bool:
    """Run every gate, whatever another one found. Prints a line for each, and all problems; True if all hold."""
    held = [_run(name, gate, checkout) for name, gate in gates.items()]
    return all(held)


def _run(name: str, gate: Gate, checkout: Checkout) -> bool:
    start = time.perf_counter()
    outcome = judged(name, gate, checkout)
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
