"""What has to hold before each step of a release: one table, which every step consults before it does anything.

A state counts if its evidence names this commit and these files (``trueline.release.states``). What is missing stops
the step with exit code 5; checks, and they alone, can be waived with a reason, which the release then carries with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trueline.errors import UsageError, Where
from trueline.release.errors import GateError
from trueline.release.git import Git
from trueline.release.loading import PROOFS, load_proof
from trueline.release.lockstep import tagged_commit, version_at
from trueline.release.manifest import intact_manifest, read_manifest
from trueline.release.project import Project
from trueline.release.states import State
from trueline.release.waivers import Waiver, recorded
from trueline.release.wheel import Built, built

_CLEAN = "CLEAN"
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Need:
    """What a step needs. ``clean``: nothing in the checkout may be uncommitted.

    ``asks``: a waiver has to be given to this very step, for what it does can't be taken back. To the others, the one
    that the release carries is enough.
    """

    states: tuple[State, ...] = ()
    clean: bool = False
    asks: bool = False


_READY = (State.PREPARED, State.GATED, State.BUILT, State.VERIFIED, State.REHEARSED)

#: Before which step what has to hold.
NEEDS: Mapping[str, Need] = {
    "plan": Need(),
    "prepare": Need(),
    "gate": Need(),
    "build": Need(),
    "verify": Need((State.BUILT,)),
    "rehearse": Need(),
    "tag": Need(_READY, clean=True, asks=True),
    "publish": Need((*_READY, State.TAGGED), clean=True, asks=True),
    "confirm": Need(_READY),
    "announce": Need((*_READY, State.CONFIRMED)),
}

#: What somebody may decide to go without. Everything else is what a step works on, and can't be thought away.
WAIVABLE: Mapping[str, str] = {
    _CLEAN: "a clean checkout",
    State.GATED.name: "passed gates",
    State.VERIFIED.name: "verified files",
    State.REHEARSED.name: "a rehearsal",
}

#: What the steps on a rehearsal's stage do not ask for: it was, or is to be, proved where the release is.
_OFF_STAGE = frozenset({State.GATED, State.VERIFIED, State.REHEARSED})


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that does not hold: its name, what was looked at, the command that mends it."""

    name: str
    detail: str
    command: str


def require(project: Project, step: str, *, waive: str | None = None) -> Waiver | None:
    """Refuse a step that something is missing for, or answer the waiver to write down, None where nothing is missing.

    Raises ``GateError`` (exit code 5) with everything that is missing, ``ReleaseDriftError`` for built files that
    changed, ``UsageError`` for a waiver without a reason.
    """
    if waive is not None and not waive.strip():
        raise UsageError("--waive needs a reason", cure="Say in one sentence why the release goes on without it.")
    need = NEEDS[step]
    if State.BUILT in need.states and read_manifest(project) is not None:
        intact_manifest(project)
    version = _version(project)
    missing = _missing(project, need, version)
    if missing and waive is None and not need.asks:
        carried = recorded(project, version)
        missing = [one for one in missing if not any(one.name in waiver.states for waiver in carried)]
    if not missing:
        return None
    if waive is None or any(one.name not in WAIVABLE for one in missing):
        raise _refusal(project, step, version, missing)
    return Waiver(tuple(one.name for one in missing), " ".join(waive.split()))


def require_build(project: Project, step: str) -> Built:
    """The built files that a step works on, intact and in lockstep. Raises what ``built`` and ``require`` raise."""
    if read_manifest(project) is None:
        require(project, step)
    return built(project)


def without(waiver: Waiver) -> str:
    """A waiver as a sentence of the changelog, the tag and the notes."""
    *first, last = (WAIVABLE[name] for name in waiver.states)
    return f"released without {', '.join(first)}{' and ' if first else ''}{last}"


def _version(project: Project) -> str:
    manifest = read_manifest(project)
    return manifest.version if manifest else version_at(project, "HEAD")


def _missing(project: Project, need: Need, version: str) -> list[Missing]:
    missing: list[Missing] = []
    if need.clean and (changes := Git(project.root).changes()):
        more = f" and {len(changes) - _SHOWN} more" if len(changes) > _SHOWN else ""
        what = f"not committed: {', '.join(line[3:] for line in changes[:_SHOWN])}{more}"
        missing.append(Missing(_CLEAN, what, "git stash --include-untracked"))
    for state in need.states:
        if project.on_stage and state in _OFF_STAGE:
            continue
        evidence = load_proof(state).evidence(project, version)
        if not evidence.holds:
            missing.append(Missing(state.name, evidence.detail, f"trueline release {PROOFS[state]}"))
    return missing


def _refusal(project: Project, step: str, version: str, missing: list[Missing]) -> GateError:
    commit = tagged_commit(project, version) or Git(project.root).head()
    lines = "".join(f"\n  {one.name}: {one.detail}" for one in missing)
    commands = ", ".join(f"`{command}`" for command in dict.fromkeys(one.command for one in missing))
    cure = f"Run {commands}, then `trueline release {step}` again."
    if Git(project.root).head() != commit:
        cure = f"Check out the commit of this release: `git switch --detach {commit[:12]}`. {cure}"
    if all(one.name in WAIVABLE for one in missing) and NEEDS[step].asks:
        cure += " To go on without it, add --waive REASON: changelog, tag and notes will show the reason."
    what = f"`{step}` can't run for {version} yet. Missing for the commit {commit[:12]}:{lines}"
    return GateError(what, where=Where(str(project.root)), cure=cure)
