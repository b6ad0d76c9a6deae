"""The comparison is true: each cell of ours leads to a test that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/comparison.md"
LINKS = re.findall(r'\]\((\S+) "(\w+)"\)', PAGE.read_text("utf-8"))


def test_every_row_of_ours_has_a_proof() -> None:
    rows = [
        line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ") and not line.startswith("| |")
    ]
    assert len(LINKS) >= len(rows) - 1  # that it is open source is for the licence to say


@pytest.mark.parametrize(("file", "name"), LINKS)
def test_the_test_that_proves_it_exists(file: str, name: str) -> None:
    assert re.search(rf"^(async )?def {name}\(", (PAGE.parent / file).read_text("utf-8"), re.MULTILINE)
