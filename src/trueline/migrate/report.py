"""What a move keeps and what it does not, as lines for a terminal and as a page for the repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from trueline.errors import printable
from trueline.migrate.by_hand import Carried
from trueline.migrate.findings import Comparison, Finding, State

_SHOWN = 20


def table(comparison: Comparison) -> Iterator[str]:
    """How many things of each kind are there, differ and are missing."""
    yield f"{'':<14}{'there':>7}{'differ':>9}{'missing':>9}"
    for kind in comparison.kinds:
        numbers = (comparison.number(kind, State.DIFFERS), comparison.number(kind, State.MISSING))
        yield f"{kind.value:<14}{comparison.there(kind):>7}{numbers[0]:>9}{numbers[1]:>9}"


def lines(comparison: Comparison, *, shown: int = _SHOWN) -> Iterator[str]:
    """The table, and the findings; each with its reason and its cure. Where there are many, the first of each sort."""
    yield from table(comparison)
    for (state, kind), found in groupby(comparison.findings, lambda each: (each.state, each.kind)):
        members = list(found)
        for finding in members[:shown]:
            yield f"{state.value}: {printable(finding.name)}: {printable(finding.reason)}"
            yield f"  {printable(finding.cure)}"
        if more := len(members) - shown:
            yield from [f"and {more} more {kind.value}; --report FILE.json lists all"] if more > 0 else []


def hand_lines(by_hand: Iterable[Carried]) -> Iterator[str]:
    """Each file that people wrote, and where it goes."""
    for each in by_hand:
        went = f"kept as {printable(each.target)}" if each.target else f"not kept: {printable(each.reason)}"
        yield f"by hand: {printable(each.path)}: {went}"


def page(comparison: Comparison, by_hand: Iterable[Carried], source: str, maker: str = "stainless") -> str:
    """The same as Markdown, whole."""
    head = [
        "# What changes for users of the older SDK",
        "",
        f"Compared with `{printable(source)}`, by `trueline migrate {maker}`.",
        "",
        "| | there | differs | missing |",
        "|---|---|---|---|",
    ]
    for kind in comparison.kinds:
        numbers = (
            comparison.there(kind),
            comparison.number(kind, State.DIFFERS),
            comparison.number(kind, State.MISSING),
        )
        head.append(f"| {kind.value} | {' | '.join(map(str, numbers))} |")
    told = [line for each in comparison.findings for line in _entry(each)]
    files = [_file(each) for each in by_hand]
    section = ["", "## Files that people wrote", "", *files] if files else []
    return "\n".join([*head, *told, *section]) + "\n"


def _file(each: Carried) -> str:
    return f"- {_code(each.path)}: " + (f"kept as {_code(each.target)}" if each.target else _plain(each.reason))


def _entry(finding: Finding) -> Iterator[str]:
    yield ""
    yield f"- {finding.state.value}: {_code(finding.name)}: {_plain(finding.reason)}. {_plain(finding.cure)}"


def _code(text: str) -> str:
    return f"`{printable(text).replace('`', '')}`"


def _plain(text: str) -> str:
    """Text in which nothing is markup."""
    shown = printable(text)
    return shown.replace("<", "&lt;").replace("|", "\\|").replace("[", "\\[")
