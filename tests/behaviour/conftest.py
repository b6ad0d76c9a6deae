"""SDKs from documents that stand in the tests themselves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from names_of_scopes import OURS, document
from support.checking import KNOWN
from support.sdks import generate_to, make_sdk
from support.wire import Wire

SdkOf = Callable[[str], ModuleType]


@pytest.fixture(scope="session")
def sdk_of(tmp_path_factory: pytest.TempPathFactory) -> SdkOf:
    """The SDK of a document's text, generated once in a session. ``openapi``, ``info`` and ``servers`` are added."""
    made: dict[str, ModuleType] = {}
    folder = tmp_path_factory.mktemp("sdks")

    def sdk(spec: str) -> ModuleType:
        if spec not in made:
            made[spec] = make_sdk(folder, complete(spec))
        return made[spec]

    return sdk


@pytest.fixture(scope="session")
def names_sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of an SDK in which every scope has all names that are ours."""
    folder = tmp_path_factory.mktemp("names")
    report = generate_to(folder, document(OURS, by_turns=True), KNOWN, suffix=".json")
    assert not report.lost
    return folder / "src" / KNOWN


def complete(spec: str) -> str:
    """A whole document from the part that a test is about."""
    head = ""
    if "openapi:" not in spec:
        head += "openapi: 3.1.0\n"
    if "\ninfo:" not in spec:
        head += "info: {title: Example, version: '1'}\n"
    if "\nservers:" not in spec:
        head += "servers: [{url: https://api.example.com}]\n"
    if "\npaths:" not in spec:
        head += "paths: {}\n"
    return head + spec


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    wire.close()
