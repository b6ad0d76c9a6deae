"""Take a version out of use: say how, check on the index that it happened, and write it into the changelog.

Yanking (PEP 592) is done on the page of the index, by a person who is signed in: no upload API can do it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from packaging.version import InvalidVersion, Version

from trueline.errors import UsageError, Where
from trueline.release.errors import PartialError, PreconditionError
from trueline.release.files import write_whole
from trueline.release.index import File, IndexReader, simple_url
from trueline.release.journal import record
from trueline.release.notes import mark_yanked, section
from trueline.release.project import Index, Project
from trueline.release.step import Say, StepResult, quiet
from trueline.release.steps.publish import chosen


def execute(project: Project, arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release yank``."""
    return run(project, arguments.version, arguments.reason, say, indexes=chosen(project, arguments.index))


def run(project: Project, version: str, reason: str, say: Say = quiet, *, indexes: Sequence[Index] = ()) -> StepResult:
    """Check that a version is yanked everywhere, and write the changelog.

    Raises ``PartialError`` with the steps for a person while one is not, ``PreconditionError`` for a version that no
    index has, ``UsageError`` for a text that is not a version.
    """
    wanted = _version(version)
    indexes = tuple(indexes) or project.indexes
    files = {index.name: _files(project, index, wanted) for index in indexes}
    open_on = [index for index in indexes if not all(file.yanked for file in files[index.name])]
    if open_on:
        raise _runbook(project, str(wanted), reason, open_on)
    say(f"{wanted} is yanked from {', '.join(files)}")
    written = _write(project, str(wanted), reason)
    if written:
        record(project, str(wanted), "yank", "yanked, and in the changelog")
    line = f"{project.changelog} says so now: commit it" if written else f"{project.changelog} says so already"
    return StepResult("yank", str(wanted), (f"{wanted} is yanked from {', '.join(files)}", line), already=not written)


def _version(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion:
        raise UsageError(f"{text!r} is not a version", cure="Write it as the index shows it, such as 1.4.0.") from None


def _files(project: Project, index: Index, version: Version) -> tuple[File, ...]:
    with IndexReader(index) as reader:
        files = reader.listing(project.distribution).of(version)
    if not files:
        raise PreconditionError(
            f"the index {index.name} has no {project.distribution} {version}", where=Where(simple_url(index))
        )
    return files


def _runbook(project: Project, version: str, reason: str, indexes: Sequence[Index]) -> PartialError:
    names = ", ".join(index.name for index in indexes)
    steps = (
        f"1. Sign in to {names} as an owner of {project.distribution}.",
        f"2. Project {project.distribution}, Manage, Releases, {version}, Options, Yank. Reason: {reason}",
        "3. Do not delete it: who pinned it keeps it, and the names of its files would be burnt.",
        "4. Run this command again: it checks what the index says, and writes the changelog.",
        "5. Release the next version with `trueline release plan`; tell your users which one to take.",
    )
    return PartialError(f"{version} is not yanked from {names} yet", cure="\n  ".join(steps))


def _write(project: Project, version: str, reason: str) -> bool:
    path = project.changelog_path
    text = path.read_text("utf-8") if path.is_file() else ""
    if section(text, version) is None:
        raise PreconditionError(f"it has no section {version}", where=Where(str(path)), cure="Add one by hand.")
    marked = mark_yanked(text, version, reason)
    if marked == text:
        return False
    write_whole(path, marked.encode())
    return True
