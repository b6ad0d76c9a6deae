"""Lists in pages: every way to find the next one, and every way for a server to get it wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from trueline.runtime.errors import NotFoundError, PaginationError
from trueline.runtime.following import next_link
from trueline.runtime.operation import Body, Content, Operation, Pagination, Param

from .support import KEY, LIST, URL, Api, operation, requests


def query(*names: str) -> tuple[Param, ...]:
    return tuple(Param(name.replace("-", "_"), name, "query", "form", True) for name in names)


def listing(pagination: Pagination, *names: str, **facts: Any) -> Operation[Any]:
    return operation(params=query(*names, "limit"), pagination=pagination, **facts)


def seen(server: respx.MockRouter) -> list[str]:
    return [request.url.query.decode() for request in requests(server)]


def answers(server: respx.MockRouter, *bodies: Any) -> None:
    server.route().mock(side_effect=[httpx.Response(200, json=body) for body in bodies])


def cursor_pages(server: respx.MockRouter) -> None:
    answers(
        server,
        {"data": [1, 2], "next_cursor": "a b"},
        {"data": [], "next_cursor": "c"},
        {"data": [3], "next_cursor": None},
    )


def test_iterating_goes_on_over_all_pages(api: Api, server: respx.MockRouter) -> None:
    cursor_pages(server)
    assert api.items(LIST, {"limit": 2}) == [1, 2, 3]
    assert seen(server) == ["limit=2", "cursor=a%20b&limit=2", "cursor=c&limit=2"]


def test_a_page_is_one_request(api: Api, server: respx.MockRouter) -> None:
    cursor_pages(server)
    page = api.page(LIST)
    assert (page.data, page.next_cursor, page.has_next_page()) == ([1, 2], "a b", True)
    assert page.body == {"data": [1, 2], "next_cursor": "a b"}
    assert repr(page).endswith("Page of 2, more to come>")
    assert len(server.calls) == 1
    second = api.next_page(page)
    third = api.next_page(second)
    assert (third.data, third.next_cursor, third.has_next_page()) == ([3], None, False)
    with pytest.raises(PaginationError, match="last page"):
        api.next_page(third)


def test_pages_can_be_gone_through_one_by_one(api: Api, server: respx.MockRouter) -> None:
    cursor_pages(server)
    pages = api.collect(api.page(LIST), "iter_pages")
    assert [page.data for page in pages] == [[1, 2], [], [3]]


def test_a_list_can_be_limited_without_a_request_too_many(api: Api, server: respx.MockRouter) -> None:
    cursor_pages(server)
    assert api.to_list(LIST, limit=2) == [1, 2]
    assert len(server.calls) == 1
    cursor_pages(server)
    assert api.to_list(LIST, limit=3) == [1, 2, 3]
    cursor_pages(server)
    assert api.to_list(LIST) == [1, 2, 3]
    cursor_pages(server)
    assert api.to_list(LIST, limit=0) == []


def test_the_first_item_skips_empty_pages(api: Api, server: respx.MockRouter) -> None:
    answers(server, {"data": [], "next_cursor": "a"}, {"data": [7]})
    assert api.first(LIST) == 7
    answers(server, {"data": []})
    assert api.first(LIST) is None


def test_a_list_goes_on_from_a_cursor_kept_from_another_day(api: Api, server: respx.MockRouter) -> None:
    answers(server, {"data": [3]})
    assert api.items(LIST, {"cursor": "c"}) == [3]
    assert seen(server) == ["cursor=c"]


@pytest.mark.parametrize(
    "end", [{"next_cursor": None}, {"next_cursor": ""}, {}, {"next_cursor": "x", "has_more": False}]
)
def test_the_end_is_no_cursor_or_a_false_has_more(api: Api, server: respx.MockRouter, end: dict[str, Any]) -> None:
    answers(server, {"data": [1], **end})
    pagination = Pagination("cursor", "data", "cursor", next="next_cursor", has_more="has_more")
    assert api.items(listing(pagination, "cursor")) == [1]


@pytest.mark.parametrize("cursors", [["a", "a"], ["a", "b", "a"], ["a", "b", "b"]])
def test_a_repeated_cursor_is_an_error_and_not_an_endless_loop(
    api: Api, server: respx.MockRouter, cursors: list[str]
) -> None:
    answers(server, *({"data": [number], "next_cursor": cursor} for number, cursor in enumerate(cursors)))
    with pytest.raises(PaginationError, match=r"things\.list: the server leads back"):
        api.items(LIST)


@dataclass
class Meta:
    next_cursor: str | None


@dataclass
class Model:
    meta: Meta
    things: list[Any]


def model(value: Any) -> Model:
    return Model(Meta(value["meta"]["next"]), value["things"])


def test_paths_lead_through_models_and_dicts(api: Api, server: respx.MockRouter) -> None:
    answers(server, {"things": [{"id": 1}], "meta": {"next": "a"}}, {"things": [{"id": 2}], "meta": {"next": None}})
    op = operation(
        params=query("page-token"),
        pagination=Pagination("cursor", "things", "page-token", next="meta.next_cursor"),
        responses={"200": {"application/json": model}},
    )
    assert api.items(op) == [{"id": 1}, {"id": 2}]
    assert seen(server) == ["", "page-token=a"]


def test_a_cursor_can_be_a_property_of_the_last_item(api: Api, server: respx.MockRouter) -> None:
    answers(server, {"data": [{"id": "a"}, {"id": "b"}], "has_more": True}, {"data": [{"id": "c"}], "has_more": False})
    pagination = Pagination("cursor_item", "data", "starting_after", next="id", has_more="has_more")
    assert [item["id"] for item in api.items(listing(pagination, "starting_after"))] == ["a", "b", "c"]
    assert seen(server) == ["", "starting_after=b"]


def test_offsets_grow_by_what_came_until_nothing_does(api: Api, server: respx.MockRouter) -> None:
    answers(server, [1, 2], [3], [])
    op = listing(Pagination("offset", "", "offset", "limit"), "offset")
    assert api.items(op, {"limit": 5}) == [1, 2, 3]  # a short page is not the last: servers have limits of their own
    assert seen(server) == ["limit=5", "offset=2&limit=5", "offset=3&limit=5"]


def test_offsets_start_where_the_caller_says(api: Api, server: respx.MockRouter) -> None:
    answers(server, [1, 2], [])
    api.items(listing(Pagination("offset", "", "offset"), "offset"), {"offset": 10})
    assert seen(server) == ["offset=10", "offset=12"]


@pytest.mark.parametrize(("start", "pages"), [(None, ["", "page=2", "page=3"]), (0, ["", "page=1", "page=2"])])
def test_page_numbers_grow_by_one(api: Api, server: respx.MockRouter, start: int | None, pages: list[str]) -> None:
    answers(server, {"items": [1]}, {"items": [2]}, {"items": []})
    assert api.items(listing(Pagination("page", "items", "page", start=start), "page")) == [1, 2]
    assert seen(server) == pages


def test_a_server_that_ignores_the_page_number_is_an_error(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(200, json=[1, 2])
    with pytest.raises(PaginationError, match="same page again"):
        api.items(listing(Pagination("page", "", "page"), "page"))


def test_link_headers_lead_on(api: Api, server: respx.MockRouter) -> None:
    link = '<https://api.acme.test/v1/things?page=2&x=a,b>; rel="next", </v1/things?page=9>; rel="last"'
    server.route().mock(
        side_effect=[
            httpx.Response(200, json=[1], headers={"link": link}),
            httpx.Response(200, json=[2], headers=[("Link", "<?page=1>; rel=prev"), ("Link", "<?page=3>; rel=next")]),
            httpx.Response(200, json=[3], headers={"link": '<?page=1>; rel="first prev"'}),
        ]
    )
    assert api.items(listing(Pagination("link", "")), {"limit": 1}) == [1, 2, 3]
    assert seen(server) == ["limit=1", "page=2&x=a,b", "page=3"]
    assert {request.headers["authorization"] for request in requests(server)} == {f"Bearer {KEY}"}


def test_urls_lead_on(api: Api, server: respx.MockRouter) -> None:
    answers(server, {"value": [1], "next": f"{URL}/v1/things?skip=1"}, {"value": [2], "next": None})
    assert api.items(listing(Pagination("url", "value", next="next"))) == [1, 2]


@pytest.mark.parametrize("url", ["https://evil.test/v1/things", "http://evil.test/v1", "//evil.test", "https://["])
def test_no_url_leads_to_where_the_credentials_do_not_belong(api: Api, server: respx.MockRouter, url: str) -> None:
    answers(server, {"value": [1], "next": url})
    with pytest.raises(PaginationError):
        api.items(listing(Pagination("url", "value", next="next")))
    assert len(server.calls) == 1


def test_a_url_without_tls_leads_on_with_it(api: Api, server: respx.MockRouter) -> None:
    """A server behind a proxy does not know that it is spoken to by TLS; the credentials never go without."""
    answers(server, {"value": [1], "next": "http://api.acme.test/v1/things?page=2"}, {"value": [2], "next": None})
    assert api.items(listing(Pagination("url", "value", next="next"))) == [1, 2]
    assert {request.url.scheme for request in requests(server)} == {"https"}


def test_a_url_that_comes_again_is_an_error(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(200, json={"value": [1], "next": "?page=2"})
    with pytest.raises(PaginationError):
        api.items(listing(Pagination("url", "value", next="next")))


def test_a_cursor_can_travel_in_the_body(api: Api, server: respx.MockRouter) -> None:
    answers(server, {"data": [1], "next_cursor": "a"}, {"data": [2]})
    body = Body((Content("application/json", "json"),), True, (("page_cursor", "cursor"),))
    op = operation("POST", body=body, pagination=Pagination("cursor", "data", "cursor", next="next_cursor"))
    assert api.items(op) == [1, 2]
    assert [request.content for request in requests(server)] == [b"{}", b'{"cursor":"a"}']


def test_an_error_on_a_later_page_is_raised(api: Api, server: respx.MockRouter) -> None:
    server.route().mock(side_effect=[httpx.Response(200, json={"data": [1], "next_cursor": "a"}), httpx.Response(404)])
    with pytest.raises(NotFoundError):
        api.items(LIST)


def test_options_hold_for_all_pages(api: Api, server: respx.MockRouter) -> None:
    cursor_pages(server)
    api.items(LIST, extra_headers={"x-a": "1"})
    assert [request.headers["x-a"] for request in requests(server)] == ["1", "1", "1"]


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('<https://x/2>; rel="next"', "https://x/2"),
        ("<https://x/2>;rel=next", "https://x/2"),
        ('<a>; title="a, <b>; rel=\\"next\\""; rel="prev", <c>; rel=next', "c"),
        ('<a>; REL="NEXT"', "a"),
        ('<a>; rel="prev"; rel="next"', None),  # RFC 8288: the first counts
        ("<a>; rel", None),
        ("", None),
        ("garbage", None),
    ],
)
def test_link_headers_are_read_as_rfc_8288_says(header: str, target: str | None) -> None:
    assert next_link([header]) == target


@given(st.text('<>;,="\\ relnxt', max_size=80))
def test_no_link_header_breaks_anything(header: str) -> None:
    next_link([header])
