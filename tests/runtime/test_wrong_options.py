"""An option that is not what it is for is refused by its name, before anything is sent; what was given can be read."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, cast

import httpx
import pytest
import respx

from trueline.runtime.errors import InvalidRequestError

from .loopback import serve
from .support import GET, Api, requests

OF_CLIENTS: list[tuple[str, Any]] = [
    ("max_retries", "3"),
    ("max_retries", True),
    ("max_retries", 2.5),
    ("max_retries", math.nan),
    ("timeout", "3"),
    ("timeout", -1),
    ("timeout", math.nan),
    ("timeout", httpx.Timeout(-1)),
    ("timeout", httpx.Timeout(5, read=0)),
    ("timeout", httpx.Timeout(cast("Any", "5"))),
    ("strict", "yes"),
    ("strict", 2),
    ("on_event", 3),
    ("base_url", 5),
    ("base_url", "ftp://x.example"),
    ("default_headers", [("a", "b")]),
    ("default_query", "a=b"),
]
OF_CALLS: list[tuple[str, Any]] = [
    ("max_retries", "3"),
    ("max_retries", True),
    ("max_retries", 2.5),
    ("timeout", "3"),
    ("extra_headers", [("a", "b")]),
    ("extra_query", "a=b"),
    ("extra_body", "{}"),
]


@pytest.mark.parametrize(("name", "value"), OF_CLIENTS)
def test_a_client_refuses_what_its_option_is_not_for(make: Callable[..., Api], name: str, value: Any) -> None:
    with pytest.raises(InvalidRequestError, match=f"^{name}: "):
        make(**{name: value})
    with pytest.raises(InvalidRequestError, match=f"^{name}: "):
        make().client.with_options(**{name: value})


@pytest.mark.parametrize("timeout", [math.inf, 1e12, httpx.Timeout(math.inf), httpx.Timeout(5, read=1e12)])
def test_a_time_longer_than_any_is_no_limit(make: Callable[..., Api], timeout: Any) -> None:
    with serve(lambda handler: handler.answer(content=b"1")) as server:
        assert make(base_url=server.url, timeout=timeout).call(GET) == 1


@pytest.mark.parametrize(("name", "value"), OF_CALLS)
def test_a_call_refuses_what_its_option_is_not_for(api: Api, server: respx.MockRouter, name: str, value: Any) -> None:
    with pytest.raises(InvalidRequestError, match=f"^{name}: "):
        api.call(GET, **{name: value})
    with pytest.raises(InvalidRequestError, match=f"^{name}: "):
        api.request("GET", "/x", **{name: value})
    assert requests(server) == []


def test_a_client_of_the_other_kind_is_refused(make: Callable[..., Api], kind: str) -> None:
    other: Any = httpx.AsyncClient() if kind == "sync" else httpx.Client()
    with pytest.raises(InvalidRequestError, match=r"^http_client: \w+ needs a client with a?close\(\)"):
        make(http_client=other)


def test_retries_without_end_and_below_none_are_numbers(make: Callable[..., Api]) -> None:
    assert make(max_retries=math.inf).client.max_retries == math.inf
    assert make(max_retries=-1).client.max_retries == 0


def test_a_url_of_the_http_library_is_one(make: Callable[..., Api]) -> None:
    assert make(base_url=httpx.URL("https://x.example/api/")).client.base_url == "https://x.example/api"


def test_what_was_given_can_be_read(make: Callable[..., Api], kind: str) -> None:
    events: list[Any] = []
    given: Any = httpx.Client() if kind == "sync" else httpx.AsyncClient()
    client = make(http_client=given, on_event=events.append).client
    assert (client.http_client, client.on_event) == (given, events.append)
    assert client.with_options().http_client is given
    assert (make().client.http_client, make().client.on_event) == (None, None)
