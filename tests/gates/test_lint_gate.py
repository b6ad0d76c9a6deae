"""The lint gate: the document is valid and strict."""

from __future__ import annotations

from pathlib import Path

import pytest
from breaking import replace, said
from tollkeeper_gates.lint import lint

from trueline.gates.checkout import Checkout


@pytest.fixture(autouse=True)
def redocly(root: Path) -> None:
    if not (root / "node_modules/.bin/redocly").exists():
        pytest.skip("Redocly is not installed: make setup")


def test_this_checkout_passes(checkout: Checkout) -> None:
    assert lint(checkout).ok


def test_what_is_invalid_is_named_with_line_and_pointer_and_so_is_what_is_valid_and_sloppy(
    root: Path, checkout: Checkout
) -> None:
    replace(root / "openapi/v1.yaml", "operationId: audit_events.list", "operationId: [wrong]")
    replace(root / "openapi/v1.yaml", "      summary: List API keys\n", "")
    problems = lint(checkout).problems
    invalid, sloppy = (
        [str(problem) for problem in problems if f"/paths/{path}/get" in problem.where]
        for path in ("~1v1~1audit-events", "~1v1~1keys")
    )
    assert any("/get/operationId" in each for each in invalid)
    assert any("summary" in each for each in sloppy)
    assert all("openapi/v1.yaml:" in each and "openapi/AGENTS.md" in each for each in [*invalid, *sloppy])


def test_a_checkout_without_redocly_says_what_to_run(root: Path, checkout: Checkout) -> None:
    (root / "node_modules").unlink()
    assert "make setup" in said(lint(checkout))
