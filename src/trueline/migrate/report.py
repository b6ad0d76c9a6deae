"""What a move keeps and what it does not, as lines for a terminal and as a page for the repository."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from trueline.errors import printable
from trueline.migrate.findings import Comparison, Finding, Kind, State

_SHOWN = 20


def table(made: Comparison) -> Iterator[str]:
    """How many things of each kind are there, differ and are missing."""
    yield f"{'':<14}{'there':>7}{'differ':>9}{'missing':>9}"
    for kind in Kind:
        numbers = (made.number(kind, State.DIFFERS), made.number(kind, State.MISSING))
        yield f"{kind.value:<14}{made.there(kind):>7}{numbers[0]:>9}{numbers[1]:>9}"


def lines(made: Comparison, *, shown: int = _SHOWN) -> Iterator[str]:
    """The table, and the findings; each with its reason and its cure. Where there are many, the first of each sort."""
    yield from table(made)
    for (state, kind), found in groupby(made.findings, lambda each: (each.state, each.kind)):
        members = list(found)
        for finding in members[:shown]:
            yield f"{state.value}: {printable(finding.name)}: {printable(finding.reason)}"
            yield f"  {printable(finding.cure)}"
        if more := len(members) - shown:
            yield from [f"and {more} more {kind.value}; --report FILE.json lists all"] if more > 0 else []


def page(made: Comparison, source: str) -> str:
    """The same as Markdown, whole."""
    head = [
        "# What changes for users of the older SDK",
        "",
        f"Compared with `{printable(source)}`, by `trueline migrate stainless`.",
        "",
        "| | there | differs | missing |",
        "|---|---|---|---|",
    ]
    for kind in Kind:
        numbers = (made.there(kind), made.number(kind, State.DIFFERS), made.number(kind, State.MISSING))
        head.append(f"| {kind.value} | {' | '.join(map(str, numbers))} |")
    return "\n".join([*head, *(line for each in made.findings for line in _entry(each))]) + "\n"


def _entry(finding: Finding) -> Iterator[str]:
    yield ""
    yield f"- {finding.state.value}: {_code(finding.name)}: {_plain(finding.reason)}. {_plain(finding.cure)}"


def _code(text: str) -> str:
    return f"`{printable(text).replace('`', '')}`"


def _plain(text: str) -> str:
    """Text in which nothing is markup."""
    shown = printable(text)
    return shown.replace("<", "&lt;").replace("|", "\\|").replace("[", "\\[")
