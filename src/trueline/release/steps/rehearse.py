"""Take a release through everything that follows, on this machine: a real index, a remote, installations by name.

Built files of the commit that is to be released are rehearsed as they are, and the record that names their hashes is
what ``publish`` asks for. Without such files the whole way is rehearsed, from ``plan`` on: that proves the way, and no
files.
"""

from __future__ import annotations

import argparse
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from trueline.errors import UsageError, Where
from trueline.release.git import Git
from trueline.release.journal import proof, record
from trueline.release.lockstep import version_at
from trueline.release.manifest import Manifest, damage, manifest_of, read_manifest
from trueline.release.project import Project
from trueline.release.rehearsal.account import Account
from trueline.release.scratch import scratch
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet

_NOT_HERE = "not rehearsed: signatures and attestations, which need a person's key and the workflow's identity"


def execute(project: Project, arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release rehearse``."""
    keep = Path(arguments.keep).absolute() if getattr(arguments, "keep", "") else None
    account = Account()
    try:
        return run(project, say, keep=keep, account=account)
    finally:
        account.show(Console(stderr=True, highlight=False, soft_wrap=True))


def run(project: Project, say: Say = quiet, *, keep: Path | None = None, account: Account | None = None) -> StepResult:
    """Rehearse. Raises what the steps raise; nothing outside of a temporary folder was changed then."""
    from trueline.release.rehearsal.play import play  # noqa: PLC0415 - whether files were rehearsed is asked without it

    account = Account() if account is None else account
    version = version_at(project, "HEAD")
    manifest = ready(project, version)
    with _folder(keep) as folder:
        released = play(project, folder, version, manifest, (account, say))
    seconds = f"in {account.seconds:.0f} s"
    if manifest is None:
        line = (
            f"rehearsed the whole way to {project.distribution} {released} {seconds}; build it, and rehearse its files"
        )
        return StepResult("rehearse", released, (line, _NOT_HERE))
    facts = {"digest": manifest.digest, "commit": manifest.commit}
    record(project, version, "rehearse", f"released on this machine {seconds}", **facts)
    line = f"rehearsed these files of {project.distribution} {version} {seconds}: digest {manifest.digest[:12]}"
    return StepResult("rehearse", version, (line, _NOT_HERE), state=State.REHEARSED)


def evidence(project: Project, version: str) -> Evidence:
    """A record of a rehearsal that names these hashes."""
    if (manifest := manifest_of(project, version)) is None:
        return Evidence(State.REHEARSED, holds=False, detail=f"dist has no build of {version}")
    entry = proof(project, version, "rehearse", digest=manifest.digest, commit=manifest.commit)
    if entry is None:
        return Evidence(State.REHEARSED, holds=False, detail=f"no record that {manifest.digest[:12]} was rehearsed")
    return Evidence(State.REHEARSED, holds=True, detail=f"digest {manifest.digest[:12]} at {entry.at}")


def ready(project: Project, version: str) -> Manifest | None:
    """The built files, if they are those of what is checked out: work after a release is the next one's."""
    manifest = read_manifest(project)
    if manifest is None or (manifest.version, manifest.commit) != (version, Git(project.root).head()):
        return None
    return None if damage(project, manifest) else manifest


@contextmanager
def _folder(keep: Path | None) -> Generator[Path]:
    """A temporary folder, or one that stays; made with a name that installers and git take."""
    if keep is None:
        with scratch("rehearsal") as name:
            yield Path(name)
        return
    if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise UsageError("it is not an empty folder", where=Where(str(keep)), cure="Name one that is not there.")
    keep.mkdir(parents=True, exist_ok=True)
    yield keep
