"""Whole SDKs of small documents, compared byte by byte with what somebody has read and found good.

Where a change is meant, accept it and read the difference before you commit it:

    TRUELINE_ACCEPT=1 .venv/bin/python -m pytest tests/golden
    git diff tests/golden
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from trueline.pipeline import Request, generate

HERE = Path(__file__).parent
NAMES = sorted(folder.parent.name for folder in HERE.glob("*/spec.yaml"))


def generated(name: str) -> dict[str, bytes]:
    """Every file but the runtime, which is the same for all, and the provenance, which any change of Trueline changes."""
    files = generate(Request(str(HERE / name / "spec.yaml"), f"{name}_sdk")).files
    if name == "samples":
        return _types_on_this_runtime(files)
    return {
        path: data for path, data in files.items() if "/_runtime/" not in path and not path.endswith("/_provenance.py")
    }


def _types_on_this_runtime(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The types alone, on the runtime of this checkout instead of its copy: tests/runtime_models tries it with them."""
    own = b"from trueline.runtime."
    return {path: data.replace(b"from .._runtime.", own) for path, data in files.items() if "/types/" in path}


def golden(name: str) -> dict[str, bytes]:
    tree = HERE / name / "sdk"
    return {
        p.relative_to(tree).as_posix(): p.read_bytes() for p in tree.rglob("*") if p.is_file() and p.suffix != ".pyc"
    }


def accept(name: str, files: dict[str, bytes]) -> None:
    tree = HERE / name / "sdk"
    shutil.rmtree(tree, ignore_errors=True)
    for path, data in files.items():
        target = tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


@pytest.mark.parametrize("name", NAMES)
def test_the_generated_tree_is_the_golden_one(name: str) -> None:
    files = generated(name)
    if os.environ.get("TRUELINE_ACCEPT") == "1":
        accept(name, files)
    expected = golden(name)

    assert sorted(files) == sorted(expected), "other files than before: TRUELINE_ACCEPT=1 accepts them"
    for path, data in files.items():
        assert data.decode() == expected[path].decode(), f"{path} has changed: TRUELINE_ACCEPT=1 accepts it"


def test_there_are_golden_trees() -> None:
    assert NAMES == ["files", "live", "minimal", "samples", "shop"]
