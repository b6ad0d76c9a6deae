"""The section of a version in a changelog (Keep a Changelog 1.1): read for release notes, marked when it is yanked."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Section:
    """A version's section: lines ``first`` to ``last`` (exclusive) of the changelog, the heading included."""

    first: int
    last: int
    heading: str
    body: str

    @property
    def yanked(self) -> bool:
        return self.heading.rstrip().endswith("[YANKED]")


def section(changelog: str, version: str) -> Section | None:
    """The section whose heading is ``## [version] - date`` or alike, or None."""
    lines = changelog.splitlines()
    heading = re.compile(rf"## \[?{re.escape(version)}\]?(?:\s.*)?")
    starts = [*_headings(lines), len(lines)]
    for first, last in pairwise(starts):
        if heading.fullmatch(lines[first].rstrip()):
            body = [line for line in lines[first + 1 : last] if not re.match(r"\[[^]]+\]:\s", line)]
            return Section(first, last, lines[first], "\n".join(body).strip("\n"))
    return None


def mark_yanked(changelog: str, version: str, reason: str) -> str:
    """The changelog with ``[YANKED]`` after a version's heading and the reason below it. Twice is as once."""
    place = section(changelog, version)
    if place is None or place.yanked:
        return changelog
    return _below(changelog, place, f"{place.heading.rstrip()} [YANKED]", f"**Yanked:** {' '.join(reason.split())}")


def with_remark(changelog: str, version: str, remark: str) -> str:
    """The changelog with a line of its own below a version's heading. Twice is as once."""
    place = section(changelog, version)
    if place is None or remark in place.body.splitlines():
        return changelog
    return _below(changelog, place, place.heading, remark)


def _below(changelog: str, section: Section, heading: str, remark: str) -> str:
    lines = changelog.splitlines()
    lines[section.first : section.first + 1] = [heading, "", remark]
    return "\n".join(lines) + "\n"


def _headings(lines: list[str]) -> Generator[int]:
    """Where sections begin. Inside a fenced block a line that looks like a heading is none."""
    fence = ""
    for number, line in enumerate(lines):
        mark = re.match(r"\s*(`{3,}|~{3,})", line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and line.strip() == mark[1]:
            fence = ""
        elif not fence and line.startswith("## "):
            yield number
