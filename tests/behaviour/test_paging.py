"""Lists that go on by themselves, as the servers of the world have them: found by convention, and always ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from support.typed_json import Json
from support.wire import Wire

ALL = list(range(25))
Server = Callable[[httpx.Request, dict[str, Any]], httpx.Response]


@dataclass(frozen=True)
class Convention:
    """``asks`` are the names of what a request carries, ``page`` is the schema of the answer, ``server`` an example."""

    asks: dict[str, Json]
    page: Json
    server: Server
    method: str = "get"
    headers: tuple[str, ...] = ()

    @property
    def document(self) -> str:
        number = {"type": "integer"}
        asks = {name: {**({"type": "string"} if "urs" in name else number), **more} for name, more in self.asks.items()}
        operation: Json = {"operationId": "things.list"}
        if self.method == "get":
            operation["parameters"] = [{"name": name, "in": "query", "schema": schema} for name, schema in asks.items()]
        else:
            schema: Json = {"type": "object", "properties": {**asks, "filter": {"type": "string"}}}
            operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
        answer: Json = {"description": "ok", "content": {"application/json": {"schema": self.page}}}
        answer["headers"] = {name: {"schema": {"type": "string"}} for name in self.headers}
        operation["responses"] = {"200": answer}
        return f"\npaths: {json.dumps({'/things': {self.method: operation}})}\n"


def listed(**more: Json) -> Json:
    name = next((name for name, value in more.items() if value == {}), "")
    items: Json = {"type": "array", "items": {"type": "integer"}}
    return {"type": "object", "properties": {**{key: value for key, value in more.items() if value}, name: items}}


BARE: Json = {"type": "array", "items": {"type": "integer"}}
WITH_ID: Json = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "integer"}, "seen": {"type": "integer"}},
    },
}
INT: Json = {"type": "integer"}
TEXT: Json = {"type": ["string", "null"]}


def part(asked: dict[str, Any], name: str, size: str = "", start: int = 1, default: int = 10) -> tuple[list[int], int]:
    """The items of a page, and its number."""
    number, most = int(asked.get(name, start)), int(asked.get(size, default))
    first = (number - start) * most
    return ALL[max(first, 0) : first + most], number


def numbered(make: Callable[[list[int], int], Any], name: str, size: str = "", start: int = 1) -> Server:
    return lambda _, asked: httpx.Response(200, json=make(*part(asked, name, size, start)))


def offsets(make: Callable[[list[int]], Any], name: str, size: str = "") -> Server:
    def answer(_: httpx.Request, asked: dict[str, Any]) -> httpx.Response:
        first, most = int(asked.get(name, 0)), int(asked.get(size, 10))
        return httpx.Response(200, json=make(ALL[first : first + most]))

    return answer


def cursors(make: Callable[[list[int], str | None], Any], name: str) -> Server:
    def answer(_: httpx.Request, asked: dict[str, Any]) -> httpx.Response:
        first = int(str(asked.get(name, "c0"))[1:])
        return httpx.Response(200, json=make(ALL[first : first + 10], f"c{first + 10}" if first + 10 < 25 else None))

    return answer


def urls(make: Callable[[list[int], str | None], Any], base: str = "https://api.example.com") -> Server:
    def answer(_: httpx.Request, asked: dict[str, Any]) -> httpx.Response:
        items, number = part(asked, "page")
        return httpx.Response(200, json=make(items, f"{base}/things?page={number + 1}" if number < 3 else None))

    return answer


def linked(_: httpx.Request, asked: dict[str, Any]) -> httpx.Response:
    items, number = part(asked, "page")
    more = {"link": f'</things?page={number + 1}>; rel="next"'} if number < 3 else {}
    return httpx.Response(200, json=items, headers=more)


def by_header(_: httpx.Request, asked: dict[str, Any]) -> httpx.Response:
    first = int(asked.get("cursor", 0))
    more = {"x-next-cursor": str(first + 10)} if first < 20 else {}
    return httpx.Response(200, json=ALL[first : first + 10], headers=more)


def after(make: Callable[[list[int], bool], Any], name: str) -> Server:
    """Goes on after the item with an id."""

    def answer(_: httpx.Request, asked: dict[str, Any]) -> httpx.Response:
        first = int(asked.get(name, -1)) + 1
        return httpx.Response(200, json=make(ALL[first : first + 10], first + 10 < 25))

    return answer


def followed(make: Callable[[list[int], int | None], Any], name: str, step: int, start: int = 0) -> Server:
    """Each answer says by which number the next page is asked for."""

    def answer(_: httpx.Request, asked: dict[str, Any]) -> httpx.Response:
        number = int(asked.get(name, start))
        first = (number - start) * 10 // step
        return httpx.Response(200, json=make(ALL[first : first + 10], number + step if first + 10 < 25 else None))

    return answer


def unsaid(name: str, asked_by: str, make: Callable[[list[int]], Any], lead: str) -> Server:
    """Leads on by a header that the document does not have."""

    def answer(_: httpx.Request, asked: dict[str, Any]) -> httpx.Response:
        first = int(str(asked.get(asked_by, "c0"))[1:])
        more = {name: lead.format(cursor=f"c{first + 10}")} if first + 10 < 25 else {}
        return httpx.Response(200, json=make(ALL[first : first + 10]), headers=more)

    return answer


PAGES = {"total": 25, "pages": 3}
CONVENTIONS = {
    "FastAPI Pagination": Convention(
        {"page": {"minimum": 1, "default": 1}, "size": {"default": 10}},
        listed(items={}, total=INT, page=INT, size=INT, pages=INT),
        numbered(lambda items, page: {"items": items, "page": page, "size": 10, **PAGES}, "page", "size"),
    ),
    "Django REST framework": Convention(
        {"page": {}},
        listed(count=INT, next=TEXT, previous=TEXT, results={}),
        urls(lambda items, url: {"count": 25, "next": url, "previous": None, "results": items}),
    ),
    "Django behind a proxy": Convention(
        {"page": {}},
        listed(count=INT, next=TEXT, previous=TEXT, results={}),
        urls(
            lambda items, url: {"count": 25, "next": url, "previous": None, "results": items}, "http://api.example.com"
        ),
    ),
    "Prefect": Convention(
        {"limit": {"default": 10}, "page": {"default": 1, "minimum": 1}},
        listed(results={}, count=INT, limit=INT, pages=INT, page=INT),
        numbered(
            lambda items, page: {"results": items, "count": 25, "limit": 10, "pages": 3, "page": page}, "page", "limit"
        ),
        "post",
    ),
    "Spring": Convention(
        {"page": {"default": 0}, "size": {}},
        listed(content={}, number=INT, size=INT, totalElements=INT, totalPages=INT),
        numbered(
            lambda items, page: {"content": items, "number": page, "totalElements": 25, "totalPages": 3},
            "page",
            "size",
            0,
        ),
    ),
    "a page from zero by its least value": Convention(
        {"page": {"minimum": 0}, "per_page": {}},
        listed(data={}),
        numbered(lambda items, _: {"data": items}, "page", "", 0),
    ),
    "a page from zero by its words": Convention(
        {"page": {"description": "Zero-based page number."}, "per_page": {}},
        BARE,
        numbered(lambda i, _: i, "page", "", 0),
    ),
    "Laravel": Convention(
        {"page": {}},
        {
            "type": "object",
            "properties": {
                "data": BARE,
                "meta": {"type": "object", "properties": {"current_page": INT, "last_page": INT, "total": INT}},
            },
        },
        numbered(
            lambda items, page: {"data": items, "meta": {"current_page": page, "last_page": 3, "total": 25}}, "page"
        ),
    ),
    "offset and limit": Convention(
        {"offset": {}, "limit": {}}, listed(items={}, total=INT), offsets(lambda i: {"items": i, "total": 25}, "offset")
    ),
    "skip and limit of a bare list": Convention(
        {"skip": {"default": 0}, "limit": {"default": 10}}, BARE, offsets(lambda items: items, "skip", "limit")
    ),
    "Jira": Convention(
        {"startAt": {}, "maxResults": {}},
        listed(startAt=INT, maxResults=INT, total=INT, values={}),
        offsets(lambda items: {"values": items, "total": 25}, "startAt", "maxResults"),
    ),
    "Airflow": Convention(
        {"offset": {}, "limit": {}},
        listed(dags={}, total_entries=INT),
        offsets(lambda items: {"dags": items, "total_entries": 25}, "offset"),
    ),
    "a total that is called by what is counted": Convention(
        {"page": {}, "per_page": {}},
        listed(meetings={}, total_meetings=INT),
        numbered(lambda items, _: {"meetings": items, "total_meetings": 25}, "page"),
    ),
    "OGC API": Convention(
        {"offset": {}, "limit": {}},
        listed(features={}, numberMatched=INT, numberReturned=INT),
        offsets(lambda items: {"features": items, "numberMatched": 25, "numberReturned": len(items)}, "offset"),
    ),
    "Spring HATEOAS": Convention(
        {"page": {"default": 0}, "size": {}},
        {
            "type": "object",
            "properties": {
                "_embedded": {"type": "object", "properties": {"customers": BARE}},
                "page": {"type": "object", "properties": {"number": INT, "totalElements": INT, "totalPages": INT}},
            },
        },
        numbered(
            lambda items, page: {
                "_embedded": {"customers": items},
                "page": {"number": page, "totalElements": 25, "totalPages": 3},
            },
            "page",
            "size",
            0,
        ),
    ),
    "Solr": Convention(
        {"start": {}, "rows": {}},
        {
            "type": "object",
            "properties": {"response": {"type": "object", "properties": {"numFound": INT, "start": INT, "docs": BARE}}},
        },
        offsets(lambda items: {"response": {"numFound": 25, "start": 0, "docs": items}}, "start", "rows"),
    ),
    "Bitbucket Server": Convention(
        {"start": {}, "limit": {}},
        listed(values={}, size=INT, isLastPage={"type": "boolean"}, nextPageStart={"type": ["integer", "null"]}),
        followed(
            lambda items, n: {"values": items, "size": len(items), "isLastPage": n is None, "nextPageStart": n},
            "start",
            10,
        ),
    ),
    "a page that names the next": Convention(
        {"page": {}},
        listed(results={}, next_page={"type": ["integer", "null"]}),
        followed(lambda items, number: {"results": items, "next_page": number}, "page", 1, 1),
    ),
    "the list that the path names, beside another": Convention(
        {"page": {}, "per_page": {}},
        {"type": "object", "properties": {"things": BARE, "warnings": {"type": "array", "items": {"type": "string"}}}},
        numbered(lambda items, _: {"things": items, "warnings": []}, "page"),
    ),
    "page and per_page of a bare list": Convention(
        {"page": {}, "per_page": {}}, BARE, numbered(lambda items, _: items, "page", "per_page")
    ),
    "GitHub": Convention({"page": {}, "per_page": {}}, BARE, linked, headers=("Link",)),
    "a cursor in a header": Convention({"cursor": {}}, BARE, by_header, headers=("X-Next-Cursor",)),
    "Kinto": Convention(
        {"_limit": {}, "_token": {"type": "string"}},
        listed(data={}),
        unsaid("Next-Page", "_token", lambda items: {"data": items}, "https://api.example.com/things?_token={cursor}"),
    ),
    "a cursor in a header that is not documented": Convention(
        {"cursor": {}, "limit": {}}, BARE, unsaid("X-Next-Cursor", "cursor", lambda items: items, "{cursor}")
    ),
    "a link that is not documented": Convention(
        {"page_token": {"type": "string"}, "limit": {}},
        BARE,
        unsaid("Link", "page_token", lambda items: items, '</things?page_token={cursor}>; rel="next"'),
    ),
    "Slack": Convention(
        {"cursor": {}},
        {
            "type": "object",
            "properties": {
                "channels": BARE,
                "response_metadata": {"type": "object", "properties": {"next_cursor": {"type": "string"}}},
            },
        },
        cursors(lambda items, c: {"channels": items, "response_metadata": {"next_cursor": c or ""}}, "cursor"),
    ),
    "a cursor of a POST": Convention(
        {"cursor": {}},
        listed(results={}, next_cursor=TEXT, has_more={"type": "boolean"}),
        cursors(lambda items, c: {"results": items, "next_cursor": c, "has_more": c is not None}, "cursor"),
        "post",
    ),
    "Stripe": Convention(
        {"starting_after": {}, "limit": {}},
        {"type": "object", "properties": {"has_more": {"type": "boolean"}, "data": WITH_ID}},
        after(lambda items, more: {"has_more": more, "data": [{"id": item} for item in items]}, "starting_after"),
    ),
    "OpenAI": Convention(
        {"after": {"type": "string"}, "limit": {}},
        listed(has_more={"type": "boolean"}, last_id=TEXT, first_id=TEXT, data={}),
        after(lambda items, more: {"has_more": more, "last_id": str(items[-1]), "data": items}, "after"),
    ),
    "Square": Convention(
        {"cursor": {}, "limit": {}},
        listed(cursor={"type": "string", "description": "Set it in a subsequent request for the next page."}, items={}),
        cursors(lambda items, c: {"items": items, **({"cursor": c} if c else {})}, "cursor"),
    ),
    "Twitch": Convention(
        {"after": {"type": "string"}, "first": {}},
        {
            "type": "object",
            "properties": {
                "data": BARE,
                "pagination": {
                    "type": "object",
                    "properties": {"cursor": {"type": "string", "description": "Use it to get the next page."}},
                },
            },
        },
        cursors(lambda items, c: {"data": items, "pagination": {"cursor": c} if c else {}}, "after"),
    ),
    "Litestar": Convention(
        {"cursor": {}, "results_per_page": {}},
        listed(
            items={},
            cursor={"type": "string", "description": "Can be used to request the 'next' batch of records."},
            results_per_page=INT,
        ),
        cursors(lambda items, c: {"items": items, "cursor": c, "results_per_page": 10}, "cursor"),
    ),
    "JSON:API": Convention(
        {"page": {}},
        {"type": "object", "properties": {"data": BARE, "links": {"type": "object", "properties": {"next": TEXT}}}},
        urls(lambda items, url: {"data": items, "links": {"next": url}}),
    ),
    "OData": Convention(
        {"top": {}},
        {"type": "object", "properties": {"value": BARE, "@odata.nextLink": TEXT}},
        urls(lambda items, url: {"value": items, "@odata.nextLink": url}),
    ),
}


def asked_of(request: httpx.Request) -> dict[str, Any]:
    query = {name: values[0] for name, values in parse_qs(request.url.query.decode()).items()}
    body: dict[str, Any] = json.loads(request.content) if request.content else {}
    return {**query, **body}


def client_of(sdk: Any, server: Server, requests: list[httpx.Request]) -> tuple[Any, httpx.Client]:
    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        assert len(requests) < 40, "an endless loop"
        return server(request, asked_of(request))

    http = httpx.Client(transport=httpx.MockTransport(answer))
    name = next(name for name in sdk.__all__ if f"Async{name}" in sdk.__all__)
    return getattr(sdk, name)(http_client=http), http


@pytest.mark.parametrize("name", CONVENTIONS)
def test_a_list_goes_on_by_itself_and_ends(sdk_of: Any, name: str) -> None:
    convention, requests = CONVENTIONS[name], list[httpx.Request]()
    client, http = client_of(sdk_of(convention.document), convention.server, requests)
    with http:
        first = client.things.list()
        if name == "Stripe":
            assert [item.id for item in first] == ALL
            return
        assert (first.data, len(first), first[0], first[-2:]) == (ALL[:10], 10, 0, [8, 9])
        assert first.has_more
        assert first.has_next_page()
        assert list(first) == ALL
    assert len(requests) <= 4


COUNTS = [
    name for name, each in CONVENTIONS.items() if any(word in str(each.page) for word in ("otal", "pages", "num"))
]


@pytest.mark.parametrize("name", COUNTS)
def test_no_page_is_asked_for_that_the_server_says_is_not_there(sdk_of: Any, name: str) -> None:
    convention, requests = CONVENTIONS[name], list[httpx.Request]()
    client, http = client_of(sdk_of(convention.document), convention.server, requests)
    with http:
        assert client.things.list().to_list() == ALL
    assert len(requests) == 3


def test_the_url_of_the_next_page_may_be_in_a_header_of_any_name(sdk_of: Any) -> None:
    document = Convention({"limit": {}}, BARE, linked).document.replace(
        '"operationId"', '"x-pagination": {"type": "url", "header": "Next-Page"}, "operationId"'
    )

    def answer(_: httpx.Request, asked: dict[str, Any]) -> httpx.Response:
        items, number = part(asked, "n")
        more = {"next-page": f"?n={number + 1}"} if number < 3 else {}
        return httpx.Response(200, json=items, headers=more)

    client, http = client_of(sdk_of(document), answer, [])
    with http:
        assert client.things.list().to_list() == ALL


def test_a_list_without_any_word_of_more_is_one_page(sdk_of: Any) -> None:
    sdk = sdk_of(Convention({"cursor": {}, "limit": {}}, BARE, linked).document)
    client, http = client_of(sdk, lambda _, __: httpx.Response(200, json=[1, 2]), [])
    with http:
        found = client.things.list(limit=2)
        assert (found.data, found.has_more, list(found)) == ([1, 2], False, [1, 2])


@pytest.mark.parametrize(
    ("asks", "page"),
    [
        ({"token": {}}, BARE),
        ({"cursor": {}, "limit": {}}, listed(data={}, kind={"type": "string"})),
        ({"since": {}, "limit": {}}, BARE),
    ],
    ids=["without a limit", "with more in the answer", "without a cursor"],
)
def test_only_a_list_that_has_a_limit_a_cursor_and_nothing_else_may_go_on_unsaid(
    sdk_of: Any, asks: dict[str, Json], page: Json
) -> None:
    sdk = sdk_of(Convention(asks, page, linked).document)
    answer = {"data": [1], "kind": "k"} if page is not BARE else [1]
    client, http = client_of(sdk, lambda _, __: httpx.Response(200, json=answer), [])
    with http:
        assert not hasattr(client.things.list(), "get_next_page")


def test_a_cursor_that_may_be_where_the_page_began_promises_nothing(sdk_of: Any) -> None:
    page = listed(cursor={"type": "string", "description": "The cursor of this page."}, items={})
    sdk = sdk_of(Convention({"cursor": {}}, page, linked).document)
    client, http = client_of(sdk, lambda _, __: httpx.Response(200, json={"cursor": "c0", "items": [1]}), [])
    with http:
        assert not hasattr(client.things.list(), "get_next_page")


def counts(convention: Convention) -> bool:
    """Whether its pages are asked for by a number of the client's own making."""
    asks = convention.asks.keys() & {"page", "offset", "skip", "startAt"}
    return bool(asks) and convention.server is not linked and "next" not in str(convention.page)


