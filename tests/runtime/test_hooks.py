"""``on_event``: called as things happen, awaited where it is asynchronous, and never the reason that a call fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import anyio
import pytest
import respx

from trueline.runtime import events
from trueline.runtime.decoding import integer
from trueline.runtime.errors import InvalidRequestError, NotFoundError
from trueline.runtime.operation import Operation

from .support import GET, LIST, Api, AsyncApi, operation

NUMBER: Operation[Any] = operation(responses={"200": {"application/json": integer}})


def names(told: list[Any]) -> list[str]:
    return [type(event).__name__ for event in told]


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_an_asynchronous_hook_is_awaited(make: Callable[..., Api], server: respx.MockRouter, wrapped: bool) -> None:
    told: list[Any] = []

    async def tell(event: events.Event) -> None:
        await anyio.lowlevel.checkpoint()
        told.append(event)

    route = server.get("/v1/things")
    route.side_effect = [httpx_response(503), httpx_response(200, "seven"), httpx_response(404, {"detail": "no"})]
    api = make(on_event=partial(tell) if wrapped else tell)
    assert api.call(NUMBER) == "seven"
    again = ["RequestSent", "ResponseReceived"]
    assert names(told) == [*again, "Retrying", *again, "ResponseDeviated"]
    with pytest.raises(NotFoundError):
        api.call(NUMBER)
    assert names(told[6:]) == again


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_an_asynchronous_hook_is_told_before_what_it_is_told_of(
    make: Callable[..., Api], server: respx.MockRouter
) -> None:
    order: list[str] = []

    async def tell(event: events.Event) -> None:
        await anyio.lowlevel.checkpoint()
        order.append(type(event).__name__)

    def answer(request: Any) -> Any:
        order.append("answer")
        return httpx_response(200, {"data": [1]})

    server.get("/v1/things").mock(side_effect=answer)
    assert make(on_event=tell).items(LIST) == [1]
    assert order == ["RequestSent", "answer", "ResponseReceived"]


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_each_task_waits_for_its_own_hooks(make: Callable[..., Api], server: respx.MockRouter) -> None:
    told: list[Any] = []

    async def tell(event: Any) -> None:
        await anyio.sleep(0.001 * (len(told) % 3))
        told.append(event.url)

    async def story(client: Any) -> None:
        async def one(number: int) -> None:
            await client.request("GET", f"/v1/{number}")
            assert sum(url.endswith(f"/{number}") for url in told) == 2

        async with anyio.create_task_group() as tasks:
            for number in range(10):
                tasks.start_soon(one, number)

    server.route().respond(200, json=1)
    api = make(on_event=tell)
    assert isinstance(api, AsyncApi)
    api.portal.call(story, api.client)
    assert len(told) == 20


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_an_asynchronous_hook_that_fails_does_not_fail_the_call(
    make: Callable[..., Api], server: respx.MockRouter, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(event: object) -> None:
        raise ZeroDivisionError

    server.route().respond(200, json=1)
    with caplog.at_level(logging.ERROR):
        assert make(on_event=broken).call(GET) == 1
    assert caplog.text.count("on_event failed") == 2


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_a_call_that_is_cancelled_leaves_no_hook_behind(make: Callable[..., Api], server: respx.MockRouter) -> None:
    async def slow(event: object) -> None:
        await anyio.sleep(60)

    async def story(client: Any) -> bool:
        with anyio.move_on_after(0.01) as scope:
            await client.call(GET, {}, {})
        return scope.cancelled_caught

    server.route().respond(200, json=1)
    api = make(on_event=slow)
    assert isinstance(api, AsyncApi)
    assert api.portal.call(story, api.client)


@pytest.mark.parametrize("kind", ["sync"])
def test_the_synchronous_client_refuses_an_asynchronous_hook(
    make: Callable[..., Api], server: respx.MockRouter
) -> None:
    async def tell(event: object) -> None:
        raise AssertionError(event)

    with pytest.raises(InvalidRequestError, match="on_event: an asynchronous function needs the asynchronous client"):
        make(on_event=tell).call(GET)
    assert not server.calls


def httpx_response(status: int, value: Any = None) -> Any:
    return respx.MockResponse(status, json=value)
