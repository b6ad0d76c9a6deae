"""docs/glossary.md: every place that it names is there, so that a word can be found in the code."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_place_of_the_glossary_is_there() -> None:
    text = (ROOT / "docs/glossary.md").read_text("utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    named = [place for row in rows for cell in row for place in re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:\.py)?)`", cell)]
    places = [place for place in named if "/" in place or place.endswith(".py")]
    assert len(places) > 20
    assert [place for place in places if not (ROOT / "src/trueline" / place).exists()] == []
