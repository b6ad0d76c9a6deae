"""A repository made once for all tests that only look at it, and copies of it to change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from adopting import ACME, process
from support.own_wheel import own_wheel


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``trueline init`` makes of a small document. Not to be changed."""
    folder = tmp_path_factory.mktemp("adopt")
    (folder / "acme.yaml").write_text(ACME, "utf-8")
    done = process("init", "acme-sdk", "--spec", "acme.yaml", "--trueline", own_wheel(), cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "acme-sdk"


@pytest.fixture
def repository(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to change."""
    shutil.copytree(made, tmp_path / "repository", symlinks=True)
    return tmp_path / "repository"
