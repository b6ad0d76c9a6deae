from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import respx

from .support import URL, Api, opened


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on who runs it."""
    for name in ("ACME_API_KEY", "ACME_BASE_URL", "ACME_LOG", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(params=["sync", "asyncio", "trio"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make(kind: str) -> Iterator[Callable[..., Api]]:
    """Makes clients of each kind, closed after the test."""
    with ExitStack() as stack:

        def one(**options: Any) -> Api:
            return stack.enter_context(opened(kind, **options))

        yield one


@pytest.fixture
def api(make: Callable[..., Api]) -> Api:
    return make()


@pytest.fixture
def server() -> Iterator[respx.MockRouter]:
    """The API's server, mocked."""
    with respx.mock(base_url=URL, assert_all_called=False) as router:
        yield router
