"""Every text that Trueline writes ends its lines as the repository does, on Windows too: each write says so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import trueline

SOURCE = Path(trueline.__file__).parent


def writes_lines_of_the_machine(text: str) -> Iterator[int]:
    """The lines of calls of ``write_text`` that leave the ends of lines to the machine."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "write_text":
            said = {keyword.arg: keyword.value for keyword in node.keywords}.get("newline")
            if not (isinstance(said, ast.Constant) and said.value in {"", "\n"}):
                yield node.lineno


def test_each_write_of_text_says_how_lines_end() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        if "runtime" not in path.relative_to(SOURCE).parts
        for line in writes_lines_of_the_machine(path.read_text("utf-8"))
    ]
    assert found == [], 'say newline="\\n"'


@pytest.mark.parametrize(
    ("call", "lines"),
    [
        ("path.write_text(text, 'utf-8')", [1]),
        ("path.write_text(text, 'utf-8', newline=None)", [1]),
        ("path.write_text(text, 'utf-8', newline='\\n')", []),
        ("path.write_bytes(text.encode())", []),
    ],
)
def test_the_check_knows_such_a_call(call: str, lines: list[int]) -> None:
    assert list(writes_lines_of_the_machine(call)) == lines
