"""Every rule, with the smallest pair of documents that shows it."""

from __future__ import annotations

import re

import pytest
from diff_support import diff_of, side_of
from pairs_of_documents import PAIRS

from trueline.diff import Change, compare
from trueline.diff.rules import RULES

_FIELD = re.compile(r"\{(place|name|old|new|where|what|status|media|request|count)\}")

#: Rules about Python code, whose pairs are two packages: ``test_diff_surface.py``.
_SURFACE = {id_ for id_, rule in RULES.items() if rule.area == "Python surface"}


def test_no_rule_is_without_a_pair() -> None:
    assert set(RULES) - _SURFACE - set(PAIRS) == set()


def test_no_pair_is_without_a_rule() -> None:
    assert set(PAIRS) - set(RULES) == set()


@pytest.mark.parametrize("rule", PAIRS)
def test_the_rule_tells_its_pair_apart(rule: str) -> None:
    old, new = PAIRS[rule]
    changes = [change for change in diff_of(old, new).changes if change.rule == rule]
    assert changes, [change.rule for change in diff_of(old, new).changes]
    for change in changes:
        _is_whole(change)


def _is_whole(change: Change) -> None:
    known = RULES[change.rule]
    assert (change.wire, change.sdk) == (known.wire, known.sdk)
    assert change.sentence[:1] in "`" or change.sentence[:1].isupper(), change.sentence
    assert change.sentence.endswith("."), change.sentence
    assert not _FIELD.search(change.sentence), "a field of the template was left open"
    assert change.group
    assert change.sdk.word != "major" or change.before, f"{change.rule} breaks and does not show what was written"


@pytest.mark.parametrize("rule", PAIRS)
def test_a_document_of_a_pair_compared_with_itself_is_the_same(rule: str) -> None:
    for document in PAIRS[rule]:
        with_another_version = {**document, "info": {"title": "T", **document.get("info", {}), "version": "9.9.9"}}
        assert compare(side_of(document), side_of(with_another_version)).changes == ()
