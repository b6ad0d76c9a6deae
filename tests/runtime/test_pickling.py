"""Pages and responses that have been read go to other processes as what they hold: no credential, no client."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import respx

from trueline.runtime.decoding import integer
from trueline.runtime.errors import PaginationError, ResponseDecodeError
from trueline.runtime.operation import Link, Operation, Pagination, Param

from .support import GET, KEY, LIST, Api, AsyncApi, operation

BYTES: Operation[Any] = operation(responses={"200": {"application/octet-stream": None}})
LINKED = operation(links=(Link("next", "200", "things.next", (("id", "$response.body#/id"),)),))
URLS = operation(
    params=(Param("page", "page", "query", "form", True),),
    pagination=Pagination("url", "results", next="next"),
)
ECHO = {"x-echo": f"Bearer {KEY}", "set-cookie": "sid=cookie-secret-4", "x-ratelimit-remaining": "7"}
WAYS = [*(partial(pickle.dumps, protocol=protocol) for protocol in range(2, 6))]


@pytest.fixture(params=WAYS, ids=lambda way: str(way.keywords))
def again(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    def there_and_back(thing: Any) -> Any:
        data: bytes = request.param(thing)
        assert KEY.encode() not in data
        assert b"cookie-secret" not in data
        return pickle.loads(data)

    return there_and_back


def test_a_page_is_pickled_as_what_it_holds(api: Api, server: respx.MockRouter, again: Callable[[Any], Any]) -> None:
    server.get("/v1/things").respond(200, json={"data": [1, 2], "next_cursor": "c"}, headers=ECHO)
    page = api.page(LIST, {"limit": 2})
    twin = again(again(page))
    assert type(twin) is type(page)
    assert (twin.data, twin.body, twin.next_cursor, len(twin), twin[0]) == ([1, 2], page.body, "c", 2, 1)
    assert twin.has_next_page()
    with pytest.raises(PaginationError, match="pickled"):
        api.next_page(twin)
    assert len(server.calls) == 1


def test_a_url_that_leads_on_is_pickled_without_the_key(
    api: Api, server: respx.MockRouter, again: Callable[[Any], Any]
) -> None:
    url = f"https://api.acme.test/v1/things?page=2&for={KEY}"
    server.get("/v1/things").respond(200, json={"results": [1], "next": url})
    page = api.page(URLS)
    assert page.next_cursor == url
    assert again(page).next_cursor == url.replace(KEY, "[redacted]")


@pytest.mark.parametrize("twin_of", [copy.copy, copy.deepcopy])
def test_a_copy_of_a_page_goes_on(api: Api, server: respx.MockRouter, twin_of: Callable[[Any], Any]) -> None:
    server.get("/v1/things", params={"cursor": "c"}).respond(200, json={"data": [{"a": 2}]})
    server.get("/v1/things").respond(200, json={"data": [{"a": 1}], "next_cursor": "c"})
    page = api.page(LIST)
    twin = twin_of(page)
    twin.data.append({}) if twin_of is copy.deepcopy else None
    assert page.data == [{"a": 1}]
    assert (twin.data[0] is page.data[0]) == (twin_of is copy.copy)
    assert api.next_page(twin).data == [{"a": 2}]


def test_a_raw_response_is_pickled_with_what_it_was_parsed_to(
    api: Api, server: respx.MockRouter, again: Callable[[Any], Any]
) -> None:
    server.get("/v1/things").respond(200, json={"id": 7, "you": KEY}, headers=ECHO)
    raw = api.call(LINKED, _view="raw", extra_headers={"X-Api-Key": KEY})
    twin = again(raw)
    assert twin.parse() == {"id": 7, "you": "[redacted]"} == twin.json()
    assert (twin.status_code, twin.url, twin.request_id, twin.elapsed) == (200, raw.url, None, raw.elapsed)
    assert (twin.headers["set-cookie"], twin.rate_limit.remaining) == ("[redacted]", 7)
    assert twin.http_request.headers["authorization"] == "[redacted]"
    assert twin.links["next"].arguments == raw.links["next"].arguments == {"id": 7}
    assert copy.copy(raw).parse() == copy.deepcopy(raw).parse() == raw.parse() == {"id": 7, "you": KEY}


def test_a_raw_page_is_pickled_too(api: Api, server: respx.MockRouter, again: Callable[[Any], Any]) -> None:
    server.get("/v1/things").respond(200, json={"data": [1], "next_cursor": None})
    assert again(api.page(LIST, _view="raw")).parse().data == [1]


def test_what_could_not_be_parsed_is_not_parsed_elsewhere(
    api: Api, server: respx.MockRouter, again: Callable[[Any], Any]
) -> None:
    server.get("/v1/things").respond(200, text="<html>", headers={"content-type": "text/html"})
    raw = again(api.call(GET, _view="raw"))
    assert raw.text == "<html>"
    with pytest.raises(ResponseDecodeError, match="no JSON"):
        raw.parse()


def test_a_download_is_pickled_once_it_was_read(
    api: Api, server: respx.MockRouter, again: Callable[[Any], Any], tmp_path: Path
) -> None:
    server.get("/v1/things").respond(200, content=b"abc", headers={"content-type": "application/octet-stream"})
    found = api.call(BYTES)
    with pytest.raises(TypeError, match="not pickled: read"):
        pickle.dumps(found)
    api.do(found, "read")
    for twin in (again(found), again(api.call(BYTES, _view="raw")).parse()):
        assert api.do(twin, "read") == b"abc"
        assert b"".join(api.collect(twin, "iter_bytes")) == b"abc"
        assert api.do(twin, "write_to", tmp_path / "file").read_bytes() == b"abc"
        api.do(twin, "close")


def test_a_response_in_use_is_not_pickled(api: Api, server: respx.MockRouter) -> None:
    server.get("/v1/things").respond(200, json=7)
    streamed = api.call(operation(responses={"200": {"application/json": integer}}), _view="streamed")
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(streamed)
    assert (api.do(streamed, "parse") if isinstance(api, AsyncApi) else streamed.parse()) == 7
