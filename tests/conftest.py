"""For every test: what one run remembers, no other run and no user sees."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Children inherit it too."""
    pytest.MonkeyPatch().setenv("TRUELINE_CACHE", str(tmp_path_factory.mktemp("cache")))
