"""What a release went on without, and why: in the journal, the tag's message, the changelog and the notes."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from trueline.diff.render import escaped
from trueline.errors import Where, printable
from trueline.release.errors import PreconditionError
from trueline.release.files import write_whole
from trueline.release.git import Git
from trueline.release.journal import read_journal, record
from trueline.release.manifest import read_manifest
from trueline.release.notes import section, with_remark
from trueline.release.project import Project

_STATES, _REASON = "Waived", "Waived-Reason"


@dataclass(frozen=True, slots=True)
class Waiver:
    """The names of what did not hold, and the reason for going on, in one line."""

    states: tuple[str, ...]
    reason: str

    @property
    def trailers(self) -> str:
        """The end of the tag's message, in the form that git reads back."""
        return f"{_STATES}: {', '.join(self.states)}\n{_REASON}: {printable(self.reason, len(self.reason))}"


def recorded(project: Project, version: str) -> tuple[Waiver, ...]:
    """The waivers that a release carries: those of its tag, and those of the journal for the files in ``dist``."""
    return tuple(dict.fromkeys((*_of_tag(project, version), *_of_journal(project, version))))


def refuse_nowhere(project: Project) -> None:
    """Raise ``PreconditionError`` where a waiver could not be written into the changelog: no branch would keep it."""
    if not Git(project.root).branch():
        cure = f"git switch {project.branch}. It writes the reason into {project.changelog}, in a commit of its own."
        raise PreconditionError("--waive needs a branch, and none is checked out", where=Where("--waive"), cure=cure)


def write_waiver(project: Project, version: str, step: str, waiver: Waiver, sentence: str) -> str:
    """Write a waiver into the journal and the changelog, the latter as a commit; returns what to do with that.

    Raises ``PreconditionError`` where the changelog has no section for the version.
    """
    manifest = read_manifest(project)
    facts = {"digest": manifest.digest if manifest else "", "states": ", ".join(waiver.states)}
    record(project, version, "waive", f"{step}: {sentence}", reason=waiver.reason, **facts)
    git = Git(project.root)
    with git.worktree("HEAD") as folder:
        path = folder / project.changelog
        before = path.read_text("utf-8") if path.is_file() else ""
        if section(before, version) is None:
            cure = "Run `trueline release prepare`; it writes the section."
            raise PreconditionError(f"it has no section {version}", where=Where(project.changelog), cure=cure)
        reason = escaped(printable(waiver.reason, len(waiver.reason)))
        text = with_remark(before, version, f"**Waived:** {sentence}. Reason: {reason}")
        if text == before:
            return f"{project.changelog} says so already"
        write_whole(path, text.encode())
        commit = Git(folder).commit([project.changelog], f"{project.distribution} {version}: {sentence}")
        git.fast_forward(commit)
    return f"{project.changelog} says so in {commit[:12]}: push that commit too"


def _of_tag(project: Project, version: str) -> Generator[Waiver]:
    git, ref = Git(project.root), f"refs/tags/{project.tag(version)}"
    if git.tag_object(project.tag(version)):
        states, reason = (git.trailer(ref, key) for key in (_STATES, _REASON))
        if states:
            yield Waiver(tuple(states.split(", ")), reason)


def _of_journal(project: Project, version: str) -> Generator[Waiver]:
    manifest = read_manifest(project)
    digest = manifest.digest if manifest else ""
    for entry in read_journal(project, version):
        if entry.step == "waive" and entry == entry.sealed(version) and entry.facts.get("digest") == digest:
            yield Waiver(tuple(entry.facts["states"].split(", ")), entry.facts["reason"])
