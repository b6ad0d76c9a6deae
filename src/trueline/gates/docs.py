"""The reference page is what the document says."""

from __future__ import annotations

from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.reference.command import first_difference, read_page, reference

CURE = "Run `make generate-sdk` and commit what it writes. Never edit the page: change the document."


def docs(checkout: Checkout) -> GateResult:
    """Make the page again in memory and compare. A checkout that has no page (``reference`` is not set) passes."""
    config = checkout.config
    if not config.reference:
        return result("docs", [])
    path = checkout.root / config.reference
    old, new = read_page(path), reference(config.request(checkout.root))
    if old == new:
        return result("docs", [])
    what = "the page is missing" if old is None else "the page is out of date"
    where = checkout.shown(path) + (f":{first_difference(old, new)}" if old is not None else "")
    return result("docs", [Problem(what, where, CURE)])
