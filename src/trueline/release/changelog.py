"""The SDK's changelog (Keep a Changelog 1.1), written from the typed changes.

A section is keyed by its version, so that it can't be there twice: writing it again replaces it. What people wrote
under *Unreleased* goes to the top of the section of the next release.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from trueline.diff import Change, Level
from trueline.diff.render import block, escaped
from trueline.diff.rules import RULES
from trueline.release.bullets import Bullet, bullets, distinct, with_classes_together
from trueline.release.notes import section
from trueline.words import counted

_HEAD = """\
# Changelog

All notable changes of `{name}` are written here, in the form of
[Keep a Changelog](https://keepachangelog.com/en/1.1.0/). Versions follow [Semantic Versioning](https://semver.org/),
computed from the changes of the API and of the Python names.

## [Unreleased]
"""
#: What may need an edit comes first.
_ORDER = ("Removed", "Changed", "Deprecated", "Added")
_SHOWN_PLACES = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """A section to write. ``date`` is ISO 8601, ``summary`` stands above the changes, ``waiver`` is a reason."""

    version: str
    date: str
    changes: tuple[Change, ...]
    summary: str = ""
    waiver: str = ""


def with_entry(changelog: str, entry: Entry, distribution: str, *, instead: str = "") -> str:
    """The changelog with the section, on top of the others. ``instead`` is a version whose section it replaces too."""
    text = changelog if changelog.strip() else _HEAD.format(name=distribution)
    for version in (instead, entry.version):
        text = _without(text, version)
    lines = text.rstrip("\n").splitlines()
    unreleased = section(text, "Unreleased")
    first = unreleased.last if unreleased else _first_section(lines)
    written = unreleased.body if unreleased else ""
    if unreleased:
        lines[unreleased.first + 1 : unreleased.last] = []
        first = unreleased.first + 1
    block = ["", *render(entry, written).rstrip("\n").splitlines(), ""]
    tail = lines[first:]
    while tail and not tail[0].strip():
        tail.pop(0)
    return "\n".join([*lines[:first], *block, *tail]).rstrip("\n") + "\n"


def render(entry: Entry, written: str = "") -> str:
    """The section as Markdown. ``written`` is what people wrote for it."""
    changes = distinct(entry.changes)
    breaking = [change for change in changes if change.sdk is Level.MAJOR]
    lines = [f"## [{entry.version}] - {entry.date}", ""]
    if entry.summary:
        lines += [entry.summary, ""]
    if entry.waiver:
        reason = escaped(" ".join(entry.waiver.split()))
        lines += [f"**Waived:** the changes ask for a higher version than this. Reason: {reason}", ""]
    if breaking:
        number = "One change needs" if len(breaking) == 1 else f"{len(breaking)} changes need"
        lines += [f"{number} an edit of code that uses this package: marked **breaking**.", ""]
    if written.strip():
        lines += [written.strip("\n"), ""]
    for title in _ORDER:
        under_title = with_classes_together([change for change in changes if RULES[change.rule].section == title])
        if under_title:
            lines += [f"### {title}", "", *_bullets(under_title), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _bullets(changes: Sequence[Change]) -> Generator[str]:
    """By resource and schema; breaking ones first. Texts and addresses are counted, not told one by one."""
    summed = {change: summary for summary in _SUMMARIES for change in changes if summary.takes(change)}
    told = [summary for summary in _SUMMARIES if list(summed.values()).count(summary) >= summary.least]
    rest = sorted(
        (change for change in changes if summed.get(change) not in told),
        key=lambda change: (-(change.sdk is Level.MAJOR), change.group),
    )
    for _, alike in groupby(rest, key=lambda change: (change.sdk is Level.MAJOR, change.group)):
        yield from _group(bullets(list(alike)))
    for summary in told:
        found_groups = [change.group for change in changes if summed.get(change) is summary]
        places = _places(found_groups)
        yield f"- {summary.sentence.format(places=places, count=counted(len(found_groups), summary.noun))}"


def _group(bullets: Sequence[Bullet]) -> Generator[str]:
    group = bullets[0].group
    label = "" if group == "api" else f"**{escaped(group)}:** "
    if len(bullets) == 1 or not label:
        for bullet in bullets:
            yield f"- {label}{_sentence(bullet)}"
            yield from block(bullet.before, bullet.after)
        return
    yield f"- {label.rstrip()}"
    for bullet in bullets:
        yield f"  - {_sentence(bullet)}"
        yield from (f"  {line}" for line in block(bullet.before, bullet.after))


def _sentence(bullet: Bullet) -> str:
    mark = "**breaking:** " if bullet.breaking else ""
    return mark + escaped(" ".join(bullet.sentence.split()))


def _is_text(change: Change) -> bool:
    rule = RULES.get(change.rule)
    return rule is not None and (rule.area == "Texts" or change.rule in _LABELS) and change.sdk is not Level.MAJOR


def _is_error(change: Change) -> bool:
    return change.rule in {"response-error-added", "response-error-removed"}


def _is_address(change: Change) -> bool:
    return change.rule == "operation-moved"


@dataclass(frozen=True, slots=True)
class _Summary:
    """Changes that ask nothing of a reader, in one sentence, where there are ``least`` of them."""

    takes: Callable[[Change], bool]
    least: int
    sentence: str
    noun: str


#: What only the document has: the names that the SDK got from them are told of by rules of their own.
_LABELS = frozenset({"operation-id-changed", "tags-changed"})
_SUMMARIES = (
    _Summary(_is_address, 4, "Requests go to other paths, calls stay as they are: {places} ({count}).", "operation"),
    _Summary(_is_error, 4, "Other errors are documented: {places} ({count}).", "change"),
    _Summary(_is_text, 1, "Texts and labels: {places} ({count}).", "place"),
)


def _places(groups: Iterable[str]) -> str:
    names = [f"`{group}`" if not group.startswith("schema ") else f"`{group[7:]}`" for group in dict.fromkeys(groups)]
    more = f" and {len(names) - _SHOWN_PLACES} more" if len(names) > _SHOWN_PLACES else ""
    return ", ".join(names[:_SHOWN_PLACES]) + more


def _without(changelog: str, version: str) -> str:
    place = section(changelog, version) if version and version != "Unreleased" else None
    if place is None:
        return changelog
    lines = changelog.splitlines()
    kept = [line for line in lines[place.first : place.last] if re.match(r"\[[^]]+\]:\s", line)]
    return "\n".join([*lines[: place.first], *kept, *lines[place.last :]]) + "\n"


def _first_section(lines: Sequence[str]) -> int:
    return next((number for number, line in enumerate(lines) if line.startswith("## ")), len(lines))
