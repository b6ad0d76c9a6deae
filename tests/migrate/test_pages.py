"""Pages of lists as SDKs of the other generator have them: classes by scheme, parts of the answer, what comes next."""

from __future__ import annotations

import asyncio
import json
from types import ModuleType
from typing import Any, get_args

import pytest
import respx

ROOT = "https://stage.example"
A, B = {"id": "a"}, {"id": "b"}


@pytest.fixture
def client(stage: ModuleType) -> Any:
    return stage.Stage(max_retries=0)


@respx.mock
def test_a_page_is_of_its_schemes_class_and_has_what_the_answer_has(stage: ModuleType, client: Any) -> None:
    pages = stage.pagination
    respx.get(f"{ROOT}/plays").respond(json={"plays": [A], "nextPageToken": "t-2", "own": 1})
    page = client.plays.list()
    assert isinstance(page, pages.SyncTokenPage)
    of_plays: Any = pages.SyncTokenPage.__class_getitem__(stage.types.Play)
    assert isinstance(page, of_plays)
    assert not isinstance(page, pages.SyncPage)
    assert issubclass(pages.SyncTokenPage, stage.BaseModel)
    assert (page.plays[0].id, page.next_page_token, page.own) == ("a", "t-2", 1)
    assert page.next_page_info().params == {"pageToken": "t-2"}
    assert page.model_dump(by_alias=True, exclude_unset=True) == {"plays": [A], "nextPageToken": "t-2", "own": 1}
    assert get_args(of_plays.model_fields["plays"].annotation) == (stage.types.Play,)
    with pytest.raises(AttributeError, match="'SyncTokenPage' object has no attribute 'rows'"):
        _ = page.rows


@respx.mock
def test_it_goes_on_by_a_cursor_and_ends(client: Any) -> None:
    answers = [{"plays": [A], "nextPageToken": "t-2"}, {"plays": [B]}]
    route = respx.get(f"{ROOT}/plays").mock(side_effect=[respx.MockResponse(json=each) for each in answers])
    assert [play.id for play in client.plays.list(limit=1)] == ["a", "b"]
    assert str(route.calls.last.request.url).endswith("?pageToken=t-2&limit=1")
    respx.get(f"{ROOT}/plays").respond(json={"plays": []})
    page = client.plays.list()
    assert not page.has_next_page()
    assert page.next_page_info() is None
    assert page.next_page_token is None
    with pytest.raises(RuntimeError, match="There is no next page"):
        page.get_next_page()


@respx.mock
def test_a_list_that_is_posted_goes_on_in_its_body(stage: ModuleType, client: Any) -> None:
    answers = [{"found": [A], "next": "n"}, {"found": [B], "next": None}]
    route = respx.post(f"{ROOT}/plays/search").mock(side_effect=[respx.MockResponse(json=each) for each in answers])
    page = client.plays.search(text="x")
    assert isinstance(page, stage.pagination.SyncFoundPage)
    assert isinstance(page.found[0], stage.types.PlaySearchResponse)
    assert page.next_page_info().json == {"after": "n"}
    assert [play.id for each in page.iter_pages() for play in each.found] == ["a", "b"]
    assert json.loads(route.calls.last.request.content) == {"text": "x", "after": "n"}


@respx.mock
def test_an_array_is_a_page_and_asks_on_from_its_last_item(stage: ModuleType, client: Any) -> None:
    route = respx.get(f"{ROOT}/actors").mock(side_effect=[respx.MockResponse(json=each) for each in ([A, B], [])])
    page = client.actors.list()
    assert isinstance(page, stage.pagination.SyncArrayPage)
    assert [actor.id for actor in page.items] == ["a", "b"]
    assert page.model_dump() == {"items": [A, B]}
    assert page.get_next_page().items == []
    assert str(route.calls.last.request.url) == f"{ROOT}/actors?after=b"


@respx.mock
def test_pages_by_number_end_with_the_last(stage: ModuleType, client: Any) -> None:
    route = respx.get(f"{ROOT}/seats").respond(json={"data": [A], "pages": 2})
    assert len(list(client.seats.list())) == 2
    assert route.call_count == 2
    respx.get(f"{ROOT}/rows").respond(json={"data": [A], "pages": 2})
    assert isinstance(client.rows.list(), stage.types.RowListResponse)
    respx.get(f"{ROOT}/doors").respond(json={"data": [A]})
    page = client.doors.list()
    assert isinstance(page, stage.pagination.SyncSinglePage)
    assert not page.has_next_page()


@respx.mock
def test_the_asynchronous_client_has_pages_too(stage: ModuleType) -> None:
    pages = stage.pagination
    answers = [{"plays": [A], "nextPageToken": "t-2"}, {"plays": [B]}]

    async def main() -> None:
        async with stage.AsyncStage(max_retries=0) as client:
            route = respx.get(f"{ROOT}/plays")
            route.side_effect = [respx.MockResponse(json=each) for each in answers * 3]
            assert [play.id async for play in client.plays.list()] == ["a", "b"]
            page = await client.plays.list()
            assert isinstance(page, pages.AsyncTokenPage)
            assert (await page.get_next_page()).plays[0].id == "b"
            response = await client.plays.with_raw_response.list()
            assert isinstance(await response.parse(), pages.AsyncTokenPage)
            route.side_effect = [respx.MockResponse(404, json={})]
            with pytest.raises(stage.NotFoundError) as caught:
                await client.plays.list()
            assert caught.value.response.status_code == 404

    asyncio.run(main())
