"""The loss gate: the report of a generation lists nothing as lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from breaking import said

from trueline.gates.checkout import Checkout
from trueline.gates.loss import loss
from trueline.memory import Remembered
from trueline.spec.normalise.report import Loss


@dataclass(frozen=True)
class Report:
    lost: tuple[Loss, ...]


@dataclass(frozen=True)
class Generated:
    report: Report
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    inputs: Mapping[str, str] = field(default_factory=dict[str, str])
    names: Mapping[str, Remembered] | None = None


def test_this_checkout_loses_nothing(checkout: Checkout) -> None:
    assert loss(checkout).ok


def test_everything_lost_is_named_with_its_pointer_and_its_cure(root: Path) -> None:
    lost = Loss("/paths/~1x/get/responses/200", "the media type a/b has no decoder", "Describe it as binary.")
    text = said(loss(Checkout(root, generate=lambda _checkout: Generated(Report((lost,))))))
    assert "openapi/v1.yaml at /paths/~1x/get/responses/200: the media type a/b has no decoder" in text
    assert "Describe it as binary." in text
