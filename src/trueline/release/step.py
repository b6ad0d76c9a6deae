"""What a step of a release is: what it is called with, what it answers, and what it can prove."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from trueline.release.project import Project
from trueline.release.states import Evidence, State

#: Told, line by line, what happens.
Say = Callable[[str], None]


def quiet(_line: str) -> None:
    """A ``Say`` for callers that do not listen."""


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step came to. ``already``: the evidence said that it was done before, and nothing was changed.

    ``lines`` are for people, one fact a line; the first is the summary. ``state`` is what holds now, if it is a state.
    """

    step: str
    version: str
    lines: tuple[str, ...]
    already: bool = False
    state: State | None = None


class Step(Protocol):
    """What a module of ``trueline.release.steps`` offers."""

    def execute(self, project: Project, arguments: argparse.Namespace, say: Say) -> StepResult: ...


class Provable(Protocol):
    """The part of a step that ``status``, ``resume`` and the steps after it ask."""

    def evidence(self, project: Project, version: str) -> Evidence: ...
