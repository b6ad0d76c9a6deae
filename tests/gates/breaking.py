"""Helpers to break a checkout and to read what a gate said about it."""

from __future__ import annotations

from pathlib import Path

from trueline.gates.result import GateResult


def replace(path: Path, old: str, new: str) -> None:
    """Replace the first occurrence of a text that must be there."""
    text = path.read_text("utf-8")
    assert old in text, f"{path} has no {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def said(result: GateResult) -> str:
    """Everything that a gate that failed said. Every problem names a place and a cure."""
    assert not result.ok
    assert all(problem.what and problem.cure for problem in result.problems)
    return "\n".join(map(str, result.problems))
