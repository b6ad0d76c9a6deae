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


def test_the_index_has_every_page_with_its_title_and_explains_missing_numbers() -> None:
    index = (FOLDER / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| \[(\d{3})\]\(([\w.-]+)\) \| (.+?) \| .+\. \|$", index, re.MULTILINE)
    titles = [re.sub(r"^# (?:Decision )?\d+: ", "", page.read_text("utf-8").split("\n")[0]) for page in PAGES]
    assert rows == [(page.stem[:3], page.name, title) for page, title in zip(PAGES, titles, strict=True)]
    numbers = {int(page.stem[:3]) for page in PAGES}
    missing = sorted(set(range(1, max(numbers) + 1)) - numbers)
    assert f"There is no {' and no '.join(f'{number:03}' for number in missing)}." in index
