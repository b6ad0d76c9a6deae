"""The types gate: mypy and pyright, both strict, on hand-written and generated code."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from breaking import said
from tollkeeper_gates.checkers import types

from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult

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

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("gate-types")]

COMMENTS = ["# type: ignore", "# pyright: ignore[x]", "# mypy: ignore-errors", "#noqa: E501"]
UNTYPED = ["tests/normalise/test_bad.py", "tests/gates/test_worse.py", "benchmarks/server/test_worst.py"]


def small(folder: Path) -> Path:
    """A checkout with one good module and a good SDK."""
    (folder / "pyproject.toml").write_text(SETTINGS)
    for name in ("node_modules", ".venv"):
        (folder / name).symlink_to(ROOT / name)
    for place, name in (("src", "good"), ("sdk/src/pkg", "__init__"), ("sdk/src/pkg/_runtime", "__init__")):
        (folder / place).mkdir(parents=True)
        (folder / place / f"{name}.py").write_text("x: int = 1\n")
    return folder


def checked(root: Path, known: Path | None = None) -> GateResult:
    """What the gate finds. mypy remembers errors by module: each checkout has a cache of its own.

    ``known`` is a checkout without errors: what mypy knows of the standard library is taken from there.
    """
    if not (ROOT / "node_modules/pyright").exists():
        pytest.skip("pyright is not installed: make setup")
    if known:
        shutil.copytree(known / ".mypy_cache", root / ".mypy_cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MYPY_CACHE_DIR", str(root / ".mypy_cache"))
        return types(Checkout(root))


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that passes."""
    root = small(tmp_path_factory.mktemp("typed"))
    (root / "sdk/src/pkg/good.py").write_text('x: str = "# type: ignore"\n')
    assert checked(root).ok, "text that looks like a comment for a checker is only text"
    return root


def test_typed_code_passes_and_text_that_looks_like_a_comment_for_a_checker_is_only_text(typed: Path) -> None:
    assert (typed / ".mypy_cache/sdk").is_dir()


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory, typed: Path) -> str:
    """What is said about a checkout with many faults, each in a file of its own: the checkers start once for all.

    It has what this one says about its checkers, and a good module wherever they look.
    """
    root = small(tmp_path_factory.mktemp("faults"))
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    settings = text[text.index("[tool.mypy]") : text.index("[tool.pytest")]
    (root / "pyproject.toml").write_text(SETTINGS.partition("[tool.mypy]")[0] + settings)
    files = {
        f"{folder}/good_{n}.py": "x: int = 1\n" for n, folder in enumerate(tomllib.loads(text)["tool"]["mypy"]["files"])
    }
    files |= dict.fromkeys(UNTYPED, "def test_it(wire):\n    assert wire\n")
    files |= dict.fromkeys(("tests/normalise/conftest.py", "tests/gates/conftest.py"), 'x: int = "1"\n')
    files |= {"tests/gates/bad.py": 'y: int = "1"\n', "src/bad_here.py": 'x: int = "1"\n'}
    files |= {"sdk/src/pkg/bad.py": "def f(x):\n    return x\n", "sdk/src/pkg/new.py": "from typing import Self\n"}
    files |= {f"sdk/src/pkg/silent_{number}.py": f"x: int = 1  {each}\n" for number, each in enumerate(COMMENTS)}
    for name, source in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(source)
    return said(checked(root, typed))


def test_an_error_in_hand_written_code_is_found_by_both(faults: str) -> None:
    assert "src/bad_here.py:1: Incompatible types in assignment" in faults
    assert re.search(r"^src/bad_here\.py:1: .*\(pyright reportAssignmentType\)", faults, re.MULTILINE)


def test_an_error_in_the_sdk_says_to_change_the_templates(faults: str) -> None:
    assert "sdk/src/pkg/bad.py:1: Function is missing a type annotation" in faults
    assert re.search(r"^sdk/src/pkg/bad\.py:1: .*\(pyright reportMissingParameterType\)", faults, re.MULTILINE)
    assert "Change the templates or the runtime, then run `make generate-sdk`." in faults


def test_python_that_the_oldest_version_does_not_have_is_an_error_in_the_sdk(faults: str) -> None:
    assert "sdk/src/pkg/new.py:1" in faults


@pytest.mark.parametrize("number", range(len(COMMENTS)), ids=COMMENTS)
def test_a_comment_that_silences_a_checker_is_refused_in_generated_code(faults: str, number: int) -> None:
    assert f"sdk/src/pkg/silent_{number}.py:1: generated code turns a checker off: {COMMENTS[number]}" in faults


@pytest.mark.parametrize("file", UNTYPED)
def test_a_test_and_a_benchmark_without_types_are_found_by_both(faults: str, file: str) -> None:
    assert f"{file}:1: Function is missing a type annotation" in faults
    assert re.search(rf"^{file}:1: .*\(pyright reportMissingParameterType\)", faults, re.MULTILINE)


def test_several_conftests_are_checked_by_pyright_and_stop_nothing(faults: str) -> None:
    assert "tests/gates/bad.py:1: Incompatible types in assignment" in faults
    assert "Duplicate module" not in faults
    assert faults.count("conftest.py:1: Type") == 2


def test_a_checkout_without_pyright_says_what_to_run(tmp_path: Path) -> None:
    (small(tmp_path) / "node_modules").unlink()
    (tmp_path / "node_modules").mkdir()
    shutil.rmtree(tmp_path / "sdk/src/pkg/_runtime")
    with pytest.raises(Exception, match="pyright is not installed") as caught:
        checked(tmp_path)
    assert "make setup" in str(caught.value)
