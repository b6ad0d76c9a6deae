"""Sunset dates that have come or not, and operations that nobody relies on yet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from diff_support import diff_of, side_of

from trueline.diff import Level, Wire, compare


def _document(**operation: Any) -> dict[str, Any]:
    act = {"operationId": "keys.act", "responses": {"204": {"description": "done"}}, **operation}
    return {"paths": {"/keys": {"post": act}}}


@pytest.mark.parametrize(
    ("today", "rule"),
    [
        (date(2027, 1, 30), "operation-removed-before-sunset"),
        (date(2027, 1, 31), "deprecated-operation-removed"),
        (date(2027, 2, 1), "deprecated-operation-removed"),
    ],
)
def test_what_is_removed_on_its_sunset_or_later_keeps_its_promise(today: date, rule: str) -> None:
    old = _document(deprecated=True, **{"x-sunset": "2027-01-31"})
    [change] = compare(side_of(old), side_of({}), today=today).changes
    assert change.rule == rule


@pytest.mark.parametrize(
    ("level", "wire"), [("draft", Wire.INFO), ("alpha", Wire.INFO), ("beta", Wire.ERROR), ("stable", Wire.ERROR)]
)
def test_drafts_and_alphas_break_no_promise_on_the_wire_and_still_break_code(level: str, wire: Wire) -> None:
    body = {"required": True, "content": {"application/json": {"schema": {"type": "array"}}}}
    stability = {"x-stability-level": level}
    diff = diff_of(_document(**stability), _document(**stability, requestBody=body))
    assert (diff.wire, diff.level) == (wire, Level.MAJOR)


def test_a_draft_that_becomes_stable_was_a_draft() -> None:
    old, new = _document(**{"x-stability-level": "draft"}), _document(**{"x-stability-level": "stable"})
    new["paths"]["/keys"]["post"]["parameters"] = [
        {"name": "x", "in": "query", "required": True, "schema": {"type": "string"}}
    ]
    assert diff_of(old, new).wire is Wire.INFO
