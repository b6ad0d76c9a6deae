"""Compare this checkout with the last release: the changes, the version they ask for, the changelog. Writes nothing."""

from __future__ import annotations

import argparse

from trueline.diff import Level
from trueline.release.errors import ReleaseError
from trueline.release.lockstep import tagged_commit
from trueline.release.planning import Ask, Plan, make_plan
from trueline.release.project import Project
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet
from trueline.release.versions import Wish


def asked(arguments: argparse.Namespace) -> Ask:
    """What the command line asks for."""
    wish = Wish(arguments.pre, arguments.version, arguments.waive)
    return Ask(wish, rebuild=arguments.rebuild, offline=arguments.offline)


def execute(project: Project, arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release plan``."""
    return run(project, asked(arguments), say)


def run(project: Project, ask: Ask | None = None, say: Say = quiet) -> StepResult:
    """The plan for people: the version and why, then the section of the changelog as ``prepare`` will write it."""
    plan = make_plan(project, ask or Ask(), say)
    lines = (summary(plan), f"{project.changelog} will say:", "", *plan.changelog.splitlines())
    return StepResult("plan", str(plan.version), lines, state=State.PLANNED)


def summary(plan: Plan) -> str:
    """The version, and what it follows from."""
    if plan.base is None:
        return f"{plan.version}: the first release"
    counted = [(level, sum(c.sdk is level for c in plan.diff.changes)) for level in reversed(Level) if level]
    changes = ", ".join(f"{number} {level.word}" for level, number in counted if number) or "nothing changed"
    waived = f", waived from {plan.least}" if plan.entry.waiver else ""
    return f"{plan.version}{waived}: {plan.diff.level.word} since {plan.base} ({changes})"


def evidence(project: Project, version: str) -> Evidence:
    """A plan can be made, for the checkout differs from the last release; or the version is released."""
    if tagged_commit(project, version):
        return Evidence(State.PLANNED, holds=True, detail=f"{version} is tagged")
    try:
        plan = make_plan(project, Ask(offline=True))
    except ReleaseError as error:
        return Evidence(State.PLANNED, holds=False, detail=error.what)
    return Evidence(State.PLANNED, holds=True, detail=summary(plan))
