"""What holds for every pair of documents."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from diff_edits import EDITS, Document, beginning
from diff_support import side_of
from examples import BY_RULE, Example
from hypothesis import given, settings
from hypothesis import strategies as st

from trueline.diff import Level, Side, compare, side

_ROOT = Path(__file__).parents[2]
_CORPUS = _ROOT.parent / "shared/corpus"
_DOCUMENTS = [
    _ROOT / "openapi/v1.yaml",
    *sorted((_ROOT / "tests/golden").glob("*/spec.yaml")),
    *(path for path in (_CORPUS / "svix.json", _CORPUS / "discord.json") if path.is_file()),
]


@pytest.mark.parametrize("path", _DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_document_compared_with_itself_has_no_changes(path: Path) -> None:
    one = side(str(path))
    assert compare(one, replace(one, sha256="as if it were another")).changes == ()


#: What undoes an addition, where that is not the rule of the same name.
_UNDONE = {
    "request-required-property-added": "request-property-removed",
    "request-required-property-with-default-added": "request-property-removed",
    "request-optional-property-added": "request-property-removed",
    "response-property-added": "response-optional-property-removed",
    "response-header-added": "response-optional-header-removed",
    "parameter-required-added": "parameter-removed",
    "parameter-optional-added": "parameter-removed",
    "request-body-required-added": "request-body-removed",
    "request-body-optional-added": "request-body-removed",
    "parameter-constraint-added": "parameter-constraint-loosened",
    "request-constraint-added": "request-constraint-loosened",
    "response-constraint-added": "response-constraint-loosened",
}


def _sides(example: Example) -> tuple[Side, Side]:
    return side_of(example.old), side_of(example.new)


@pytest.mark.parametrize("rule", [rule for rule in BY_RULE if rule.endswith("-added")])
def test_swapping_the_sides_turns_an_addition_into_a_removal(rule: str) -> None:
    undone = _UNDONE.get(rule, rule.removesuffix("-added") + "-removed")
    old, new = _sides(BY_RULE[rule])
    assert rule in {change.rule for change in compare(old, new).changes}
    assert undone in {change.rule for change in compare(new, old).changes}


@pytest.mark.parametrize("rule", [rule for rule in BY_RULE if rule != "stability-invalid"])
def test_swapping_the_sides_swaps_the_pointers(rule: str) -> None:
    """But for a level that is none: that it goes means nothing, and is told of the document as a whole."""
    old, new = _sides(BY_RULE[rule])
    there, back = compare(old, new), compare(new, old)
    assert bool(there.changes) == bool(back.changes)
    assert {change.new for change in there.changes} & {change.old for change in back.changes}


@cache
def _base() -> tuple[Document, Side]:
    value = yaml.load((_ROOT / "openapi/v1.yaml").read_text("utf-8"), yaml.CSafeLoader)
    document = beginning(json.loads(json.dumps(value, default=str)))
    return document, _made(document)


def _made(document: Document) -> Side:
    return side("-", stdin=BytesIO(json.dumps(document).encode()))


_APART = (  # edits that do not undo or hide each other
    "operation deprecated",
    "description changed",
    "operation added",
    "optional request property added",
    "required response property removed",
    "response property added",
    "server changed",
)


@cache
def _level(edits: frozenset[str]) -> Level:
    document, old = _base()
    copy: Document = json.loads(json.dumps(document))
    for name in sorted(edits):
        EDITS[name](copy)
    return compare(old, _made(copy)).level


@settings(max_examples=12)
@given(st.sets(st.sampled_from(_APART), min_size=1), st.sets(st.sampled_from(_APART)))
def test_more_edits_never_lower_the_level(some: set[str], others: set[str]) -> None:
    assert _level(frozenset(some)) <= _level(frozenset(some | others))
