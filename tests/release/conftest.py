"""One repository is made for all tests of a worker; each test gets a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from release_support import ENVIRONMENT, Repository, make_repository


@pytest.fixture(autouse=True)
def _git_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commits of tests are nobody's, and no setting of this machine changes what git does."""
    for key, value in ENVIRONMENT.items():
        monkeypatch.setenv(key, value)


@pytest.fixture(scope="session")
def _pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pristine")
    make_repository(folder)
    return folder


@pytest.fixture
def repository(_pristine: Path, tmp_path: Path) -> Repository:
    """A checkout with its remote, of its own."""
    shutil.copytree(_pristine, tmp_path / "made", symlinks=True)
    copy = Repository(tmp_path / "made/acme")
    copy.git("remote", "set-url", "origin", str(tmp_path / "made/remote.git"))
    return copy
