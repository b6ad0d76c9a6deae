"""The agents gate: the tools of the SDK are the plan."""

from __future__ import annotations

from pathlib import Path

from breaking import replace, said

from trueline.gates.agents import agents
from trueline.gates.checkout import Checkout

PACKAGE = "sdks/python/src/tollkeeper"
KEYS = f"{PACKAGE}/_cli/keys.py"


def test_the_tools_of_this_checkout_are_its_plan(checkout: Checkout) -> None:
    assert agents(checkout).ok


BREAKS = [
    ('"GET /v1/keys",', '"GET /v1/locks",', "GET /v1/keys: agents have no tool for this operation"),
    ('"GET /v1/keys",', '"GET /v1/locks",', "GET /v1/locks: agents have a tool that belongs to no operation"),
    (', required=True, wire="name"', ', wire="name"', "POST /v1/keys: required: the tool has ['scopes'], the plan"),
    ('scopes=("keys:read",)', "scopes=()", "GET /v1/keys/{key_id}: scopes: the tool has [], the plan ['keys:read']"),
    (
        '"update",\n            "update",',
        '"update",\n            "edit",',
        "the tool has keys.edit, the plan keys.update",
    ),
]


def test_each_way_to_drift_is_named(root: Path, checkout: Checkout) -> None:
    """In one checkout: to plan it is what takes time."""
    text = (root / KEYS).read_text("utf-8")
    for old, new, _ in BREAKS[1:]:
        assert old in text
        text = text.replace(old, new)
    (root / KEYS).write_text(text, "utf-8")
    replace(root / f"{PACKAGE}/_cli/usage.py", '("readOnlyHint", True)', '("readOnlyHint", False)')
    told = said(agents(checkout))
    messages = [*(message for *_, message in BREAKS), "reads: the tool has False, the plan True"]
    assert [message for message in messages if message not in told] == []


def test_two_tools_of_one_name_are_found(root: Path, checkout: Checkout) -> None:
    replace(root / f"{PACKAGE}/_runtime/agents/catalogue.py", '"_".join(words)', '"same"')
    assert "same: two tools have this name" in said(agents(checkout))
