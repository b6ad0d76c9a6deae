"""What a gate returns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it must be: what, where (a path, a JSON pointer, a module) and what to do about it."""

    what: str
    where: str
    cure: str

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what}\n    {self.cure}"


@dataclass(frozen=True, slots=True)
class GateResult:
    """The outcome of one gate. ``ok`` is the same as having no problems."""

    name: str
    ok: bool
    problems: tuple[Problem, ...]


def result(name: str, problems: Iterable[Problem]) -> GateResult:
    """The result of a gate that found these problems."""
    listed = tuple(problems)
    return GateResult(name, not listed, listed)
