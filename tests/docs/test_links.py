"""Links between the documents lead somewhere, and the README keeps its promises of the first screen."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from blocks import DOCUMENTS, ROOT, blocks

PAGES = (*DOCUMENTS, *sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "docs/decisions").glob("*.md")))


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_to_a_file(page: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", (ROOT / page).read_text(encoding="utf-8"))
    missing = [t for t in targets if "://" not in t and not ((ROOT / page).parent / t).exists()]
    assert not missing


def test_the_readmes_first_screen_has_the_command_what_comes_out_and_how_it_reads() -> None:
    command, tree, example, *_ = blocks("README.md")
    assert command.commands == [".venv/bin/trueline generate openapi.yaml --output acme-python --package acme"]
    assert (tree.language, example.language) == ("text", "python")
    assert len(example.text.splitlines()) <= 12
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text[: text.index(tree.text)].count("\n") <= 16
    assert text[: text.index(example.text)].count("\n") <= 30


def test_every_folder_that_the_readme_names_exists() -> None:
    layout = (ROOT / "README.md").read_text(encoding="utf-8").split("## Layout")[1].split("\n## ")[0]
    for row in re.findall(r"^\| (`.*?`) \|", layout, re.MULTILINE):
        for name in re.findall(r"`([^`]+)`", row):
            assert (ROOT / name).exists(), name


def test_the_readme_says_of_the_corpus_what_its_last_run_found() -> None:
    found = Counter(row["status"] for row in json.loads((ROOT / "docs/corpus.json").read_text(encoding="utf-8")))
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert found.keys() == {"whole", "refused"}
    assert f"of the {found.total():,} documents of the [corpus](docs/corpus.md), {found['whole']:,} generate" in readme
    assert f"{['none', 'one', 'two', 'three'][found['refused']]} are refused" in readme
