"""The steps of a release, in order. Each finds out what is true, does what is missing, and may be run again.

A step is a module of this package with

- ``execute(project, arguments, say) -> StepResult``: what ``trueline release NAME`` calls, with the parsed arguments;
- ``run(project, ...) -> StepResult``: the same with typed arguments, for other steps and for tests;
- ``evidence(project, version) -> Evidence``: whether its state holds, found out without changing anything.

Modules are loaded when they are needed.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

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
    """What a module of this package offers."""

    def execute(self, project: Project, arguments: argparse.Namespace, say: Say) -> StepResult: ...


class Provable(Protocol):
    """The part of a step that ``status`` and ``resume`` ask."""

    def evidence(self, project: Project, version: str) -> Evidence: ...


#: Which module proves which state.
PROOFS: dict[State, str] = {
    State.PLANNED: "plan",
    State.PREPARED: "prepare",
    State.GATED: "gate",
    State.BUILT: "build",
    State.VERIFIED: "verify",
    State.REHEARSED: "rehearse",
    State.TAGGED: "tag",
    State.UPLOADED: "publish",
    State.CONFIRMED: "confirm",
    State.ANNOUNCED: "announce",
}


def load_step(name: str) -> Step:
    """The module of a step."""
    return cast("Step", importlib.import_module(f"trueline.release.steps.{name.replace('-', '_')}"))


def load_proof(state: State) -> Provable:
    """The module that proves a state."""
    return cast("Provable", importlib.import_module(f"trueline.release.steps.{PROOFS[state]}"))
