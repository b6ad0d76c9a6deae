"""Every decision is one page with the same four headings, so that a reader finds the evidence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs/decisions"
PAGES = sorted(page for page in FOLDER.glob("*.md") if page.name != "README.md")


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


def test_the_index_leads_to_pages_in_their_order_and_names_the_numbers_that_no_page_has() -> None:
    index = (FOLDER / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| \[(\d{3})\]\((\1-[\w-]+\.md)\) \| .+ \| .+\. \|$", index, re.MULTILINE)
    assert [name for _, name in rows] == [page.name for page in PAGES], "every page has one row, in order"
    listed = {int(number) for number, _ in rows}
    missing = sorted(set(range(1, max(listed) + 1)) - listed)
    assert f"There is no {' and no '.join(f'{number:03}' for number in missing)}." in index
