"""Levels, and a diff as JSON."""

from __future__ import annotations

import json

import pytest
from diff_support import diff_of

from trueline.diff import Change, Diff, Level, Wire
from trueline.errors import UsageError

_OK = {"200": {"description": "ok"}}


def _change(level: Level) -> Change:
    return Change("a-rule", "/a", "/b", Wire.INFO, level, "It changed.", "keys")


def test_the_level_of_a_diff_is_the_highest_of_its_changes() -> None:
    assert Diff().level is Level.NONE
    assert Diff((_change(Level.PATCH), _change(Level.MAJOR), _change(Level.MINOR))).level is Level.MAJOR


def test_adding_a_diff_never_lowers_the_level() -> None:
    assert (Diff((_change(Level.MAJOR),)) + Diff((_change(Level.PATCH),))).level is Level.MAJOR


def test_a_level_is_read_as_it_is_written() -> None:
    assert [Level.parse(level.word) for level in Level] == list(Level)
    with pytest.raises(UsageError, match="'huge' is not a level"):
        Level.parse("huge")


def test_the_json_has_the_level_and_every_field_of_every_change() -> None:
    assert json.loads(Diff((_change(Level.MINOR),)).to_json()) == {
        "level": "minor",
        "changes": [
            {
                "rule": "a-rule",
                "old": "/a",
                "new": "/b",
                "wire": "info",
                "sdk": "minor",
                "group": "keys",
                "sentence": "It changed.",
                "before": "",
                "after": "",
            }
        ],
    }


def test_an_operation_that_is_gone_is_a_breaking_change() -> None:
    get = {"get": {"operationId": "keys.list", "responses": _OK}}
    [change] = diff_of({"paths": {"/keys": get}}, {}).changes
    assert (change.rule, change.old, change.new) == ("operation-removed", "/paths/~1keys/get", "")
    assert change.sentence == "`keys.list` was removed (GET /keys)."
    assert (change.group, change.before) == ("keys", "client.keys.list(...)")
