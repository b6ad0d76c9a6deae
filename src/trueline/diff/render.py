"""A diff for people: plain text for a terminal, Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby

from trueline.diff.model import Change, Diff, Level
from trueline.errors import printable

_TITLES = {Level.MAJOR: "Breaking", Level.MINOR: "New, or to be looked at", Level.PATCH: "Texts and details"}


def text(diff: Diff) -> str:
    """Grouped by resource and schema, the worst first, each change with its rule and its place."""
    if not diff.changes:
        return "no changes: level none\n"
    lines = [f"level {diff.level.word}: {_count(diff.changes)}"]
    for group, changes in _grouped(diff.changes):
        lines += ["", group]
        for change in changes:
            lines.append(f"  {change.sdk.word:<5} {change.sentence}")
            lines.append(
                f"        {change.rule}, wire: {change.wire.value}, at {printable(change.new or change.old) or '/'}"
            )
            lines += [f"        - {change.before}"] if change.before else []
            lines += [f"        + {change.after}"] if change.after else []
    return "\n".join(lines) + "\n"


def markdown(diff: Diff) -> str:
    """Headings by level, then by group; each breaking change with what was written and what is to be written."""
    if not diff.changes:
        return "No changes.\n"
    lines = [f"**{diff.level.word}**: {_count(diff.changes)}", ""]
    for level, title in _TITLES.items():
        of_level = [change for change in diff.changes if change.sdk is level]
        if not of_level:
            continue
        lines += [f"## {title}", ""]
        for group, changes in _grouped(tuple(of_level)):
            lines += [f"### {escaped(group)}", ""]
            for change in changes:
                lines.append(f"- {escaped(change.sentence)} <sub>{change.rule}</sub>")
                lines += list(snippet(change))
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _grouped(changes: tuple[Change, ...]) -> Iterator[tuple[str, list[Change]]]:
    """Groups in order of their name, each in the order of the diff."""
    for group, alike in groupby(sorted(changes, key=lambda change: change.group), key=lambda change: change.group):
        yield group, list(alike)


def _count(changes: tuple[Change, ...]) -> str:
    words = [
        f"{sum(change.sdk is level for change in changes)} {level.word}"
        for level in (Level.MAJOR, Level.MINOR, Level.PATCH)
    ]
    return f"{len(changes)} changes ({', '.join(words)})"


def snippet(change: Change) -> Iterator[str]:
    """Before and after as a block that nothing in them can end: a fence longer than any run of backquotes inside."""
    yield from block([change.before] if change.before else [], [change.after] if change.after else [])


def block(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Code that was written and code to be written, in turns where there are as many lines of both."""
    if not before and not after:
        return
    fence = "```"
    while fence in "".join([*before, *after]):
        fence += "`"
    yield f"  {fence}diff"
    pairs = len(before) == len(after)
    lines = [f"- {line}" for line in before], [f"+ {line}" for line in after]
    yield from (f"  {line}" for line in (chain(*zip(*lines, strict=True)) if pairs else chain(*lines)))
    yield f"  {fence}"


def escaped(sentence: str) -> str:
    """Text from a document is neither Markdown nor HTML; code between backquotes stays what it is."""
    parts = sentence.split("`")
    for number, part in enumerate(parts):
        if number % 2 == 0 or number == len(parts) - 1:
            for char in "\\<>[]*_#|":
                part = part.replace(char, f"\\{char}" if char not in "<>" else {"<": "&lt;", ">": "&gt;"}[char])  # noqa: PLW2901
            parts[number] = part
    return "`".join(parts)
