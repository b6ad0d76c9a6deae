"""The gate ``pictures``: what the documentation shows is what is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from breaking import said
from tollkeeper_gates.pictures import pictures

from trueline.gates.checkout import Checkout

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(root: Path) -> Checkout:
    """The copy, with this checkout's pictures and what draws them."""
    for folder in ("scripts/pictures", "docs/pictures"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return Checkout(root)


def test_a_picture_that_shows_something_else_or_is_gone_is_named_and_seconds_may_differ(checkout: Checkout) -> None:
    folder = checkout.root / "docs/pictures"
    states, terminal = folder / "release-states.svg", folder / "terminal.svg"
    states.write_text(states.read_text("utf-8").replace("ANNOUNCED", "TOLD"), "utf-8")
    recorded = terminal.read_text("utf-8")
    assert "in&#160;" in recorded
    terminal.write_text(recorded.replace("in&#160;0.", "in&#160;7."), "utf-8")
    (folder / "pipeline.svg").unlink()
    assert [(problem.where, problem.cure.split("`")[1]) for problem in pictures(checkout).problems] == [
        ("docs/pictures/pipeline.svg", "make pictures"),
        ("docs/pictures/release-states.svg", "make pictures"),
    ]


def test_a_picture_that_can_not_be_made_is_said(checkout: Checkout) -> None:
    (checkout.root / "scripts/pictures/examples/anvils-1.yaml").write_text("openapi: 3.1.0\n", "utf-8")
    assert "the pictures can't be made" in said(pictures(checkout))
