"""Every state of a release, whether it holds, and what says so. Changes nothing."""

from __future__ import annotations

import argparse

from trueline.errors import TruelineError
from trueline.release.git import Git
from trueline.release.loading import PROOFS, load_proof
from trueline.release.lockstep import version_at
from trueline.release.project import Project
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet


def execute(project: Project, _arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release status``."""
    return run(project, say)


def run(project: Project, _say: Say = quiet) -> StepResult:
    """A line for each state of the version that the document has, and what comes next."""
    version = version_at(project, "HEAD")
    every_state = states(project, version)
    width = max(len(state.name) for state in State)
    lines = [f"{project.distribution} {version}, at {Git(project.root).head()[:12]} on {Git(project.root).branch()}"]
    for evidence in every_state:
        counted = f"{evidence.done}/{evidence.total}" if evidence.total else ""
        mark = "yes" if evidence.holds else "no "
        lines.append(f"  {mark}  {evidence.state.name:<{width}} {counted:>4}  {evidence.detail}")
    missing = next((one.state for one in every_state if not one.holds and one.state is not State.PLANNED), None)
    step = PROOFS[missing] if missing else "plan"
    lines.append(f"next: trueline release {step}")
    return StepResult("status", version, tuple(lines), already=missing is None)


def states(project: Project, version: str) -> tuple[Evidence, ...]:
    """The evidence for every state. A state that can't be looked at now does not hold, and says why."""
    return tuple(_evidence(project, version, state) for state in State)


def _evidence(project: Project, version: str, state: State) -> Evidence:
    try:
        return load_proof(state).evidence(project, version)
    except TruelineError as error:
        return Evidence(state, holds=False, detail=error.what.splitlines()[0])
