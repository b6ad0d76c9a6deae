"""Regular expressions of documents are ECMA's; Python's ``re`` reads some of them otherwise, or warns."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline.spec.patterns import matches, python_pattern


@pytest.mark.parametrize(
    ("pattern", "texts", "others"),
    [
        ("^a$", ["a"], ["a\n", "b"]),
        (r"^\$[$]$", ["$$"], ["$"]),
        ("^[[a]+$", ["[a", "a"], ["]"]),
        ("^[^[]+$", ["a]"], ["["]),
        (r"^[a\]b[]+$", ["]b["], ["c"]),
        ("^[+--]$", ["+", ",", "-"], ["."]),
        ("^[a&&b~~c||]+$", ["a&b~c|"], ["d"]),
        ("a[]", [], ["a", "a]"]),
        ("^a[^]$", ["ab", "a\n"], ["a"]),
        ("^(?<year>[0-9]{4})-\\k<year>$", ["2026-2026"], ["2026-2025"]),
        (r"^\p{L}+$", ["Zoë"], ["a1"]),
        (r"^[\p{L}\p{Nd}_-]+$", ["Zoë_1-"], ["a.b"]),
        (r"^[^\p{L}]$", ["1", "\n"], ["ë"]),
        (r"^[^\p{L}.]$", ["1"], ["ë", "."]),
        (r"^\P{L}$", ["1"], ["ë"]),
        (r"(?<=a)b(?<!c)", ["ab"], ["cb"]),
    ],
)
def test_an_expression_means_what_ecma_says(pattern: str, texts: list[str], others: list[str]) -> None:
    assert [text for text in texts if not matches(pattern, text)] == []
    assert [text for text in others if matches(pattern, text)] == []


@pytest.mark.parametrize("pattern", ["(", r"\p{Emoji}", r"[\p{Emoji}]", "[b-a]", "a{99999999999}"])
def test_what_python_cannot_have_is_told_apart(pattern: str) -> None:
    assert python_pattern(pattern) is None
    assert not matches(pattern, "a")


@given(st.lists(st.sampled_from([*list("[]^-&~|\\$ab(?<>){1,}.*"), r"\p{L}", r"\[", "[^"])).map("".join))
def test_no_expression_makes_python_warn(pattern: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if (found := python_pattern(pattern)) is not None:
            re.compile(found)
