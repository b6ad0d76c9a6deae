"""The SDK's changelog (Keep a Changelog 1.1), written from the typed changes.

A section is keyed by its version, so that it can't be there twice: writing it again replaces it. What people wrote
under *Unreleased* goes to the top of the section of the next release.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from trueline.diff import Change, Level
from trueline.diff.render import escaped, snippet
from trueline.diff.rules import RULES
from trueline.release.notes import section

_HEAD = """\
# Changelog

All notable changes of `{name}` are written here, in the form of
[Keep a Changelog](https://keepachangelog.com/en/1.1.0/). Versions follow [Semantic Versioning](https://semver.org/),
computed from the changes of the API and of the Python names.

## [Unreleased]
"""
#: What may need an edit comes first.
_ORDER = ("Removed", "Changed", "Deprecated", "Added")
#: A class comes with classes for what is inline in it: they are one line.
_CLASS_ADDED = "schema-added"
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
    changes = _distinct(entry.changes)
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
        found = [change for change in changes if _title(change) == title]
        if found:
            lines += [f"### {title}", "", *_bullets(found), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _distinct(changes: Iterable[Change]) -> list[Change]:
    """Each sentence once: what is sent and what comes back are two changes on the wire, and one to a reader."""
    return list({(c.group, c.sentence, c.before, c.after): c for c in reversed(tuple(changes))}.values())[::-1]


def _title(change: Change) -> str:
    for ending, title in (("-added", "Added"), ("-removed", "Removed"), ("-deprecated", "Deprecated")):
        if change.rule.endswith(ending):
            return title
    return "Changed"


def _bullets(changes: Sequence[Change]) -> Generator[str]:
    """By resource and schema; breaking ones first. Texts are counted, not told one by one."""
    texts = [change for change in changes if _is_text(change)]
    rest = sorted((c for c in changes if not _is_text(c)), key=lambda c: (-(c.sdk is Level.MAJOR), c.group))
    for (_, group), found in groupby(rest, key=lambda change: (change.sdk is Level.MAJOR, change.group)):
        yield from _group(group, _joined(list(found)))
    if texts:
        yield f"- Texts: {_places(change.group for change in texts)} ({_count(len(texts), 'place')})."


def _joined(changes: Sequence[Change]) -> list[Change]:
    """New classes of one group as one change."""
    added = [change for change in changes if change.rule == _CLASS_ADDED]
    if len(added) < 2:
        return list(changes)
    names = [re.findall("`[^`]+`", change.sentence)[0] for change in added]
    others = ", ".join(names[1:])
    joined = replace(added[0], sentence=f"{added[0].sentence.rstrip('.')}, and {others} with it.")
    return [joined, *(change for change in changes if change not in added)]


def _group(group: str, changes: Sequence[Change]) -> Generator[str]:
    label = "" if group == "api" else f"**{escaped(group)}:** "
    if len(changes) == 1 or not label:
        for change in changes:
            yield f"- {label}{_sentence(change)}"
            yield from (f"  {line.removeprefix('  ')}" for line in _example(change))
        return
    yield f"- {label.rstrip()}"
    for change in changes:
        yield f"  - {_sentence(change)}"
        yield from (f"    {line.removeprefix('  ')}" for line in _example(change))


def _sentence(change: Change) -> str:
    mark = "**breaking:** " if change.sdk is Level.MAJOR else ""
    return mark + escaped(" ".join(change.sentence.split()))


def _example(change: Change) -> Iterable[str]:
    """What was written and what is to be written, for a breaking change."""
    return snippet(change) if change.sdk is Level.MAJOR else ()


def _is_text(change: Change) -> bool:
    rule = RULES.get(change.rule)
    return rule is not None and rule.area == "Texts" and change.sdk is not Level.MAJOR


def _places(groups: Iterable[str]) -> str:
    names = [f"`{group}`" if not group.startswith("schema ") else f"`{group[7:]}`" for group in dict.fromkeys(groups)]
    more = f" and {len(names) - _SHOWN_PLACES} more" if len(names) > _SHOWN_PLACES else ""
    return ", ".join(names[:_SHOWN_PLACES]) + more


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _without(changelog: str, version: str) -> str:
    found = section(changelog, version) if version and version != "Unreleased" else None
    if found is None:
        return changelog
    lines = changelog.splitlines()
    kept = [line for line in lines[found.first : found.last] if re.match(r"\[[^]]+\]:\s", line)]
    return "\n".join([*lines[: found.first], *kept, *lines[found.last :]]) + "\n"


def _first_section(lines: Sequence[str]) -> int:
    return next((number for number, line in enumerate(lines) if line.startswith("## ")), len(lines))
