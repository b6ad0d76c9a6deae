"""A second reader agrees: openapi-python-client reads the document and finds what the SDK has."""

from __future__ import annotations

from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, result


def second_reader(checkout: Checkout) -> GateResult:
    """Let the engine read the document, as it is and in its canonical form. Raises where it found something else."""
    from trueline.pipeline import second_reading  # noqa: PLC0415 - loading it takes longer than --list may

    second_reading(checkout.config.request(checkout.root))
    return result("second-reader", [])
