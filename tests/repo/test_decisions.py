"""Every decision is one page with the same four headings, so that a reader finds the evidence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parents[2] / "docs/decisions").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_has_its_number_and_the_four_headings(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    number = re.match(r"(\d{3})-[a-z0-9-]+$", page.stem)
    assert number, "name it NNN-title-in-words.md"
    assert re.match(rf"# (?:Decision )?0*{int(number[1])}\b", text), "the title starts with the page's number"
    headings = [line.removeprefix("## ").strip().lower() for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["context", "decision", "evidence", "consequence"]


def test_no_two_decisions_share_a_number() -> None:
    numbers = [page.stem[:3] for page in PAGES]
    assert len(numbers) == len(set(numbers))
