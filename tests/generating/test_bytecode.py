"""Templates that were compiled before: used as they are, and never where they don't fit."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from trueline.codegen.bytecode import bytecode_beside


@pytest.fixture(autouse=True)
def kept_bytecode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))


def _says(folder: Path, text: str) -> str:
    environment = Environment(loader=DictLoader({"one": text}), bytecode_cache=bytecode_beside(folder))
    return environment.get_template("one").render()


def _kept(folder: Path) -> list[Path]:
    return [path for path in (folder / "kept").rglob("*") if path.is_file()]


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _says(tmp_path, "a{{ 1 }}") == "a1"
    monkeypatch.setattr(Environment, "compile", None)  # another compilation would fail
    assert _says(tmp_path, "a{{ 1 }}") == "a1"
    assert len(_kept(tmp_path)) == 1


def test_another_text_is_compiled_again(tmp_path: Path) -> None:
    assert _says(tmp_path, "a{{ 1 }}") == "a1"
    assert _says(tmp_path, "b{{ 1 }}") == "b1"


@pytest.mark.parametrize("length", [0, 5, 20, 100])
def test_a_file_that_was_cut_short_is_passed_by(tmp_path: Path, length: int) -> None:
    _says(tmp_path, "a{{ 1 }}")
    (kept,) = _kept(tmp_path)
    kept.write_bytes(kept.read_bytes()[:length])
    assert _says(tmp_path, "a{{ 1 }}") == "a1"
    assert kept.stat().st_size > length


def test_nothing_is_written_where_python_shall_write_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert _says(tmp_path, "a{{ 1 }}") == "a1"
    assert _kept(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file is in the way")
    assert _says(tmp_path, "a{{ 1 }}") == "a1"
