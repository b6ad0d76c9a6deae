"""Zero loss: everything that the document describes is in the SDK."""

from __future__ import annotations

from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result


def loss(checkout: Checkout) -> GateResult:
    """The report of a generation lists nothing as lost."""
    lost = checkout.generated.report.lost
    return result(
        "loss", [Problem(item.reason, f"{checkout.config.spec} at {item.pointer}", item.cure) for item in lost]
    )
