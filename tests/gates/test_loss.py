"""The loss gate: the report of a generation lists nothing as lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from breaking import said

from trueline.gates.checkout import Checkout
from trueline.gates.loss import loss
from trueline.spec.normalise.report import Loss


def test_this_checkout_loses_nothing(checkout: Checkout) -> None:
    assert loss(checkout).ok


def test_everything_lost_is_named_with_its_pointer_and_its_cure(root: Path) -> None:
    lost = Loss("/paths/~1x/get/responses/200", "the media type a/b has no decoder", "Describe it as binary.")
    generated = Checkout(root).generated
    lossy = replace(generated, report=replace(generated.report, lost=(lost,)))
    text = said(loss(Checkout(root, generate=lambda _checkout: lossy)))
    assert "openapi/v1.yaml at /paths/~1x/get/responses/200: the media type a/b has no decoder" in text
    assert "Describe it as binary." in text
