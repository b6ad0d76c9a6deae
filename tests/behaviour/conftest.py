"""SDKs from documents that stand in the tests themselves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
import respx

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.sdks import make_sdk


@pytest.fixture(scope="session")
def sdk_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], ModuleType]:
    """The SDK of a document's text, generated once in a session."""
    made: dict[str, ModuleType] = {}
    folder = tmp_path_factory.mktemp("sdks")

    def sdk(spec: str) -> ModuleType:
        if spec not in made:
            made[spec] = make_sdk(folder, spec)
        return made[spec]

    return sdk


@pytest.fixture
def api() -> Iterator[respx.Router]:
    with respx.mock(base_url="https://api.example.com") as router:
        yield router
