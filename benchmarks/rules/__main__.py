"""Writes docs/rules.md from the rules of the diff: ``make rules``."""

from __future__ import annotations

from pathlib import Path

from benchmarks.rules.page import page

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Writes the page."""
    listed = (ROOT / "tests/diff/oasdiff/checks.txt").read_text("utf-8").splitlines()
    checks = [(line.split()[0], line.split()[1]) for line in listed]
    (ROOT / "docs/rules.md").write_text(page(checks), "utf-8")


if __name__ == "__main__":
    main()
