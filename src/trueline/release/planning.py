"""What the next release is: everything between the last tag and this checkout, and the version that it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from trueline.codegen.plan.version import package_version
from trueline.diff import Diff, Level
from trueline.diff.notice import CURE, short_notice
from trueline.errors import Where
from trueline.release.changelog import Entry, render
from trueline.release.errors import PreconditionError, VersionError
from trueline.release.git import Git
from trueline.release.lockstep import document_version, refuse_unsayable
from trueline.release.notes import section
from trueline.release.project import Project
from trueline.release.step import Say, quiet
from trueline.release.versions import Known, Wish, choose, least_version

if TYPE_CHECKING:
    from trueline.pipeline import Generated


@dataclass(frozen=True, slots=True)
class Ask:
    """How to plan. ``rebuild``: release although nothing changed; ``offline``: ask no index and no remote."""

    wish: Wish = field(default_factory=Wish)
    rebuild: bool = False
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The next release. ``base`` is the version that it is compared with, ``tag`` its tag; None for the first one."""

    version: Version
    base: Version | None
    tag: str | None
    diff: Diff
    least: Version
    entry: Entry
    instead: str = ""
    """A version that was prepared and never tagged: its section of the changelog is replaced."""

    @property
    def changelog(self) -> str:
        """The section that ``prepare`` will write."""
        return render(self.entry)


def make_plan(project: Project, ask: Ask, say: Say = quiet, generated: Generated | None = None) -> Plan:
    """Read-only. ``generated``: the SDK, where it was generated already.

    Raises ``VersionError``, ``PreconditionError`` where nothing changed, ``ReleaseDriftError``.
    """
    # what is released, and what was asked for, is read without all that compares
    from trueline.release.comparing import changes_since, first_release  # noqa: PLC0415

    tags = released(project)
    base = _base(tags)
    known = _known(project, tags, base, ask, say)
    if base is None:
        diff, summary = Diff(), first_release(project, generated)
    else:
        diff, summary = changes_since(project, tags[base], say, generated, offline=ask.offline), ""
    _refuse_short_notice(project, diff)
    level = diff.level
    if base is not None and level is Level.NONE and not ask.rebuild and not _promotes(base, ask):
        cure = "Nothing to release. To publish the same API again (say, with another dependency), add --rebuild."
        what = f"nothing changed since {tags[base]}: API and generated files are the same"
        raise PreconditionError(what, where=Where(project.spec), cure=cure)
    version = choose(known, level, ask.wish)
    least = version if base is None else least_version(base, level)
    waiver = ask.wish.waive if Version(version.base_version) < least else ""
    today = datetime.now(UTC).date().isoformat()
    entry = Entry(str(version), today, diff.changes, summary or _nothing(diff), waiver)
    instead = str(known.document) if known.document and known.document != base else ""
    return Plan(version, base, tags[base] if base else None, diff, least, entry, instead)


def _refuse_short_notice(project: Project, diff: Diff) -> None:
    """A deprecation that gives less notice than the settings ask for is not released."""
    if short := list(short_notice(diff.changes)):
        first, more = short[0], f" (and {len(short) - 1} more)" if short[1:] else ""
        raise PreconditionError(f"{first.sentence}{more}", where=Where(project.spec, first.new), cure=CURE)


def released(project: Project) -> dict[Version, str]:
    """The tags of releases that this checkout contains, by version."""
    tags: dict[Version, str] = {}
    for tag in Git(project.root).tags(project.config.tag_prefix):
        try:
            tags[Version(tag.removeprefix(project.config.tag_prefix))] = tag
        except InvalidVersion:
            continue  # another project's tag with the same beginning
    return tags


def _base(tags: Mapping[Version, str]) -> Version | None:
    """What is compared with: the last final release, for users come from there; without one, the last pre-release."""
    final = [version for version in tags if not version.is_prerelease]
    return max(final or tags, default=None)


def _promotes(base: Version, ask: Ask) -> bool:
    """``1.0.0rc1`` becomes ``1.0.0`` without any change."""
    return base.is_prerelease and not ask.wish.pre


def _known(project: Project, tags: Mapping[Version, str], base: Version | None, ask: Ask, say: Say) -> Known:
    refuse_unsayable(project)
    document = Version(package_version(document_version(project)))
    if base is not None and document < base:
        own = project.config.version_file
        what = f"{'the version' if own else 'info.version'} is {document}, and {base} is released"
        cure = f"Write {base}: plan finds the next."
        if not own:
            cure += ' If a framework writes the document, give the SDK a version of its own: version_file = "..."'
        raise VersionError(what, where=Where(project.version_place, None if own else "/info/version"), cure=cure)
    chosen = None if document in tags else document
    prepared = section(_text(project.changelog_path), str(document)) is not None
    tagged = frozenset(tags)
    published = frozenset[Version]()
    if not ask.offline:
        from trueline.release.published import published_versions  # noqa: PLC0415 - it loads what asks an index

        published = published_versions(project, say)
    return Known(base, chosen, tagged | published, prepared=prepared, untagged=published - tagged)


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace") if path.is_file() else ""


def _nothing(diff: Diff) -> str:
    return "" if diff.changes else "The same API, released again."
