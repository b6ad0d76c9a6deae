"""docs/rules.md says what the rules say, and what each rule of oasdiff is here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.rules.oasdiff import counterpart
from benchmarks.rules.page import page
from trueline.diff.rules import RULES

_ROOT = Path(__file__).parents[2]
_LISTED = (Path(__file__).parent / "oasdiff/checks.txt").read_text("utf-8").splitlines()
_CHECKS = [(line.split()[0], line.split()[1]) for line in _LISTED]


def test_the_page_is_what_the_rules_say() -> None:
    written = (_ROOT / "docs/rules.md").read_text("utf-8")
    assert written == page(_CHECKS), "run `make rules`, and commit docs/rules.md"


def test_every_rule_is_on_the_page() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \| (?:request|response)? ?\|", page(_CHECKS), re.MULTILINE) != []
    written = page(_CHECKS)
    for id_ in RULES:
        assert f"| `{id_}` | " in written


def test_every_rule_of_oasdiff_has_a_counterpart_or_a_reason() -> None:
    assert len(_CHECKS) == 464
    for check, _ in _CHECKS:
        found = counterpart(check)
        assert found is not None, f"nobody says what {check} is here"
        assert found.ours or found.reason
        assert set(found.ours) <= set(RULES), f"{check}: {found.ours}"


@pytest.mark.parametrize("check", ["", "request-body", "endpoint-exploded", "response-body-min-set-again"])
def test_an_unknown_rule_of_oasdiff_has_none(check: str) -> None:
    assert counterpart(check) is None
