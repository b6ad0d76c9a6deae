"""Generating again changes nothing: what is committed is what the document says."""

from __future__ import annotations

from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.write.emit import check

CURE = "Run `make generate-sdk` and commit what it writes."
_SENTENCES = {
    "missing": "the file is missing",
    "changed": "the file is out of date",
    "stale": "the file is no longer generated",
}


def stale(checkout: Checkout) -> GateResult:
    """Regenerate in memory and compare."""
    generated = checkout.generated
    drifts = check(generated.files, checkout.output, generated.inputs, generated.names)
    problems: list[Problem] = []
    for drift in drifts:
        if drift.kind == "input":
            what = f"the input {drift.name!r} changed since the SDK was generated: {drift.detail}"
            problems.append(Problem(what, checkout.shown(checkout.output / "generated.lock"), CURE))
        else:
            what = f"{_SENTENCES[drift.kind]}: {drift.detail}"
            problems.append(Problem(what, checkout.shown(checkout.output / drift.name), CURE))
    return result("stale", problems)
