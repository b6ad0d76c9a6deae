"""The pictures of the documentation show what is: ``make pictures`` would write the same."""

from __future__ import annotations

import sys

from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.tools import run, tail

FOLDER = "docs/pictures"


def pictures(checkout: Checkout) -> GateResult:
    """Each picture is what it shows, drawn or recorded again; seconds that a command took may differ."""
    done = run(checkout, [sys.executable, "scripts/pictures", "--check"])
    if done.code not in {0, 1} or done.err:
        problem = Problem(f"the pictures can't be made: {tail(done.err)}", "scripts/pictures", "Correct what it says.")
        return result("pictures", [problem])
    cure = "Run `make pictures`, look at the picture, and commit it."
    stale = "it is not what it would be written as"
    return result("pictures", [Problem(stale, f"{FOLDER}/{name}", cure) for name in done.out.split()])
