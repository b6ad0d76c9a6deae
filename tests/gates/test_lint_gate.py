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


def test_an_invalid_document_is_named_with_line_and_pointer(root: Path, checkout: Checkout) -> None:
    replace(root / "openapi/v1.yaml", "operationId: audit_events.list", "operationId: [wrong]")
    text = said(lint(checkout))
    assert "openapi/v1.yaml:" in text
    assert "/paths/~1v1~1audit-events/get/operationId" in text
    assert "openapi/AGENTS.md" in text


def test_a_document_that_is_valid_but_sloppy_fails_too(root: Path, checkout: Checkout) -> None:
    replace(root / "openapi/v1.yaml", "      summary: List audit events\n", "")
    assert "summary" in said(lint(checkout))


def test_a_checkout_without_redocly_says_what_to_run(root: Path, checkout: Checkout) -> None:
    (root / "node_modules").unlink()
    assert "make setup" in said(lint(checkout))
