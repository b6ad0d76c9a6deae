"""Sunset dates that have come or not, and operations that nobody relies on yet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from diff_support import diff_of, side_of

from trueline.cli import main
from trueline.diff import Level, Wire, compare
from trueline.diff.notice import Notice


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
    ("sunset", "level", "rules"),
    [
        (None, None, ["sunset-missing"]),
        (None, "beta", ["sunset-missing"]),
        (None, "alpha", []),
        (None, "draft", []),
        ("2027-04-30", None, ["sunset-too-soon"]),
        ("2027-05-01", None, []),
        ("2027-02-14", "beta", ["sunset-too-soon"]),
        ("2027-02-15", "beta", []),
        ("soon", None, ["sunset-invalid"]),
    ],
)
def test_a_deprecation_gives_the_notice_that_is_asked_for(
    sunset: str | None, level: str | None, rules: list[str]
) -> None:
    stability = {"x-stability-level": level} if level else {}
    new = _document(deprecated=True, **stability, **({"x-sunset": sunset} if sunset else {}))
    old, asked = side_of(_document(**stability)), Notice(stable=90, beta=15)
    found = compare(old, side_of(new), today=date(2027, 1, 31), notice=asked).changes
    assert [c.rule for c in found if c.rule not in {"operation-deprecated", "sunset-added"}] == rules
    for change in found:
        assert "{" not in change.sentence
    assert not [change for change in found if change.rule == "other-change"], "what rules tell of means something"
    silent = compare(old, side_of(new), today=date(2027, 1, 31)).changes
    assert {change.rule for change in silent} <= {"operation-deprecated", "sunset-added", "sunset-invalid"}


def test_properties_and_parameters_give_notice_too() -> None:
    def document(**more: Any) -> dict[str, Any]:
        schema = {"type": "object", "properties": {"name": {"type": "string", **more}}}
        query = {"name": "q", "in": "query", "schema": {"type": "string"}, **more}
        answers = {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}
        return _document(parameters=[query], responses=answers)

    old, new = side_of(document()), side_of(document(deprecated=True))
    found = [change for change in compare(old, new, notice=Notice(stable=1)).changes if change.rule == "sunset-missing"]
    assert len({change.new for change in found}) == 2


@pytest.mark.parametrize("days", ["-1", "many", "1.5", "", "²"])
def test_a_number_of_days_is_a_number(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.yaml", "b.yaml", "--deprecation-days-stable", days]) == 2
    assert "is not a number of days" in capsys.readouterr().err


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
