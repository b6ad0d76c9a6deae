"""Every rule: the smallest pair of documents that shows it, what it says, and where in the source it is raised."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from diff_support import diff_of, side_of
from examples import BY_RULE, EXAMPLES, Example

from trueline.diff import Change, compare
from trueline.diff.rules import RULES

_SOURCE = Path(__file__).parents[2] / "src/trueline"
_FIELD = re.compile(r"\{(place|name|old|new|where|what|status|media|request|count)\}")

#: Rules about Python code, whose pairs are two packages: ``test_diff_surface.py``.
#: Raised where an option asks for them: test_diff_lifecycle.py.
_ASKED_FOR = {"sunset-missing", "sunset-too-soon"}
_SURFACE = {id_ for id_, rule in RULES.items() if rule.area == "Python surface"}


def _texts(path: Path) -> set[str]:
    """The whole texts in the code of a module: what is put together from parts is none."""
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_rule_has_an_example_and_every_example_a_rule() -> None:
    assert set(BY_RULE) == set(RULES) - _SURFACE - _ASKED_FOR


def test_every_rule_is_written_out_where_it_is_raised_and_where_it_is_described() -> None:
    described = {id_ for path in (_SOURCE / "diff/rules").glob("*.py") for id_ in _texts(path)}
    raising = [path for path in (_SOURCE / "diff").rglob("*.py") if "rules" not in path.parts]
    raised = {id_ for path in [*raising, _SOURCE / "release/comparing.py"] for id_ in _texts(path)}
    assert set(RULES) - described == set()
    assert set(RULES) - raised == set(), "write the id out: a search for it has to find the code"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.rule)
def test_the_rule_tells_its_example_apart_and_says_so(example: Example) -> None:
    found = diff_of(example.old, example.new).changes
    changes = [change for change in found if change.rule == example.rule]
    assert tuple(change.sentence for change in changes) == example.says, [change.rule for change in found]
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


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.rule)
def test_a_document_of_an_example_compared_with_itself_is_the_same(example: Example) -> None:
    for document in (example.old, example.new):
        with_another_version = {**document, "info": {"title": "T", **document.get("info", {}), "version": "9.9.9"}}
        assert compare(side_of(document), side_of(with_another_version)).changes == ()


@pytest.mark.parametrize(
    ("rule", "section"),
    [
        ("operation-added", "Added"),
        ("operation-removed", "Removed"),
        ("operation-deprecated", "Deprecated"),
        ("operation-moved", "Changed"),
        ("response-error-added", "Changed"),
        ("request-constraint-added", "Changed"),
        ("security-scope-added", "Changed"),
        ("request-property-became-read-only", "Removed"),
    ],
)
def test_the_section_of_a_changelog_is_the_rule_s_own(rule: str, section: str) -> None:
    assert RULES[rule].section == section
