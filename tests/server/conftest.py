"""A server per module and database; an organization per test."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy.engine import URL

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from attacks import OF
from forked import Zygote
from live import Live, Running, Tenant, migrated
from postgres import Cluster, find_binaries
from support.once import shared
from support.sdks import ROOT, import_sdk
from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.migrations import upgrade
from tollkeeper_server.demo.processes import Process

DATABASES = ("sqlite", "postgresql")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that try an attack say which, for the count at the end."""
    for item in items:
        attack = OF.get(item.name.partition("[")[0])
        if attack:
            item.user_properties.append(("attack", attack))


@pytest.fixture(scope="session")
def without_guests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that Python reads at its start: trio and rich are not installed, as beside most servers."""
    folder = tmp_path_factory.mktemp("without")
    (folder / "sitecustomize.py").write_text("import sys\nsys.modules['trio'] = sys.modules['rich'] = None\n", "utf-8")
    return folder


@pytest.fixture(scope="module", autouse=True)
def servers_load_their_own(without_guests: Path) -> Iterator[None]:
    """httpcore and structlog import both where they are: a tenth of a server's start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(without_guests), prepend=os.pathsep)
        yield


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """Starts servers by forking."""
    zygote = Zygote()
    yield zygote
    zygote.end()


@pytest.fixture
def forked(zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does the process of the demo."""
    monkeypatch.setattr(Process, "start", zygote.start)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("there is no PostgreSQL on this machine: apt-get install postgresql")
    cluster = Cluster(binaries)
    try:
        with shared("postgresql") as folder:
            cluster.start(kept=folder / "data")
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def of_this_version(cluster: Cluster) -> URL:
    """A database of PostgreSQL, to be copied."""
    url = cluster.database()
    database = Database(url)
    upgrade(database)
    database.close()
    return url


@pytest.fixture(scope="module", params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> URL:
    """A database of either kind, of this version."""
    return _of_this_version(request, request.param, tmp_path_factory.mktemp("db"))


@pytest.fixture
def own_url(database_url: URL, request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """One of the same kind that no other test uses: not one whose clock goes ahead, either."""
    return _of_this_version(request, database_url.get_backend_name(), tmp_path)


@pytest.fixture
def empty_url(database_url: URL, request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """One without tables."""
    if database_url.get_backend_name() == "sqlite":
        return URL.create("sqlite", database=str(tmp_path / "empty.db"))
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.database()


def _of_this_version(request: pytest.FixtureRequest, kind: str, folder: Path) -> URL:
    if kind == "sqlite":
        path = folder / "tests.db"
        path.write_bytes(migrated())
        return URL.create("sqlite", database=str(path))
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.database(like=request.getfixturevalue("of_this_version"))


@pytest.fixture(scope="module")
def live(database_url: URL) -> Iterator[Live]:
    """A server on either database. Its answers are checked against the document: a wrong one is a 500."""
    with Running(database_url) as live:
        yield live


@pytest.fixture
def acme(live: Live) -> Tenant:
    """An organization, and a client with a key that holds every scope."""
    return live.tenant("Acme")


@pytest.fixture
def other(live: Live) -> Tenant:
    """Another one."""
    return live.tenant("Other")


@pytest.fixture(scope="session")
def sdk() -> ModuleType:
    return import_sdk(ROOT / "sdks/python/src", "tollkeeper")
