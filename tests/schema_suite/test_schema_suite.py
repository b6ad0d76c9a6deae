"""The official JSON-Schema-Test-Suite: what types can say of its schemas, they say; all else is explained."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import pytest

from benchmarks.corpus.blocks import PAGE, blocks, put_block
from schema_suite.exceptions import DOUBTED, SCHEMAS, TAKEN
from schema_suite.judge import DRAFTS, SUITE, Verdict, groups, judge

Verdicts = Mapping[str, Verdict]


pytestmark = pytest.mark.xdist_group("schema-suite")  # judged once for all


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    return {draft: judge(draft, tmp_path_factory.mktemp(draft)) for draft in DRAFTS}


def by_file(places: Iterable[str]) -> Counter[str]:
    return Counter(place.partition(":")[0] for place in places)


@pytest.mark.parametrize("draft", DRAFTS)
def test_every_valid_instance_comes_back_as_it_was(verdicts: Verdicts, draft: str) -> None:
    assert verdicts[draft].changed == []
    assert verdicts[draft].kept > 500


@pytest.mark.parametrize("draft", DRAFTS)
def test_every_exception_is_explained(verdicts: Verdicts, draft: str) -> None:
    verdict = verdicts[draft]
    assert [place for place in verdict.schemas if place.partition(":")[0] not in SCHEMAS] == []
    assert [place for place in verdict.doubted if place.partition(":")[0] not in DOUBTED] == []
    assert [place for place in verdict.taken if place.partition(":")[0] not in TAKEN] == []


def test_every_explanation_is_of_an_exception(verdicts: Verdicts) -> None:
    for reasons, name in ((SCHEMAS, "schemas"), (DOUBTED, "doubted"), (TAKEN, "taken")):
        found = {file for verdict in verdicts.values() for file in by_file(getattr(verdict, name))}
        assert sorted(reasons.keys() - found) == []


def test_the_page_says_the_shares(verdicts: Verdicts) -> None:
    """``TRUELINE_ACCEPT=1`` writes them."""
    text = page(verdicts)
    if os.environ.get("TRUELINE_ACCEPT"):
        put_block("suite", text)
    assert blocks(PAGE.read_text("utf-8")).get("suite") == text


def test_the_suite_is_whole() -> None:
    assert {draft: sum(1 for _ in groups(draft)) for draft in DRAFTS} == {"draft2020-12": 383, "draft7": 257}
    assert "Permission is hereby granted" in (SUITE / "LICENSE").read_text("utf-8")


def page(verdicts: Verdicts) -> str:
    """The block of ``docs/corpus.md``."""
    head = (
        "The required tests of the official JSON-Schema-Test-Suite, in `tests/schema_suite/suite`: each schema as the\n"
        "answer of an operation. A valid instance has to come back as it was; strict reading should find nothing in\n"
        "it, and something in an invalid one. `TRUELINE_ACCEPT=1 pytest tests/schema_suite` writes this.\n\n"
    )
    rows = ["| | " + " | ".join(DRAFTS) + " |", "|---|" + "--:|" * len(DRAFTS)]
    rows += [_row("schemas", verdicts, lambda v, d: f"{sum(1 for _ in groups(d)):,}")]
    rows += [_row("schemas refused by name", verdicts, lambda v, _: f"{len(v.schemas):,}")]
    rows += [_row("valid instances that come back as they were", verdicts, lambda v, _: _of(v.kept, len(v.changed)))]
    rows += [_row("of those, strict reading finds nothing in", verdicts, lambda v, _: _of(v.fitting, len(v.doubted)))]
    rows += [_row("invalid instances that strict reading refuses", verdicts, lambda v, _: _of(v.refused, len(v.taken)))]
    parts = [head + "\n".join(rows)]
    for title, reasons, name in (
        ("Schemas refused by name", SCHEMAS, "schemas"),
        ("Valid instances that strict reading doubts", DOUBTED, "doubted"),
        ("Invalid instances that strict reading takes", TAKEN, "taken"),
    ):
        parts.append(f"{title}:\n\n" + "\n".join(_reasons(reasons, verdicts, name)))
    return "\n\n".join(parts) + "\n"


def _of(good: int, bad: int) -> str:
    return f"{good:,} of {good + bad:,}"


def _row(title: str, verdicts: Verdicts, cell: Callable[[Verdict, str], str]) -> str:
    return f"| {title} | " + " | ".join(cell(verdicts[draft], draft) for draft in DRAFTS) + " |"


def _reasons(reasons: Mapping[str, str], verdicts: Verdicts, name: str) -> list[str]:
    counts = {draft: by_file(getattr(verdicts[draft], name)) for draft in DRAFTS}
    rows = [f"| file | {' | '.join(DRAFTS)} | why |", "|---|" + "--:|" * len(DRAFTS) + "---|"]
    for file, why in sorted(reasons.items()):
        rows.append(f"| {file} | {' | '.join(str(counts[draft][file]) for draft in DRAFTS)} | {why} |")
    return rows
