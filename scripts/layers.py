"""Writes docs/layers.md from the contracts of import-linter: ``make layers``."""

from __future__ import annotations

from pathlib import Path

from tollkeeper_gates.layers_page import PAGE, page

ROOT = Path(__file__).parents[1]
(ROOT / PAGE).write_text(page(ROOT / "pyproject.toml"), "utf-8")
