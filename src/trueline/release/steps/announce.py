"""Write the release notes: the changelog's section of this version, with hashes that a reader can check.

The page of the release is made by the workflow from this file (draft, files, undraft); nothing is sent from here.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from trueline.diff.render import escaped
from trueline.errors import TruelineError, UsageError, Where
from trueline.release.errors import VersionError
from trueline.release.files import work_folder, write_whole
from trueline.release.git import Git
from trueline.release.journal import record
from trueline.release.notes import section
from trueline.release.preconditions import require, require_build, without
from trueline.release.project import Project
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet
from trueline.release.waivers import recorded
from trueline.release.wheel import Built, built


def execute(project: Project, arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release announce``."""
    return run(project, say, output=Path(arguments.output) if arguments.output else None)


def run(project: Project, say: Say = quiet, *, output: Path | None = None) -> StepResult:
    """Write the notes.

    Raises ``GateError`` before the release is confirmed, ``VersionError`` without a section in the changelog.

    Raises ``UsageError`` where the folder of ``output`` is missing.
    """
    release = require_build(project, "announce")
    require(project, "announce")
    path, text = notes_path(project, release.version), notes(project, release)
    already = path.is_file() and path.read_bytes() == text
    if not already:
        say(f"writing the notes of {release.version}")
        work_folder(project)
        write_whole(path, text)
        record(project, release.version, "announce", "notes written", digest=release.manifest.digest)
    if output is not None:
        if not output.absolute().parent.is_dir():
            raise UsageError("there is no such folder", where=Where(str(output)))
        write_whole(output, text)
    lines = (f"the notes of {release.version} are in {path.relative_to(project.root)}", "", *text.decode().splitlines())
    return StepResult("announce", release.version, lines, already=already, state=State.ANNOUNCED)


def evidence(project: Project, version: str) -> Evidence:
    """The notes are there, and say what the changelog says."""
    try:
        release = built(project)
        holds = release.version == version and notes_path(project, version).read_bytes() == notes(project, release)
    except FileNotFoundError:
        holds = False
    except TruelineError as error:
        return Evidence(State.ANNOUNCED, holds=False, detail=error.what)
    detail = (
        f"{notes_path(project, version).name} is the changelog's section" if holds else "the notes were not written"
    )
    return Evidence(State.ANNOUNCED, holds=holds, detail=detail)


def notes_path(project: Project, version: str) -> Path:
    """Where the notes of a version are."""
    return project.work_path / f"{version}.notes.md"


def notes(project: Project, release: Built) -> bytes:
    """The notes, from the changelog as it was committed with the release: the same for everybody who makes them.

    Raises ``VersionError`` where the changelog has no section for it.
    """
    changelog = Git(project.root).show(release.manifest.commit, project.changelog)
    entry = section((changelog or b"").decode("utf-8", "replace"), release.version)
    if entry is None:
        where = Where(project.changelog)
        cure = "`trueline release prepare` writes it; the release commit has to contain it."
        raise VersionError(f"the changelog has no section {release.version}", where=where, cure=cure)
    files = sorted(release.manifest.files, key=lambda file: file.name)
    hashes = "\n".join(f"{file.sha256}  {file.name}" for file in files)
    title = f"# {project.distribution} {release.version}"
    waived = "".join(
        f"**Waived:** {without(waiver)}. Reason: {escaped(waiver.reason)}\n\n"
        for waiver in recorded(project, release.version)
    )
    return f"{title}\n\n{waived}{entry.body}\n\n### SHA-256\n\n```text\n{hashes}\n```\n".encode()
