"""griffe as a second opinion on the Python surface: all that it finds we find; what we find beyond it is listed."""

from __future__ import annotations

import re
from pathlib import Path

import griffe
import pytest
from test_diff_surface import PAIRS as RULE_PAIRS

from trueline.diff import Level
from trueline.diff.model import Change
from trueline.diff.surface import compare_surface

_ROOT = Path(__file__).parents[2]
_DECISION = _ROOT / "docs/decisions/013-python-surface.md"

_PARAMETER = "def f({0}) -> None: ..."
_METHOD = "class C:\n    def m(self, {0}) -> None: ..."

#: Edits that griffe is made for, beside one pair for each of our own rules.
PAIRS = {
    **RULE_PAIRS,
    "function removed": ("def f() -> None: ...\ndef g() -> None: ...", "def g() -> None: ..."),
    "class removed": ("class C:\n    a: int", ""),
    "class became a function": ("class C: ...", "def C() -> None: ..."),
    "method removed": ("class C:\n    def m(self) -> None: ...", "class C: ..."),
    "method became an attribute": ("class C:\n    def m(self) -> None: ...", "class C:\n    m: int"),
    "attribute removed": ("class C:\n    a: int\n    b: int", "class C:\n    b: int"),
    "base removed": ("class A: ...\nclass B: ...\nclass C(A, B): ...", "class A: ...\nclass B: ...\nclass C(B): ..."),
    "inherited method removed": (
        "class A:\n    def m(self) -> None: ...\nclass C(A): ...",
        "class A: ...\nclass C(A): ...",
    ),
    "parameter removed": (_PARAMETER.format("a: int, b: int"), _PARAMETER.format("b: int")),
    "parameter renamed": (_PARAMETER.format("*, a: int"), _PARAMETER.format("*, b: int")),
    "required parameter added": (_METHOD.format("*, a: int"), _METHOD.format("*, a: int, b: int")),
    "parameter became required": (_METHOD.format("*, a: int = 1"), _METHOD.format("*, a: int")),
    "parameter became keyword-only": (_METHOD.format("a: int"), _METHOD.format("*, a: int")),
    "parameter became positional-only": (_PARAMETER.format("a: int"), _PARAMETER.format("a: int, /")),
    "parameters changed places": (_PARAMETER.format("a: int, b: int"), _PARAMETER.format("b: int, a: int")),
    "default changed": (_METHOD.format("a: int = 1"), _METHOD.format("a: int = 2")),
    "enum member removed": ("class E(Enum):\n    A = 1\n    B = 2", "class E(Enum):\n    A = 1"),
    "enum value changed": ("class E(Enum):\n    A = 1", "class E(Enum):\n    A = 2"),
    "result not annotated": ("def f() -> int: ...", "def f(): ..."),
    "variadic keywords removed": (_PARAMETER.format("**rest: int"), _PARAMETER.format("")),
}

_K = griffe.BreakageKind
#: What each of griffe's breakages is here.
OURS: dict[griffe.BreakageKind, set[str]] = {
    _K.PARAMETER_MOVED: {"python-argument-moved"},
    _K.PARAMETER_REMOVED: {"python-argument-removed"},
    _K.PARAMETER_CHANGED_KIND: {"python-argument-moved"},
    _K.PARAMETER_CHANGED_DEFAULT: {"python-argument-default-changed"},
    _K.PARAMETER_CHANGED_REQUIRED: {"python-argument-became-required"},
    _K.PARAMETER_ADDED_REQUIRED: {"python-required-argument-added"},
    _K.OBJECT_REMOVED: {"python-name-removed"},
    _K.OBJECT_CHANGED_KIND: {"python-kind-changed"},
    _K.RETURN_CHANGED_TYPE: {"python-result-changed"},
    _K.CLASS_REMOVED_BASE: {"python-base-removed"},
}
#: Rules that break code, found in pairs where griffe says nothing. docs/decisions/013 has them with their reasons.
BEYOND = {
    "python-argument-type-changed",
    "python-result-changed",
    "python-attribute-changed",
    "python-overload-changed",
    "python-async-changed",
    "python-value-changed",
}
#: Kinds that griffe names and, in the version that is locked, never reports.
SILENT = {_K.ATTRIBUTE_CHANGED_TYPE, _K.ATTRIBUTE_CHANGED_VALUE}


def _package(folder: Path, text: str) -> Path:
    package = folder / "acme"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(text, "utf-8")
    return folder


def _both(tmp_path: Path, old: str, new: str) -> tuple[list[griffe.Breakage], tuple[Change, ...]]:
    folders = [_package(tmp_path / side, text) for side, text in (("old", old), ("new", new))]
    packages = [griffe.load("acme", search_paths=[folder], allow_inspection=False) for folder in folders]
    assert all(isinstance(package, griffe.Module) for package in packages)
    breakages = list(griffe.find_breaking_changes(*packages))
    return breakages, compare_surface(*(folder / "acme" for folder in folders)).changes


@pytest.mark.parametrize("name", PAIRS)
def test_what_griffe_calls_breaking_we_tell_of_by_the_same_name(name: str, tmp_path: Path) -> None:
    breakages, changes = _both(tmp_path, *PAIRS[name])
    for breakage in breakages:
        names = _names(breakage)
        told = [change for change in changes if change.rule in OURS[breakage.kind]]
        assert any(names <= _words(change.sentence) for change in told), (breakage.explain(), changes)


def test_what_we_call_breaking_beyond_griffe_is_listed_and_explained(tmp_path: Path) -> None:
    beyond: set[str] = set()
    for number, pair in enumerate(PAIRS.values()):
        breakages, changes = _both(tmp_path / str(number), *pair)
        if not breakages:
            beyond |= {change.rule for change in changes if change.sdk is Level.MAJOR}
    assert beyond == BEYOND
    page = _DECISION.read_text("utf-8")
    assert all(f"`{rule}`" in page for rule in beyond)


def test_each_kind_that_griffe_knows_was_shown_to_both(tmp_path: Path) -> None:
    seen: set[griffe.BreakageKind] = set()
    for number, pair in enumerate(PAIRS.values()):
        seen |= {breakage.kind for breakage in _both(tmp_path / str(number), *pair)[0]}
    assert seen == set(OURS)
    assert set(_K) - seen == SILENT, "griffe finds changed types or values now"


def test_our_sdk_compared_with_itself_is_the_same_to_both() -> None:
    source = _ROOT / "sdks/python/src"
    package = griffe.load("tollkeeper", search_paths=[source], allow_inspection=False)
    assert list(griffe.find_breaking_changes(package, package)) == []
    assert compare_surface(source / "tollkeeper", source / "tollkeeper").changes == ()


def _names(breakage: griffe.Breakage) -> set[str]:
    """The object, and the parameter if it is about one."""
    value = next(
        (each for each in (breakage.old_value, breakage.new_value) if isinstance(each, griffe.Parameter)), None
    )
    return {breakage.obj.name, *([value.name] if value else [])}


def _words(sentence: str) -> set[str]:
    return set(re.findall(r"\w+", sentence))
