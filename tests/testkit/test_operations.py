"""Every operation, called by both clients: a success, and each error that the document has."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tollkeeper import APIStatusError
from tollkeeper.testing import FakeServer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

NAMES = FakeServer().names
ERRORS = [(name, status) for name in NAMES for status in FakeServer().endpoint(name).errors()]


def call(fake: FakeServer, name: str, **options: Any) -> None:
    """Call an operation with arguments that the document allows, and read all of its answer."""
    with fake.client(**options) as client:
        answer = fake.method(client, name)()
        if hasattr(answer, "__enter__"):  # a stream, or a download
            with answer as events:
                list(events if hasattr(events, "__iter__") else events.iter_bytes())


async def call_async(fake: FakeServer, name: str, **options: Any) -> None:
    """The same with the asynchronous client."""
    async with fake.async_client(**options) as client:
        answer = fake.method(client, name)()
        if not hasattr(answer, "__aenter__"):
            answer = await answer
        if hasattr(answer, "__aenter__"):
            async with answer as events:
                [each async for each in (events if hasattr(events, "__aiter__") else events.iter_bytes())]


@pytest.mark.parametrize("name", [name for name in NAMES if FakeServer().endpoint(name).succeeds])
def test_success(name: str) -> None:
    fake = FakeServer()
    call(fake, name, strict=True)
    asyncio.run(call_async(fake, name, strict=True))
    assert fake.calls[0].operation == name
    assert fake.calls[-1].operation == name


@pytest.mark.parametrize(("name", "status"), ERRORS)
def test_error(name: str, status: int) -> None:
    fake = FakeServer()
    fake.endpoint(name).script.error(status)
    with pytest.raises(APIStatusError) as caught:
        call(fake, name, max_retries=0)
    with pytest.raises(APIStatusError) as caught_too:
        asyncio.run(call_async(fake, name, max_retries=0))
    assert caught.value.status_code == caught_too.value.status_code == status
