"""Links between the documents lead somewhere, and the README keeps its promises of the first screen."""

from __future__ import annotations

import re

import pytest
from blocks import DOCUMENTS, ROOT, blocks

PAGES = (*DOCUMENTS, *sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "docs/decisions").glob("*.md")))


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_to_a_file(page: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", (ROOT / page).read_text(encoding="utf-8"))
    missing = [t for t in targets if "://" not in t and not ((ROOT / page).parent / t).exists()]
    assert not missing


def test_the_readme_shows_the_example_and_the_two_commands_on_the_first_screen() -> None:
    first, second = blocks("README.md")[:2]
    assert (first.language, second.commands) == ("python", ["make generate-sdk", "make test"])
    assert len(first.text.splitlines()) <= 12
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text[: text.index(second.text)].count("\n") <= 25


def test_every_folder_that_the_readme_names_exists() -> None:
    layout = (ROOT / "README.md").read_text(encoding="utf-8").split("## Layout")[1].split("\n## ")[0]
    for row in re.findall(r"^\| (`.*?`) \|", layout, re.MULTILINE):
        for name in re.findall(r"`([^`]+)`", row):
            assert (ROOT / name).exists(), name