@pytest.mark.parametrize("name", [name for name, each in CONVENTIONS.items() if counts(each)])
def test_a_server_that_takes_no_notice_ends_in_an_error_or_at_its_total(sdk_of: Any, name: str) -> None:
    convention, requests = CONVENTIONS[name], list[httpx.Request]()
    sdk = sdk_of(convention.document)
    client, http = client_of(sdk, lambda request, _: convention.server(request, {}), requests)
    with http:
        try:
            items = client.things.list().to_list()
        except sdk.PaginationError as error:
            assert "the same page again" in str(error)
        else:
            assert len(items) == 30
    assert len(requests) <= 5


#: What a server writes into each answer, whatever was asked.
VOLATILE: list[Callable[[int], Json]] = [
    lambda time: {"data": [{"id": 1}, {"id": 2}], "took": time},
    lambda time: {"data": [{"id": 1, "seen": time}, {"id": 2, "seen": time}]},
    lambda time: {"data": [{"id": 1}, {"id": 2}], "total": 1000 + time},
    lambda time: {"data": [{"id": 1}, {"id": 2}], "total": None, "took": time},
    lambda time: {"data": [{"id": 1}, {"id": 2}], "total": "1e9", "took": time},
]


@pytest.mark.parametrize("asks", ["offset", "page"])
@pytest.mark.parametrize("number", range(len(VOLATILE)))
def test_a_server_that_takes_no_notice_and_writes_the_time_ends_too(sdk_of: Any, asks: str, number: int) -> None:
    page: Json = {"type": "object", "properties": {"total": INT, "took": INT, "data": WITH_ID}}
    requests: list[httpx.Request] = []
    sdk = sdk_of(Convention({asks: {}, "limit": {}}, page, linked).document)
    client, http = client_of(sdk, lambda _, __: httpx.Response(200, json=VOLATILE[number](len(requests))), requests)
    with http, pytest.raises(sdk.PaginationError, match="the same page again"):
        client.things.list().to_list()
    assert len(requests) <= 5


