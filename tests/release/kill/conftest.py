"""One release and one zygote for each worker; the number of faults that were tried goes into the test's report."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from kill_bench import PREPARE, KillBench, Trial, Zygote, make_pristine
from published import FakeIndex, Release, settings
from release_support import ENVIRONMENT, Repository, make_repository
from support.fake_index import World, serve_index


@pytest.fixture(scope="session")
def _zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    with Zygote.started(tmp_path_factory.mktemp("zygote")) as zygote:
        yield zygote


@pytest.fixture(scope="session")
def _index() -> Iterator[FakeIndex]:
    with serve_index() as server:
        yield server


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory, _index: FakeIndex) -> Path:
    folder = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        for key, value in ENVIRONMENT.items():
            patch.setenv(key, value)
        make_pristine(folder, _index)
    return folder


@pytest.fixture(scope="session")
def _acme(tmp_path_factory: pytest.TempPathFactory, _index: FakeIndex) -> Path:
    folder = tmp_path_factory.mktemp("acme")
    with pytest.MonkeyPatch.context() as patch:
        for key, value in ENVIRONMENT.items():
            patch.setenv(key, value)
        make_repository(folder, pyproject=settings(_index))
    return folder


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory, _zygote: Zygote, _acme: Path, _index: FakeIndex) -> Path:
    bench = KillBench(_zygote, _acme, tmp_path_factory.mktemp("prepared"), _index)
    trial = bench.fresh()
    assert trial.run((PREPARE,)).code == 0
    return trial.release.root


@pytest.fixture(scope="session")
def _tagged(tmp_path_factory: pytest.TempPathFactory, _zygote: Zygote, _built: Path, _index: FakeIndex) -> Path:
    trial = KillBench(_zygote, _built, tmp_path_factory.mktemp("tagged"), _index).fresh()
    assert trial.run((("tag",),)).code == 0
    return trial.release.root


@pytest.fixture
def tagged(bench: KillBench, _tagged: Path) -> Trial:
    """A copy of a release that is tagged and not uploaded."""
    return bench.copy(Trial(bench, Release(Repository(_tagged), bench.server)))


@pytest.fixture
def prepared(bench: KillBench, _prepared: Path) -> Trial:
    """A copy of a repository whose release was prepared."""
    return bench.copy(Trial(bench, Release(Repository(_prepared), bench.server)))


@pytest.fixture
def unprepared(bench: KillBench, _acme: Path) -> Trial:
    """A copy of a whole repository, with a document and an SDK, of which nothing was released."""
    return bench.copy(Trial(bench, Release(Repository(_acme / "acme"), bench.server)))


@pytest.fixture
def bench(
    _zygote: Zygote, _built: Path, _index: FakeIndex, tmp_path: Path, record_property: object
) -> Iterator[KillBench]:
    _index.world = World()  # nothing of the test before
    bench = KillBench(_zygote, _built, tmp_path, _index)
    yield bench
    assert callable(record_property)
    record_property("faults", bench.faults)
