"""Upload to every configured index what it does not have, file by file, by hash."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from trueline.errors import TruelineError
from trueline.release.index import (
    Credentials,
    IndexReader,
    Patience,
    Standing,
    deliver,
    look,
    standing,
)
from trueline.release.journal import record
from trueline.release.manifest import BuiltFile, manifest_of
from trueline.release.preconditions import require, require_build, without
from trueline.release.project import Index, Project
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet
from trueline.release.waivers import refuse_nowhere, write_waiver


def execute(project: Project, arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release publish``."""
    indexes = chosen(project, arguments.index)
    if arguments.dry_run:
        return compare(project, indexes, say)
    return run(project, say, indexes=indexes, waive=arguments.waive)


def compare(project: Project, indexes: Sequence[Index], say: Say = quiet) -> StepResult:
    """What publishing would do, file by file. Raises ``ConflictError`` for other bytes, as publishing would."""
    release = require_build(project, "publish")
    lines: list[str] = []
    for index in indexes:
        say(f"comparing {release.version} with {index.name}")
        with IndexReader(index) as reader:
            listing = look(reader, project.distribution, release.version, release.manifest.files)
        lines += [f"{index.name}: {file.name} {standing(file, listing).value}" for file in release.manifest.files]
    summary = f"nothing was uploaded; no index has other bytes of {release.version}"
    return StepResult("publish", release.version, (summary, *lines), already=True)


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
    waive: str | None = None,
) -> StepResult:
    """Bring the built files to the indexes.

    Raises ``GateError`` without a pushed tag, or where a check of these very files is missing and ``waive`` is no
    reason; ``PreconditionError`` for a release that is too old; ``ConflictError`` for other bytes; ``PartialError``
    where ``resume`` helps.
    """
    release = require_build(project, "publish")
    indexes = tuple(indexes) or project.indexes
    waiver = require(project, "publish", waive=waive)
    waived: list[str] = []
    if waiver:
        refuse_nowhere(project)
        waived.append(write_waiver(project, release.version, "publish", waiver, without(waiver)))
    lines: list[str] = []
    uploads = 0
    for index in indexes:
        say(f"publishing {release.version} to {index.name}")
        with IndexReader(index, credentials) as reader:
            files = release.manifest.files
            delivered = deliver(reader, project.distribution, release.version, project.dist_path, files, patience)
        sent = [file for file in delivered if file.how != Standing.EQUAL.value]
        uploads += len(sent)
        if sent:
            hashes = {file.name: file.sha256 for file in delivered}
            record(project, release.version, "publish", f"on {index.name}", **hashes)
        lines += [f"{index.name}: {file.name} {file.how}" for file in delivered]
    there = ", ".join(index.name for index in indexes)
    summary = f"{release.version} is on {there}: {uploads} files uploaded, {len(lines) - uploads} there already"
    return StepResult("publish", release.version, (summary, *lines, *waived), already=not uploads, state=State.UPLOADED)


def evidence(project: Project, version: str) -> Evidence:
    """Every index lists every built file with its hash."""
    if (manifest := manifest_of(project, version)) is None:
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
