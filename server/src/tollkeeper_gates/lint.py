"""The document is valid and passes the strict lint."""

from __future__ import annotations

from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result


def lint(checkout: Checkout) -> GateResult:
    """Both linters ran and found nothing, not even a warning."""
    # The validator takes longer to import than most gates take.
    from tollkeeper_gates.linters import find_redocly  # noqa: PLC0415
    from tollkeeper_gates.linters import lint as lint_document  # noqa: PLC0415

    redocly = find_redocly(checkout.spec)
    if redocly is None:
        what = "Redocly is not installed in this checkout, so half of the lint can't run"
        return result("lint", [Problem(what, checkout.config.spec, "Run `make setup`.")])
    problems: list[Problem] = []
    for fault in lint_document(checkout.spec, redocly=redocly):
        line = f":{fault.line}:{fault.column}" if fault.line else ""
        where = f"{checkout.config.spec}{line} at {fault.pointer or '/'}"
        cure = "Edit the document; openapi/AGENTS.md has the rules."
        problems.append(Problem(f"{fault.message} ({fault.rule})", where, cure))
    return result("lint", problems)
