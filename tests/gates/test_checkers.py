"""The types gate: mypy and pyright, both strict, on hand-written and generated code."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from breaking import said

from trueline.gates.checkers import types
from trueline.gates.checkout import Checkout

ROOT = Path(__file__).parents[2]
SETTINGS = """
[tool.trueline]
spec = "v1.yaml"
output = "sdk"
package = "pkg"
[tool.mypy]
strict = true
files = ["src"]
[tool.pyright]
typeCheckingMode = "strict"
include = ["src"]
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one good module and a good SDK. mypy remembers errors by module: each has a cache of its own."""
    monkeypatch.setenv("MYPY_CACHE_DIR", str(tmp_path / ".mypy_cache"))
    if not (ROOT / "node_modules/pyright").exists():
        pytest.skip("pyright is not installed: make setup")
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    for name in ("node_modules", ".venv"):
        (tmp_path / name).symlink_to(ROOT / name)
    for folder, name in (("src", "good"), ("sdk/src/pkg", "__init__"), ("sdk/src/pkg/_runtime", "__init__")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / f"{name}.py").write_text("x: int = 1\n")
    return tmp_path


def test_typed_code_passes(small: Path) -> None:
    assert types(Checkout(small)).ok


def test_an_error_in_hand_written_code_is_found_by_both(small: Path) -> None:
    (small / "src/bad.py").write_text('x: int = "1"\n')
    text = said(types(Checkout(small)))
    assert "src/bad.py:1: Incompatible types in assignment" in text
    assert "(pyright reportAssignmentType)" in text


def ours(small: Path) -> Path:
    """The small checkout with what this one says about its checkers, and a good module wherever they look."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    settings = text[text.index("[tool.mypy]") : text.index("[tool.pytest")]
    (small / "pyproject.toml").write_text(SETTINGS.partition("[tool.mypy]")[0] + settings)
    for number, folder in enumerate(tomllib.loads(text)["tool"]["mypy"]["files"]):
        (small / folder).mkdir(parents=True, exist_ok=True)
        (small / folder / f"good_{number}.py").write_text("x: int = 1\n")
    return small


@pytest.mark.parametrize("folder", ["tests/normalise", "tests/gates", "benchmarks/server"])
def test_a_test_and_a_benchmark_without_types_are_found_by_both(small: Path, folder: str) -> None:
    bad = ours(small) / folder / "test_bad.py"
    bad.parent.mkdir(parents=True, exist_ok=True)
    bad.write_text("def test_it(wire):\n    assert wire\n")
    text = said(types(Checkout(small)))
    assert f"{folder}/test_bad.py:1: Function is missing a type annotation" in text
    assert "(pyright reportMissingParameterType)" in text


def test_several_conftests_are_checked_by_pyright_and_stop_nothing(small: Path) -> None:
    for folder in ("tests/normalise", "tests/gates"):
        (ours(small) / folder).mkdir(parents=True)
        (small / folder / "conftest.py").write_text('x: int = "1"\n')
    (small / "tests/gates/bad.py").write_text('y: int = "1"\n')
    text = said(types(Checkout(small)))
    assert "tests/gates/bad.py:1: Incompatible types in assignment" in text and "Duplicate module" not in text
    assert text.count("conftest.py:1: Type") == 2


def test_an_error_in_the_sdk_says_to_change_the_templates(small: Path) -> None:
    (small / "sdk/src/pkg/bad.py").write_text("def f(x):\n    return x\n")
    text = said(types(Checkout(small)))
    assert "sdk/src/pkg/bad.py:1: Function is missing a type annotation" in text
    assert "(pyright reportMissingParameterType)" in text
    assert "Change the templates or the runtime, then run `make generate-sdk`." in text


def test_python_that_the_oldest_version_does_not_have_is_an_error_in_the_sdk(small: Path) -> None:
    (small / "sdk/src/pkg/new.py").write_text("from typing import Self\n")
    assert "sdk/src/pkg/new.py:1" in said(types(Checkout(small)))


@pytest.mark.parametrize("comment", ["# type: ignore", "# pyright: ignore[x]", "# mypy: ignore-errors", "#noqa: E501"])
def test_a_comment_that_silences_a_checker_is_refused_in_generated_code(small: Path, comment: str) -> None:
    (small / "sdk/src/pkg/bad.py").write_text(f"x: int = 1  {comment}\n")
    assert f"sdk/src/pkg/bad.py:1: generated code turns a checker off: {comment}" in said(types(Checkout(small)))


def test_text_that_looks_like_such_a_comment_is_only_text(small: Path) -> None:
    (small / "sdk/src/pkg/good.py").write_text('x: str = "# type: ignore"\n')
    assert types(Checkout(small)).ok


def test_a_checkout_without_pyright_says_what_to_run(small: Path) -> None:
    (small / "node_modules").unlink()
    (small / "node_modules").mkdir()
    shutil.rmtree(small / "sdk/src/pkg/_runtime")
    with pytest.raises(Exception, match="pyright is not installed") as caught:
        types(Checkout(small))
    assert "make setup" in str(caught.value)