def test_a_server_that_says_that_it_goes_on_is_believed(sdk_of: Any) -> None:
    """Pages of the same ids: each has a new cursor, or the number that was asked for."""
    page: Json = {"type": "object", "properties": {"page": INT, "data": WITH_ID}}
    numbered_sdk = sdk_of(Convention({"page": {}, "limit": {}}, page, linked).document)
    cursors_sdk = sdk_of(
        Convention({"cursor": {}}, {**page, "properties": {"next_cursor": TEXT, "data": WITH_ID}}, linked).document
    )
    for sdk in (numbered_sdk, cursors_sdk):
        requests: list[httpx.Request] = []

        def answer(_: httpx.Request, asked: dict[str, Any], so_far: list[httpx.Request] = requests) -> httpx.Response:
            last = len(so_far) == 20
            more = {"page": int(asked.get("page", 1)), "next_cursor": None if last else f"c{len(so_far)}"}
            return httpx.Response(200, json={"data": [] if last else [{"id": 1}, {"id": 2}], **more})

        client, http = client_of(sdk, answer, requests)
        with http:
            assert len(client.things.list().to_list()) == 38


@pytest.mark.parametrize("items", [[], [1]])
def test_cursors_that_lead_to_the_same_for_ever_end_too(sdk_of: Any, wire: Wire, items: list[int]) -> None:
    sdk = sdk_of(CONVENTIONS["a cursor of a POST"].document.replace('"integer"', '"object"'))
    found: list[Json] = [{"id": item} for item in items]
    pages: list[Json] = [{"results": found, "next_cursor": f"c{number}", "has_more": True} for number in range(1_100)]
    wire.answers(*(httpx.Response(200, json=page) for page in pages))
    with pytest.raises(sdk.PaginationError, match="the same page again"):
        wire.client(sdk).things.list().to_list()
    assert 1_000 < wire.count < 1_010


