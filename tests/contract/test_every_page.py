"""Every list: the page, the way on, and all items over two pages."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
import respx
from support.arguments import make_call
from support.document import Operation, document_at
from support.sdks import ROOT
from support.tollkeeper import API_KEY, BASE_URL, find
from support.wire import asked

DOCUMENT = document_at(ROOT / "openapi/v1.yaml")
CURSOR = "c1.next/with+reserved=="


def lists() -> Iterator[Any]:
    yield from (pytest.param(o, id=o.id) for o in DOCUMENT.operations if o.pagination)


def pages(operation: Operation) -> tuple[Any, Any]:
    """Two pages with the items of the document's example."""
    first = copy.deepcopy(operation.successes[0].examples[0].value)
    last = copy.deepcopy(first)
    first.update(has_more=True, next_cursor=CURSOR)
    last.update(has_more=False, next_cursor=None)
    assert first["data"], "a page without items proves nothing"
    return first, last


def mock_pages(api: respx.Router, operation: Operation) -> respx.Route:
    return api.get(operation.path).mock(side_effect=[httpx.Response(200, json=page) for page in pages(operation)])


def filters(operation: Operation) -> dict[str, Any]:
    arguments = make_call(operation).arguments
    return {name: value for name, value in arguments.items() if name != "cursor"}


def assert_second_request_goes_on(route: respx.Route, operation: Operation) -> None:
    first, second = (parse_qsl(request.url.query.decode()) for request in asked(route))
    assert "cursor" not in dict(first)
    assert sorted(second) == sorted([*first, ("cursor", CURSOR)]), "the filters of the first page hold for the next"
    assert all(request.headers["authorization"] == f"Bearer {API_KEY}" for request in asked(route))


@pytest.mark.parametrize("operation", list(lists()))
def test_a_page_knows_its_items_and_the_way_on(client: Any, api: respx.Router, operation: Operation) -> None:
    route = mock_pages(api, operation)
    first, last = pages(operation)

    page = find(client, operation.id)(**filters(operation))

    assert [item.to_dict() for item in page.data] == first["data"]
    assert page.body.to_dict() == first
    assert type(page.body).__name__ == operation.successes[0].schema
    assert (page.has_next_page(), page.next_cursor) == (True, CURSOR)
    assert route.call_count == 1

    following = page.get_next_page()

    assert following.body.to_dict() == last
    assert (following.has_next_page(), following.next_cursor) == (False, None)
    assert_second_request_goes_on(route, operation)


@pytest.mark.parametrize("operation", list(lists()))
def test_iterating_a_page_goes_on_over_all_pages(
    client: Any, sdk: ModuleType, api: respx.Router, operation: Operation
) -> None:
    route = mock_pages(api, operation)
    first, last = pages(operation)

    items = list(find(client, operation.id)(**filters(operation)))

    assert [item.to_dict() for item in items] == first["data"] + last["data"]
    assert_second_request_goes_on(route, operation)


@pytest.mark.parametrize("operation", list(lists()))
def test_asynchronous_lists_are_awaited_or_iterated(sdk: ModuleType, api: respx.Router, operation: Operation) -> None:
    first, last = pages(operation)

    async def main() -> tuple[Any, list[Any]]:
        async with sdk.AsyncTollkeeper(api_key=API_KEY, base_url=BASE_URL, max_retries=0) as client:
            page = await find(client, operation.id)(**filters(operation))
            return page, [item async for item in find(client, operation.id)(**filters(operation))]

    answers = [httpx.Response(200, json=page) for page in (first, first, last)]
    route = api.get(operation.path).mock(side_effect=answers)
    page, items = asyncio.run(main())

    assert page.body.to_dict() == first
    assert [item.to_dict() for item in items] == first["data"] + last["data"]
    queries = [dict(parse_qsl(request.url.query.decode())) for request in asked(route)]
    assert ["cursor" in query for query in queries] == [False, False, True]


@pytest.mark.parametrize("operation", list(lists()))
def test_a_cursor_that_comes_again_is_an_error_and_no_endless_loop(
    client: Any, sdk: ModuleType, api: respx.Router, operation: Operation
) -> None:
    first, _ = pages(operation)
    route = api.get(operation.path).mock(return_value=httpx.Response(200, content=json.dumps(first)))

    with pytest.raises(sdk.PaginationError):
        list(find(client, operation.id)())

    assert route.call_count == 2


@pytest.mark.parametrize("operation", list(lists()))
def test_to_list_stops_at_its_limit(client: Any, api: respx.Router, operation: Operation) -> None:
    first, _ = pages(operation)
    route = api.get(operation.path).mock(return_value=httpx.Response(200, json=first))

    items = find(client, operation.id)().to_list(limit=1)

    assert [item.to_dict() for item in items] == first["data"][:1]
    assert route.call_count == 1
