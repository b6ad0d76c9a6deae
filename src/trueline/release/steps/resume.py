"""Go on from what is true: ask every state for its evidence, and do what is missing, in order."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import cast

from trueline.errors import Where
from trueline.release.errors import GateError, PreconditionError
from trueline.release.loading import PROOFS, load_proof, load_step
from trueline.release.project import Project
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet
from trueline.release.steps import announce, confirm, publish, tag

_STATES = tuple(state for state in State if state.number >= State.GATED.number)


def execute(project: Project, arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release resume``."""
    return run(project, say, installers=arguments.installer)


def run(project: Project, say: Say = quiet, *, installers: Sequence[str] = ()) -> StepResult:
    """Do every step whose state does not hold. Raises what they raise, and ``PreconditionError`` before ``prepare``."""
    version = _version(project)
    prepared = load_proof(State.PREPARED).evidence(project, version)
    if not prepared.holds:
        cure = "Start with `trueline release plan` and `trueline release prepare`."
        raise PreconditionError(f"there is no release to go on with: {prepared.detail}", cure=cure)
    lines: list[str] = []
    for state in _STATES:
        evidence = load_proof(state).evidence(project, version)
        if not evidence.holds:
            say(f"{state.name}: {evidence.detail}")
            _steps(project, say, installers)[state]()
            evidence = load_proof(state).evidence(project, version)
            if not evidence.holds:
                raise _stuck(project, evidence)
        lines.append(str(evidence))
    return StepResult("resume", version, tuple(lines), state=State.ANNOUNCED)


def _stuck(project: Project, evidence: Evidence) -> GateError:
    """A step that succeeded, and whose state does not hold: it looked at another commit than the one of the release."""
    what = f"`{PROOFS[evidence.state]}` ran, but the release is not {evidence.state.value}: {evidence.detail}"
    cure = "Check out the commit that the message names (`git switch --detach COMMIT`), and run `resume` there."
    return GateError(what, where=Where(str(project.root)), cure=cure)


def _steps(project: Project, say: Say, installers: Sequence[str]) -> Mapping[State, Callable[[], object]]:
    """How each state is reached."""
    earlier = (State.GATED, State.BUILT, State.VERIFIED, State.REHEARSED)
    ours: dict[State, Callable[[], object]] = {
        State.TAGGED: partial(tag.run, project, say),
        State.UPLOADED: partial(publish.run, project, say),
        State.CONFIRMED: partial(confirm.run, project, say, installers=installers),
        State.ANNOUNCED: partial(announce.run, project, say),
    }
    return {**{state: partial(_run_default, state, project, say) for state in earlier}, **ours}


def _run_default(state: State, project: Project, say: Say) -> None:
    """A step without arguments of its own."""
    load_step(PROOFS[state]).execute(project, argparse.Namespace(), say)


def _version(project: Project) -> str:
    """The version of the generated SDK: ``prepare`` keeps it in lockstep with the document."""
    path = project.sdk_path / "pyproject.toml"
    try:
        document = tomllib.loads(path.read_text("utf-8"))
        return str(cast("dict[str, object]", document["project"])["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise PreconditionError("the SDK was not generated", where=Where(str(path)), cure="Generate it.") from error
