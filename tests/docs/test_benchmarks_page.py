"""docs/benchmarks.md is what its writer makes of the recorded figures; nothing is installed or measured here."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.peers.page import COLUMNS, PAGE, RESULTS, text
from benchmarks.peers.sides import SIDES


def recorded() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RESULTS.read_text("utf-8"))
    return found


def test_the_page_is_made_of_the_recorded_figures() -> None:
    assert PAGE.read_text("utf-8") == text(recorded())


def test_every_side_and_every_column_was_measured() -> None:
    sides = recorded()["sides"]
    assert set(sides) == {side.name for side in SIDES}
    assert all(key in figures for figures in sides.values() for _, key, _ in COLUMNS)


def test_what_a_side_does_not_have_is_a_dash_and_ours_are_bold() -> None:
    figures: dict[str, Any] = {key: None for _, key, _ in COLUMNS}
    sides = {"tollkeeper": figures | {"wheel": 2048, "fields": 16}}
    line = next(
        line for line in text({**recorded(), "sides": sides}).splitlines() if line.startswith("| **tollkeeper (ours)**")
    )
    assert line.count("| - ") == len(COLUMNS) - 1
    assert "| 2 |" in line
