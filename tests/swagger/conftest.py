"""SDKs from Swagger 2.0 documents that stand in the tests themselves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.sdks import make_sdk
from support.wire import Wire

SdkOf = Callable[[str], ModuleType]


@pytest.fixture(scope="session")
def sdk_of(tmp_path_factory: pytest.TempPathFactory) -> SdkOf:
    """The SDK of a document's text, generated once in a session. ``swagger``, ``info`` and ``host`` are added."""
    made: dict[str, ModuleType] = {}
    folder = tmp_path_factory.mktemp("swagger_sdks")

    def sdk(spec: str) -> ModuleType:
        if spec not in made:
            made[spec] = make_sdk(folder, complete(spec))
        return made[spec]

    return sdk


def complete(spec: str) -> str:
    """A whole document from the part that a test is about."""
    head = "swagger: '2.0'\ninfo: {title: Example, version: '1'}\n"
    if "\nhost:" not in spec and "\nbasePath:" not in spec:
        head += "host: api.example.com\nschemes: [https]\n"
    return head + ("paths: {}\n" if "\npaths:" not in spec else "") + spec


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    wire.close()
