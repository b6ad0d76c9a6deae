"""Which version comes next: from the last release, the level of the changes, and what somebody asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from trueline.diff import Level
from trueline.errors import UsageError
from trueline.release.errors import VersionError

#: How pre-releases may be marked (PEP 440).
MARKS = ("a", "b", "rc")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. ``waive`` is the reason for a version below what the changes ask for."""

    pre: str = ""
    version: str = ""
    waive: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is there. ``base`` is the release that is compared with; ``document`` is the document's version, if it is
    somebody's choice and not that of a release; ``taken`` are all versions that exist anywhere. ``prepared``: the
    document's version is one that ``prepare`` wrote. ``untagged`` are those of ``taken`` that only an index has."""

    base: Version | None
    document: Version | None
    taken: frozenset[Version] = frozenset()
    prepared: bool = False
    untagged: frozenset[Version] = frozenset()


def least_version(base: Version, level: Level) -> Version:
    """The smallest final version that these changes allow. Below 1.0, breaking changes raise the minor number."""
    if base.is_prerelease:
        return Version(base.base_version)
    major, minor, micro = (*base.release, 0, 0)[:3]
    if level is Level.MAJOR and major:
        return Version(f"{major + 1}.0.0")
    if level >= Level.MINOR:
        return Version(f"{major}.{minor + 1}.0")
    return Version(f"{major}.{minor}.{micro + 1}")


def choose(known: Known, level: Level, wish: Wish) -> Version:
    """The next version. Raises ``VersionError`` for one that the changes or earlier releases forbid.

    Raises ``UsageError`` for an unknown kind of pre-release.
    """
    if wish.pre and wish.pre not in MARKS:
        raise UsageError(f"{wish.pre!r} is not a pre-release", cure=f"Use one of {', '.join(MARKS)}.")
    least = _least(known, level)
    asked = _asked(known, least, level, wish)
    chosen = asked or _free(least, wish.pre, known.taken)
    _refuse_old(known, chosen)
    return chosen


def _least(known: Known, level: Level) -> Version:
    if known.base is None:
        return Version((known.document or Version("0.1.0")).base_version)
    return least_version(known.base, level)


def _asked(known: Known, least: Version, level: Level, wish: Wish) -> Version | None:
    """The version that ``--version``, or else the document, asks for, if it does."""
    if wish.version:
        asked, place, pre = parse(wish.version), "--version", ""
    elif known.document is not None and known.document != known.base:
        asked, place, pre = known.document, "info.version", wish.pre
    else:
        return None
    if known.prepared and not wish.version and Version(asked.base_version) < least:
        return None  # more changed since it was prepared
    if known.base is not None and asked <= known.base:
        what = f"{place} asks for {asked}, and {known.base} is released"
        raise VersionError(what, cure=f"Ask for {least} or above, or for nothing: plan finds the version.")
    if Version(asked.base_version) < least and not wish.waive:
        what = f"{place} asks for {asked}, and the changes since {known.base} ({level.word}) ask for {least} at least"
        cure = (
            f"Write {least} there, or the version of {known.base}: plan finds the next one. "
            "If the level is wrong, --waive REASON goes on, and the changelog keeps the reason."
        )
        raise VersionError(what, cure=cure)
    return _free(Version(asked.base_version), pre, known.taken) if pre else asked


def _free(final: Version, pre: str, taken: Iterable[Version]) -> Version:
    """``final`` itself, or its first pre-release that nobody has."""
    if not pre:
        return final
    same = [v.pre[1] for v in taken if v.pre and v.pre[0] == pre and v.base_version == final.base_version]
    return Version(f"{final}{pre}{max(same, default=0) + 1}")


def _refuse_old(known: Known, chosen: Version) -> None:
    newer = sorted(version for version in known.taken if version >= chosen)
    if newer:
        cure = "A version must be above all that exist, yanked ones included: ask for a higher one (--version)."
        if newer[-1] in known.untagged:
            what = f"{chosen} is not above {newer[-1]}, which exists only on an index: there is no tag of it here"
            cure = f"If it is your release, its tag is missing: git fetch --tags. {cure}"
        else:
            what = f"{chosen} is not above every version that exists: there is {newer[-1]}"
        raise VersionError(what, cure=cure)


def parse(text: str) -> Version:
    """A version as PEP 440 has it. Raises ``UsageError``."""
    try:
        return Version(text)
    except InvalidVersion:
        raise UsageError(f"{text!r} is not a version", cure="Write it like 1.4.0 or 1.4.0rc1.") from None