@pytest.mark.parametrize("total", [0, -1, "25", None])
def test_a_total_that_counts_nothing_or_is_text_ends_no_list_early(sdk_of: Any, total: Any) -> None:
    convention, requests = CONVENTIONS["offset and limit"], list[httpx.Request]()
    server = offsets(lambda items: {"items": items, "total": total}, "offset")
    client, http = client_of(sdk_of(convention.document), server, requests)
    with http:
        assert client.things.list().to_list() == ALL
    assert len(requests) == (3 if total == "25" else 4)


def test_pages_may_be_alike(sdk_of: Any) -> None:
    convention, requests = CONVENTIONS["page and per_page of a bare list"], list[httpx.Request]()
    pages = [[0, 0], [0, 0], [0, 0], []]

    def answer(_: httpx.Request, __: dict[str, Any]) -> httpx.Response:
        return httpx.Response(200, json=pages[len(requests) - 1])

    client, http = client_of(sdk_of(convention.document), answer, requests)
    with http:
        assert client.things.list().to_list() == [0] * 6


def test_a_list_that_begins_in_the_middle_ends_where_it_ends(sdk_of: Any) -> None:
    for name, arguments in {
        "FastAPI Pagination": {"page": 2, "size": 10},
        "offset and limit": {"offset": 10},
        "Spring": {"page": 1},
    }.items():
        convention, requests = CONVENTIONS[name], list[httpx.Request]()
        client, http = client_of(sdk_of(convention.document), convention.server, requests)
        with http:
            assert client.things.list(**arguments).to_list() == ALL[10:]


@pytest.mark.parametrize(
    "document",
    [
        Convention({"limit": {}}, BARE, linked).document,
        Convention({"page": {}}, {"type": "object", "properties": {"a": INT}}, linked).document,
        Convention({"page": {}, "limit": {}}, listed(data={}), linked, "post").document,
        Convention({"offset": {"type": "string"}, "limit": {}}, BARE, linked).document,
    ],
)
def test_what_does_not_say_so_is_no_page(sdk_of: Any, wire: Wire, document: str) -> None:
    sdk = sdk_of(document)
    wire.answers_json({"data": [1]} if '"data"' in document else [1])
    assert not hasattr(wire.client(sdk).things.list(), "get_next_page")


def test_the_readme_promises_pages_only_where_there_are_some(sdk_of: Any) -> None:
    from pathlib import Path

    def readme(document: str) -> str:
        return (Path(sdk_of(document).__file__).parents[2] / "README.md").read_text()

    assert "**Paging.**" in readme(CONVENTIONS["GitHub"].document)
    assert "**Paging.**" not in readme(Convention({"limit": {}}, BARE, linked).document)
