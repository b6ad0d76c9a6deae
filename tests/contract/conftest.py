"""The SDK of v1.yaml, one client of each kind, and httpx mocked by respx."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
import respx

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.sdks import ROOT, import_sdk
from support.tollkeeper import API_KEY, BASE_URL, find


@pytest.fixture(scope="session")
def sdk() -> ModuleType:
    return import_sdk(ROOT / "sdks/python/src", "tollkeeper")


@pytest.fixture(scope="session")
def client(sdk: ModuleType) -> Iterator[Any]:
    with sdk.Tollkeeper(api_key=API_KEY, base_url=BASE_URL, max_retries=0) as client:
        yield client


@pytest.fixture(scope="session")
def async_pool() -> Iterator[httpx.AsyncClient]:
    """Connections for all asynchronous clients: making the TLS context anew costs more than a test."""
    pool = httpx.AsyncClient()
    yield pool
    asyncio.run(pool.aclose())


@pytest.fixture
def call(sdk: ModuleType, client: Any, async_pool: httpx.AsyncClient, request: pytest.FixtureRequest) -> Any:
    """Calls an operation by its id: on the client, or awaited on the asynchronous one; ``strict=`` is the client's."""

    def run_sync(operation_id: str, *, strict: bool = False, **arguments: Any) -> Any:
        return find(client.with_options(strict=strict), operation_id)(**arguments)

    def run_async(operation_id: str, *, strict: bool = False, **arguments: Any) -> Any:
        async def main() -> Any:
            options = {"api_key": API_KEY, "base_url": BASE_URL, "max_retries": 0, "strict": strict}
            client = sdk.AsyncTollkeeper(http_client=async_pool, **options)
            return await find(client, operation_id)(**arguments)

        return asyncio.run(main())

    return run_async if request.param == "async" else run_sync


@pytest.fixture
def api() -> Iterator[respx.Router]:
    with respx.mock(base_url=BASE_URL) as router:
        yield router
