"""The SDK of v1.yaml, and a server that answers with the document's examples."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "hostile"))

from example_server import ExampleServer
from support.document import Document, document_at
from support.sdks import ROOT, import_sdk
from support.tollkeeper import API_KEY


@pytest.fixture(scope="session")
def document() -> Document:
    return document_at(ROOT / "openapi/v1.yaml")


@pytest.fixture(scope="session")
def server(document: Document) -> Iterator[ExampleServer]:
    import_sdk(ROOT / "sdks/python/src", "tollkeeper")
    with ExampleServer(document, API_KEY) as server:
        yield server


@pytest.fixture
def environment(server: ExampleServer, monkeypatch: pytest.MonkeyPatch) -> ExampleServer:
    """What a reader sets before the first example."""
    monkeypatch.setenv("TOLLKEEPER_API_KEY", API_KEY)
    monkeypatch.setenv("TOLLKEEPER_BASE_URL", server.url)
    return server
