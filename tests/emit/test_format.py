"""Formatting: the pinned ruff, nothing of the surroundings, the runtime byte for byte."""

from __future__ import annotations

import time
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import pytest

from trueline.codegen.format import BATCH, find_ruff, formatter
from trueline.codegen.inputs import runtime_files
from trueline.errors import InternalError

UGLY = b"x = {  'a':1 }\n"


def format_sources(files: Mapping[str, bytes]) -> dict[str, bytes]:
    with formatter() as each:
        for path, content in files.items():
            each.add(path, content)
        return dict(each.finish())


def test_python_is_formatted_and_everything_else_is_not() -> None:
    files = {"pkg/a.py": UGLY, "pyproject.toml": b"a  =  1\n", "README.md": b"```python\nx  = 1\n```\n"}
    assert format_sources(files) == {**files, "pkg/a.py": b'x = {"a": 1}\n'}


def test_the_runtime_is_copied_byte_for_byte() -> None:
    files = {"pkg/_runtime/a.py": UGLY, "pkg/_runtime/deep/b.py": UGLY, "pkg/_runtime.py": UGLY}
    assert format_sources(files) == {**files, "pkg/_runtime.py": b'x = {"a": 1}\n'}


def test_the_runtime_of_every_sdk_is_python() -> None:
    """No generation proves it again: it is what this checkout has."""
    runtime = {f"pkg/{path}": content for path, content in runtime_files(compat=True)}
    assert format_sources(runtime).keys() == runtime.keys()


def test_lines_may_be_120_long_and_code_in_docstrings_is_left_alone() -> None:
    line = b'x = "' + b"a" * 114 + b'"\n'
    docstring = b'"""Example:\n\n>>> f( 1 )\n"""\n'
    assert len(line) == 121
    assert format_sources({"a.py": line, "b.py": docstring}) == {"a.py": line, "b.py": docstring}


def test_no_setting_of_the_user_changes_a_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ruff.toml").write_text('line-length = 20\nformat.quote-style = "single"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("RUFF_LINE_LENGTH", "20")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert format_sources({"a.py": UGLY}) == {"a.py": b'x = {"a": 1}\n'}


@pytest.mark.parametrize("path", ["build/a.py", "node_modules/a.py", ".venv/a.py", "-q.py", "a b.py", "ä.py"])
def test_no_path_escapes_the_formatter(path: str) -> None:
    assert format_sources({path: UGLY}) == {path: b'x = {"a": 1}\n'}


def test_formatting_twice_changes_nothing() -> None:
    once = format_sources({"a.py": UGLY})
    assert format_sources(once) == once


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        (b"x = 1\ny = (\n", 2, "was never closed"),
        (b"x = '\\d'\n", 1, "invalid escape sequence"),
        (b"x = '\x00'\n", None, "null bytes"),
        (b"\xff\n", None, "utf-8"),
        (b"return\n", 1, "outside function"),
        (b"x = " + b"[" * 201 + b"]" * 201 + b"\n", 1, "too many nested parentheses"),
        (b"x: " + b" | ".join([b"int"] * 9000) + b"\n", None, "recursion"),
        (b"def f(a, a): ...\n", 1, "duplicate argument"),
        (b"def f():\n    nonlocal a\n", 2, "nonlocal"),
    ],
)
def test_a_file_that_is_not_python_is_named_with_its_line(source: bytes, line: int | None, why: str) -> None:
    path = "pkg/types/bad.py"
    with pytest.raises(InternalError, match=why) as caught:
        format_sources({"pkg/good.py": b"x = 1\n", path: source})
    assert caught.value.where is not None
    assert caught.value.where.source == path
    if line:
        assert caught.value.where.line == line


def test_a_union_of_thousands_is_formatted() -> None:
    """Of all public documents Microsoft Graph's has the largest."""
    union = '"' + " | ".join(f"Model{number}" for number in range(3091)) + '"'
    source = f"from typing import TypeAlias\n\nAll: TypeAlias = {union}\n".encode()
    assert format_sources({"all.py": source}) == {"all.py": source}


def test_files_come_back_in_their_order_whatever_batch_they_were_in() -> None:
    large = (b"# " + b"x" * 97 + b"\n") * (BATCH // 100)
    files = {"b.py": large, "a.txt": b"t", "a.py": UGLY, "pkg/_runtime/c.py": UGLY}
    assert list(format_sources(files).items()) == [*({**files, "a.py": b'x = {"a": 1}\n'}).items()]


def test_nothing_to_format_is_no_error() -> None:
    assert format_sources({}) == {}
    assert format_sources({"a.txt": b"x"}) == {"a.txt": b"x"}


def test_the_formatter_is_the_one_of_this_environment() -> None:
    assert metadata.version("ruff") in {line.split("==")[-1].split('"')[0] for line in _pins()}
    assert find_ruff().is_file()


def _pins() -> list[str]:
    pyproject = Path(__file__).parents[2] / "pyproject.toml"
    return [line for line in pyproject.read_text().splitlines() if "ruff==" in line]


@pytest.mark.slow
def test_six_thousand_files_take_seconds() -> None:
    module = b"class A%d:\n" + b"    x: int = 1\n" * 50
    start = time.perf_counter()
    assert len(format_sources({f"pkg/m{n}.py": module % n for n in range(6000)})) == 6000
    assert time.perf_counter() - start < 120  # one process a file would take many minutes
