"""SDKs that keep another generator's surface, each made once for these tests."""

from __future__ import annotations

import textwrap
from types import ModuleType

import bodies_documents
import first_documents
import hooks_documents
import migrate_documents
import nested_documents
import pages_documents
import pytest
import settings_documents
import streams_documents
from support.sdks import make_sdk


def _made(factory: pytest.TempPathFactory, documents: ModuleType) -> ModuleType:
    """The package of a document and its names file."""
    folder = factory.mktemp(documents.__name__)
    names = folder / "stainless.yml"
    names.write_text(textwrap.dedent(documents.NAMES), "utf-8")
    return make_sdk(folder, documents.DOCUMENT, names=str(names), compat="stainless")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package. Its client is CityLibrary."""
    return _made(tmp_path_factory, migrate_documents)


@pytest.fixture(scope="session")
def depot(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of a document whose bodies and credentials are not plain."""
    return _made(tmp_path_factory, bodies_documents)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of a document whose lists come in pages of all kinds."""
    return _made(tmp_path_factory, pages_documents)


@pytest.fixture(scope="session")
def writer(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of a document whose names file says what streams."""
    return _made(tmp_path_factory, streams_documents)


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of a document whose classes stand inside one another."""
    return _made(tmp_path_factory, nested_documents)


@pytest.fixture(scope="session")
def harvest(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of a names file that says much of the client."""
    return _made(tmp_path_factory, settings_documents)


@pytest.fixture(scope="session")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of a names file whose resource reads webhooks."""
    return _made(tmp_path_factory, hooks_documents)


@pytest.fixture(scope="session")
def relay(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of a names file for an SDK of the first generation."""
    return _made(tmp_path_factory, first_documents)
