"""Upload to every configured index what it does not have, file by file, by hash."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from trueline.errors import TruelineError, Where
from trueline.release.errors import PreconditionError
from trueline.release.index import (
    Credentials,
    IndexReader,
    Patience,
    Standing,
    deliver,
    is_local,
    look,
    simple_url,
    standing,
)
from trueline.release.journal import proof, record
from trueline.release.manifest import BuiltFile, read_manifest
from trueline.release.project import Index, Project
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet
from trueline.release.steps import tag
from trueline.release.wheel import Built, built


def execute(project: Project, arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release publish``."""
    return run(project, say, indexes=chosen(project, arguments.index))


def chosen(project: Project, names: Sequence[str]) -> tuple[Index, ...]:
    """The indexes of these names, or all. Raises ``UsageError`` for a name that is not configured."""
    return tuple(project.index(name) for name in names) or project.indexes


def run(
    project: Project,
    say: Say = quiet,
    *,
    indexes: Sequence[Index] = (),
    patience: Patience | None = None,
    credentials: Credentials | None = None,
) -> StepResult:
    """Bring the built files to the indexes.

    Raises ``PreconditionError`` without a pushed tag, without a rehearsal of these very files, or for a release that is
    too old; ``ConflictError`` for other bytes; ``PartialError`` where ``resume`` helps.
    """
    made = built(project)
    indexes = tuple(indexes) or project.indexes
    _refuse_untagged(project, made)
    lines: list[str] = []
    uploads = 0
    for index in indexes:
        _refuse_unrehearsed(project, made, index)
        say(f"publishing {made.version} to {index.name}")
        with IndexReader(index, credentials) as reader:
            delivered = deliver(
                reader, project.distribution, made.version, project.dist_path, made.manifest.files, patience
            )
        sent = [file for file in delivered if file.how != Standing.EQUAL.value]
        uploads += len(sent)
        if sent:
            record(
                project, made.version, "publish", f"on {index.name}", **{file.name: file.sha256 for file in delivered}
            )
        lines += [f"{index.name}: {file.name} {file.how}" for file in delivered]
    there = ", ".join(index.name for index in indexes)
    summary = f"{made.version} is on {there}: {uploads} files uploaded, {len(lines) - uploads} there already"
    return StepResult("publish", made.version, (summary, *lines), already=not uploads, state=State.UPLOADED)


def evidence(project: Project, version: str) -> Evidence:
    """Every index lists every built file with its hash."""
    manifest = read_manifest(project)
    if manifest is None or manifest.version != version:
        return Evidence(State.UPLOADED, holds=False, detail="nothing was built here to compare the index with")
    total = len(manifest.files) * len(project.indexes)
    try:
        counts = [_there(project, index, version, manifest.files) for index in project.indexes]
    except TruelineError as error:
        return Evidence(State.UPLOADED, holds=False, detail=error.what, total=total)
    detail = ", ".join(
        f"{index.name} {count}/{len(manifest.files)}" for index, count in zip(project.indexes, counts, strict=True)
    )
    return Evidence(State.UPLOADED, holds=sum(counts) == total, detail=detail, done=sum(counts), total=total)


def _there(project: Project, index: Index, version: str, files: Sequence[BuiltFile]) -> int:
    with IndexReader(index) as reader:
        listing = look(reader, project.distribution, version, files)
    return sum(standing(file, listing) is Standing.EQUAL for file in files)


def _refuse_untagged(project: Project, made: Built) -> None:
    found = tag.evidence(project, made.version)
    if not found.holds:
        cure = "Run `trueline release tag`: what an upload was made from has to be named before it."
        raise PreconditionError(f"the release is not tagged: {found.detail}", where=Where(str(project.root)), cure=cure)


def _refuse_unrehearsed(project: Project, made: Built, index: Index) -> None:
    """An index on this machine is a rehearsal itself."""
    if not is_local(index) and not proof(project, made.version, "rehearse", digest=made.manifest.digest):
        cure = "Run `trueline release rehearse`; it takes these files through everything that follows, on this machine."
        what = f"nobody rehearsed the release of these very files to {index.name}"
        raise PreconditionError(what, where=Where(simple_url(index)), cure=cure)
