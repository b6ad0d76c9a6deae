"""What the next release is: everything between the last tag and this checkout, and the version that it asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from packaging.version import InvalidVersion, Version

from trueline.codegen.plan.version import package_version
from trueline.codegen.render import PROVENANCE
from trueline.diff import Diff, Level, Source, both, compare
from trueline.diff.changes import Changes, Spot
from trueline.diff.notice import CURE, Notice, short_notice
from trueline.diff.surface import compare_surface, raised
from trueline.errors import Where
from trueline.pipeline import Generated, generate, memory_of
from trueline.release.changelog import Entry, render
from trueline.release.checkout import checkout_at
from trueline.release.errors import PreconditionError, ReleaseDriftError, VersionError
from trueline.release.git import Git
from trueline.release.lockstep import document_version, refuse_unsayable
from trueline.release.notes import section
from trueline.release.project import Project
from trueline.release.published import cross_check, published_versions
from trueline.release.scratch import scratch
from trueline.release.step import Say, quiet
from trueline.release.versions import Known, Wish, choose, least_version
from trueline.write.lock import read_lock


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


def make_plan(project: Project, ask: Ask, say: Say = quiet) -> Plan:
    """Read-only. Raises ``VersionError``, ``PreconditionError`` where nothing changed, ``ReleaseDriftError``."""
    tags = released(project)
    base = _base(tags)
    known = _known(project, tags, base, ask, say)
    if base is None:
        diff, summary = Diff(), _first(project)
    else:
        diff, summary = _changes(project, tags[base], ask, say), ""
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
    published = frozenset[Version]() if ask.offline else published_versions(project, say)
    return Known(base, chosen, tagged | published, prepared=prepared, untagged=published - tagged)


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace") if path.is_file() else ""


def _changes(project: Project, tag: str, ask: Ask, say: Say) -> Diff:
    """Everything that changed since a tag, in the API and in the SDK made from it."""
    with checkout_at(project, tag) as old:
        say(f"comparing {project.spec} with that of {tag}")
        sides = both(_source(old), _source(project))
        _check_tag(old, tag, sides[0].sha256)
        if not ask.offline:
            cross_check(project, tag, sides[0].sha256, say)
        release = project.config.release
        diff = compare(*sides, notice=Notice(release.deprecation_days_stable, release.deprecation_days_beta))
        say("comparing the SDKs")
        new = generate(project.config.request(project.root))
        return _surface(old, project, new, diff)


def _source(project: Project) -> Source:
    request = project.config.request(project.root)
    return Source.of(request, memory_of(request))


def _check_tag(old: Project, tag: str, sha256: str) -> None:
    """The SDK that was released is the one of the document that we compare with, else the comparison means nothing."""
    lock = read_lock(old.sdk_path)
    where = Where(f"{tag}:{old.sdk}/generated.lock")
    if lock is None:
        raise PreconditionError("there is no SDK at the last tag", where=where, cure="Tags are made by `release tag`.")
    if lock.inputs.get("spec") != sha256:
        what = f"the SDK at {tag} was not made from {old.spec} at {tag}"
        cure = "Trueline did not make that release. Tag a commit whose SDK is fresh, and plan again."
        raise ReleaseDriftError(what, where=where, cure=cure)


def _surface(old: Project, project: Project, new: Generated, diff: Diff) -> Diff:
    """The changes of the API, and those of Python names that ask for more: they can only raise the level."""
    with scratch("plan") as folder:
        package = Path(folder) / project.package
        for path, data in new.files.items():
            if path.startswith(f"{project.config.package_path}/"):
                target = Path(folder) / path.removeprefix("src/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        surface = compare_surface(old.sdk_path / old.config.package_path, package)
    both_diffs = raised(diff, surface)
    return both_diffs if both_diffs.changes else _bytes(old, project, new)


def _bytes(old: Project, project: Project, new: Generated) -> Diff:
    """Other bytes of the same API and the same names: a change of templates or runtime that users can't see."""
    before = read_lock(old.sdk_path)
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in new.files.items()}
    root = project.config.package_path
    skipped = {f"{root}/{PROVENANCE}", f"{root}/_version.py"}
    then: Mapping[str, str] = before.files if before else {}
    changed = {path for path, _ in hashes.items() ^ then.items()} - skipped
    if not changed:
        return Diff()
    count = "1 file differs" if len(changed) == 1 else f"{len(changed)} files differ"
    changes = Changes()
    changes.add("sdk-generated-again", Spot("api", "the SDK"), new=new.inputs["trueline"], count=count)
    return changes.diff()


def _first(project: Project) -> str:
    new = generate(project.config.request(project.root))
    counts = new.report.in_sdk
    return f"The first release: {counts.operations} operations and {counts.schemas} schemas of the API."


def _nothing(diff: Diff) -> str:
    return "" if diff.changes else "The same API, released again."
