"""One repository is made for all tests of a worker; each test gets a copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from published import Release, build
from release_support import ENVIRONMENT, Repository, copied, make_repository, packed
from support.fake_index import FakeIndex, World, serve_index

from trueline.release.objects import at_hand


@pytest.fixture(scope="session", autouse=True)
def _git_identity() -> Iterator[None]:
    """Commits of tests are nobody's, and no setting of this machine changes what git does."""
    with pytest.MonkeyPatch.context() as patch:
        for key, value in ENVIRONMENT.items():
            patch.setenv(key, value)
        yield


@pytest.fixture(autouse=True)
def _objects_at_hand() -> Iterator[None]:
    """A step asks one git, as in the command."""
    with at_hand():
        yield


@pytest.fixture(scope="session")
def _pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pristine")
    packed(make_repository(folder))
    return folder


@pytest.fixture(scope="session")
def _released(_pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("released") / "made"
    repository = copied(_pristine, folder)
    assert repository.release("prepare", "--offline") == 0
    repository.git("tag", "--annotate", "acme-v1.0.0", "--message", "acme 1.0.0")
    repository.push()
    return folder


@pytest.fixture
def repository(_pristine: Path, tmp_path: Path) -> Repository:
    """A checkout with its remote, of its own."""
    return copied(_pristine, tmp_path / "made")


@pytest.fixture
def released(_released: Path, tmp_path: Path) -> Repository:
    """The same, version 1.0.0 being prepared and tagged."""
    return copied(_released, tmp_path / "made")


@pytest.fixture(scope="session")
def _index() -> Iterator[FakeIndex]:
    with serve_index() as server:
        yield server


@pytest.fixture(scope="session")
def _built(_pristine: Path, _index: FakeIndex, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "made"
    build(copied(_pristine, folder), _index)
    return folder


@pytest.fixture
def release(_built: Path, _index: FakeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    """A release that was built and passed its checks, of its own, and an index that has nothing."""
    monkeypatch.setenv("TWINE_USERNAME", "maintainer")
    monkeypatch.setenv("TWINE_PASSWORD", "secret")
    _index.world = World()
    return Release(copied(_built, tmp_path / "made"), _index)
