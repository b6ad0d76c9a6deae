"""An SDK that keeps another generator's surface, made once for these tests."""

from __future__ import annotations

import textwrap
from pathlib import Path
from types import ModuleType

import bodies_documents
import nested_documents
import pages_documents
import pytest
import streams_documents
from migrate_documents import DOCUMENT, NAMES
from support.sdks import make_sdk


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package. Its client is CityLibrary."""
    folder: Path = tmp_path_factory.mktemp("library")
    names = folder / "stainless.yml"
    names.write_text(textwrap.dedent(NAMES), "utf-8")
    return make_sdk(folder, DOCUMENT, names=str(names), compat="stainless")


@pytest.fixture(scope="session")
def depot(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of a document whose bodies and credentials are not plain."""
    folder: Path = tmp_path_factory.mktemp("depot")
    names = folder / "stainless.yml"
    names.write_text(textwrap.dedent(bodies_documents.NAMES), "utf-8")
    return make_sdk(folder, bodies_documents.DOCUMENT, names=str(names), compat="stainless")


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of a document whose lists come in pages of all kinds."""
    folder: Path = tmp_path_factory.mktemp("stage")
    names = folder / "stainless.yml"
    names.write_text(textwrap.dedent(pages_documents.NAMES), "utf-8")
    return make_sdk(folder, pages_documents.DOCUMENT, names=str(names), compat="stainless")


@pytest.fixture(scope="session")
def writer(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of a document whose names file says what streams."""
    folder: Path = tmp_path_factory.mktemp("writer")
    names = folder / "stainless.yml"
    names.write_text(textwrap.dedent(streams_documents.NAMES), "utf-8")
    return make_sdk(folder, streams_documents.DOCUMENT, names=str(names), compat="stainless")


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of a document whose classes stand inside one another."""
    folder: Path = tmp_path_factory.mktemp("harbour")
    names = folder / "stainless.yml"
    names.write_text(nested_documents.NAMES, "utf-8")
    return make_sdk(folder, nested_documents.DOCUMENT, names=str(names), compat="stainless")
