"""The style gate: hand-written Python is linted and formatted."""

from __future__ import annotations

from pathlib import Path

import pytest
from breaking import said
from tollkeeper_gates.style import style

from trueline.gates.checkout import Checkout

RUFF = '[tool.ruff]\nline-length = 120\nlint.select = ["F"]\n'


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A checkout with one good module."""
    (tmp_path / "pyproject.toml").write_text(RUFF)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/good.py").write_text("x = 1\n")
    return tmp_path


def test_linted_and_formatted_code_passes(small: Path) -> None:
    assert style(Checkout(small)).ok


def test_a_lint_error_is_named_with_its_rule(small: Path) -> None:
    (small / "src/bad.py").write_text("import os\n")
    text = said(style(Checkout(small)))
    assert "src/bad.py:1:8: F401" in text
    assert "ruff check --fix" in text


@pytest.mark.parametrize("folder", ["src", "benchmarks", "anything"])
def test_an_unformatted_file_is_named_with_the_command(small: Path, folder: str) -> None:
    (small / folder).mkdir(exist_ok=True)
    (small / folder / "bad.py").write_text("x=1\n")
    assert f"{folder}/bad.py: is not formatted\n    Run `ruff format {folder}/bad.py`." in said(style(Checkout(small)))


def test_settings_that_ruff_can_not_read_are_no_success(small: Path) -> None:
    (small / "pyproject.toml").write_text("[tool.ruff]\nnonsense = 1\n")
    assert "ruff check failed" in said(style(Checkout(small)))
