"""Run everything that must hold before something is built, and keep a record that names the commit and its tree.

First whether the SDK is what its document says (that needs no configuration), then the configured commands.
"""

from __future__ import annotations

import argparse
import hashlib
import shlex
import time
from typing import TYPE_CHECKING

from trueline.errors import Where
from trueline.gates.checkout import Checkout
from trueline.gates.docs import docs
from trueline.gates.hand_edit import hand_edit
from trueline.gates.result import GateResult
from trueline.gates.stale import stale
from trueline.release.commands import run as run_command
from trueline.release.errors import GateError, PreconditionError, ReleaseDriftError
from trueline.release.files import work_folder, write_whole
from trueline.release.git import Git
from trueline.release.journal import Entry, proof, record
from trueline.release.lockstep import tagged_commit, version_at
from trueline.release.project import Project
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet

if TYPE_CHECKING:
    from trueline.pipeline import Generated

_SHOWN = 5


def execute(project: Project, _arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release gate``."""
    return run(project, say)


def run(project: Project, say: Say = quiet) -> StepResult:
    """Raises ``PreconditionError`` for a dirty tree, ``ReleaseDriftError`` for a stale or edited SDK, ``GateError``."""
    git = Git(project.root)
    refuse_dirty(git)
    commit = git.head()
    version = version_at(project, commit)
    if _passed(project, version, commit):
        return StepResult("gate", version, (f"the gates passed for {commit[:12]} before",), already=True)
    refuse_drift(project)
    seconds = {command: _gate(project, command, say) for command in project.gates}
    if git.head() != commit or git.changes():
        cure = "Gates must not write files. See `git status`, then commit or ignore what this one wrote."
        raise GateError("a gate changed the checkout", where=Where(str(project.root)), cure=cure)
    took = {command: f"{taken:.0f} s" for command, taken in seconds.items()}
    what = {"commit": commit, "tree": git.tree(commit), "gates": gates_digest(project)}
    record(project, version, "gate", "passed", **what, **took)
    lines = (_summary(commit, len(took)), *(f"{command}: {time}" for command, time in took.items()))
    return StepResult("gate", version, lines, state=State.GATED)


def evidence(project: Project, version: str) -> Evidence:
    """A record that these gates passed for the tree of the version's commit: of its tag, or of what is checked out."""
    commit = tagged_commit(project, version) or Git(project.root).head()
    entry = _passed(project, version, commit)
    if entry is None:
        return Evidence(State.GATED, holds=False, detail=f"no record that the gates passed for {commit[:12]}")
    return Evidence(State.GATED, holds=True, detail=f"passed for {commit[:12]} at {entry.at}")


def _passed(project: Project, version: str, commit: str) -> Entry | None:
    return proof(project, version, "gate", tree=Git(project.root).tree(commit), gates=gates_digest(project))


def _summary(commit: str, count: int) -> str:
    """Without a configured command, what was looked at all the same."""
    if not count:
        return f"the SDK of {commit[:12]} is what its document says; no other gate is configured"
    return f"{count} gate{'s' * (count > 1)} passed for {commit[:12]}"


def refuse_dirty(git: Git) -> None:
    """Raise ``PreconditionError`` where something is not committed."""
    if changes := git.changes():
        shown = "\n".join(f"  {line}" for line in changes[:_SHOWN])
        more = f"\n  and {len(changes) - _SHOWN} more" if len(changes) > _SHOWN else ""
        what = f"the checkout has changes that are not committed:\n{shown}{more}"
        cure = "Commit them, stash them (`git stash --include-untracked`), or add them to .gitignore."
        raise PreconditionError(what, where=Where(str(git.root)), cure=cure)


def refuse_drift(project: Project) -> Generated:
    """The SDK, generated. Raises ``ReleaseDriftError`` where that or its page is not what is there."""
    checkout = Checkout(project.root)
    _raise_for(hand_edit(checkout))
    _raise_for(stale(checkout))
    _raise_for(docs(checkout))
    return checkout.generated


def _raise_for(result: GateResult) -> None:
    if result.ok:
        return
    first = result.problems[0]
    more = "".join(f"\n  {problem.where}: {problem.what}" for problem in result.problems[1:_SHOWN])
    raise ReleaseDriftError(first.what + more, where=Where(first.where), cure=first.cure)


def _gate(project: Project, command: str, say: Say) -> float:
    """Run one command; returns how long it took, in seconds. All that it printed is kept in ``.release``."""
    say(f"running {command}")
    start = time.monotonic()
    done = run_command(shlex.split(command), cwd=project.root)
    name = hashlib.sha256(command.encode()).hexdigest()[:8]
    log = work_folder(project) / f"gate-{name}.log"
    write_whole(log, done.text.encode())
    if done.code:
        what = f"{command} failed with exit code {done.code}:\n{done.tail()}"
        cure = f"Fix it, commit, and run this again. All that it printed: {log.relative_to(project.root)}"
        raise GateError(what, cure=cure)
    return time.monotonic() - start


def gates_digest(project: Project) -> str:
    """The commands that a record is for. Other commands are other gates: a record of fewer is none."""
    return hashlib.sha256("\n".join(project.gates).encode()).hexdigest()[:16]
