"""An option that is not what it is for is refused by its name, before anything is sent; what was given can be read."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

import attrs
import httpx
import pytest
import respx

from trueline.runtime.encoding import encode
from trueline.runtime.errors import InvalidRequestError
from trueline.runtime.operation import Body, BodyKind, Content, Location, Param

from .loopback import serve
from .support import GET, URL, Api, operation, requests


@attrs.define
class Uploaded:
    """A model, as far as that matters here."""

    when: datetime

    def to_dict(self) -> dict[str, Any]:
        return {"when": encode(self.when)}


#: Half of a pair of surrogates: text that stands for no character.
LONE = "a\ud800b"
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
    ("extra_query", {"a": LONE}),
    ("extra_query", {LONE: 1}),
    ("extra_headers", {"x-a": LONE}),
    ("extra_headers", {LONE: "a"}),
]


@pytest.mark.parametrize(("name", "value"), OF_CLIENTS)
def test_a_client_refuses_what_its_option_is_not_for(make: Callable[..., Api], name: str, value: Any) -> None:
    with pytest.raises(InvalidRequestError, match=f"^{name}: "):
        make(**{name: value})
    with pytest.raises(InvalidRequestError, match=f"^{name}: "):
        make().client.with_options(**{name: value})


@pytest.mark.parametrize("location", ["path", "query", "header", "cookie"])
def test_half_a_character_is_refused_by_the_name_of_its_argument(api: Api, location: Location) -> None:
    named = operation(
        path="/{a}" if location == "path" else "/", params=(Param("a", "a", location, "simple", explode=False),)
    )
    with pytest.raises(InvalidRequestError, match=r"^a: .*half a character"):
        api.call(named, {"a": LONE})


NAIVE = datetime(2026, 1, 1)
HOLDS_ITSELF: dict[str, Any] = {}
HOLDS_ITSELF["again"] = HOLDS_ITSELF
UNFIT: list[tuple[Any, str]] = [
    (NAIVE, "a: a date-time needs a time zone"),
    ([1, {"b": NAIVE}], r"a\[1\].b: a date-time needs a time zone"),
    (object(), "a: object has no JSON form"),
    (math.nan, "a: nan has no JSON form"),
    (HOLDS_ITSELF, "a: it is nested too deeply"),
    ({"b": {"c": [object()]}}, r"a.b.c\[0\]: object has no JSON form"),
    ({"b": {1: 2}}, "a.b: keys of a JSON object are strings, not int"),
    (Uploaded(when=NAIVE), "a.when: a date-time needs a time zone"),
]


@pytest.mark.parametrize(("value", "said"), UNFIT)
def test_what_can_not_be_sent_is_named_by_argument_and_part(api: Api, value: Any, said: str) -> None:
    json = Body((Content("application/json", "json"),), required=True, fields=(("a", "A"), ("b", "B")))
    with pytest.raises(InvalidRequestError, match=f"^{said}"):
        api.call(operation("POST", body=json), {"a": value, "b": 1})
    whole = Body((Content("application/json", "json"),), required=True)
    with pytest.raises(InvalidRequestError, match=f"^{said.replace('a', 'body', 1)}"):
        api.call(operation("POST", body=whole), {"body": value})
    with pytest.raises(InvalidRequestError, match=r"^extra_query\.a"):
        api.call(GET, extra_query={"a": value})
    asked = operation(params=(Param("a", "a", "query", "form", explode=True),))
    with pytest.raises(InvalidRequestError, match=f"^{said[:1]}"):
        api.call(asked, {"a": value})


def test_half_a_character_in_a_body_or_a_url_is_refused(api: Api, make: Callable[..., Api]) -> None:
    for kind, media_type in (("text", "text/plain"), ("form", "application/x-www-form-urlencoded")):
        sent = Body((Content(media_type, cast("BodyKind", kind)),), required=True)
        with pytest.raises(InvalidRequestError, match=r"^body: .*half a character"):
            api.call(operation("POST", body=sent), {"body": LONE if kind == "text" else {"a": LONE}})
    with pytest.raises(InvalidRequestError, match="this can't be sent"):
        api.request("GET", f"/{LONE}")
    with pytest.raises(InvalidRequestError, match="this can't be sent"):
        make(base_url=f"{URL}/{LONE}").call(GET)


@pytest.mark.parametrize("key", ["a\r\nb", LONE])
def test_an_idempotency_key_that_no_header_can_hold_is_refused(api: Api, key: str) -> None:
    keyed = operation("POST", idempotency_header="Idempotency-Key")
    with pytest.raises(InvalidRequestError, match=r"^idempotency_key: "):
        api.call(keyed, idempotency_key=key)


def test_a_length_that_is_not_the_bodys_is_an_error_of_the_sdk(make: Callable[..., Api]) -> None:
    with serve(lambda handler: handler.answer(content=b"1")) as server:
        api = make(base_url=server.url)
        with pytest.raises(InvalidRequestError, match=r"this can't be sent: .*Content-Length"):
            api.call(GET, extra_headers={"content-length": "5"})


def test_blanks_around_a_base_url_are_not_part_of_it(make: Callable[..., Api], monkeypatch: pytest.MonkeyPatch) -> None:
    assert make(base_url=f" {URL}/\n").client.base_url == URL
    monkeypatch.setenv("ACME_BASE_URL", f"{URL}/v2\n")
    assert make().client.base_url == f"{URL}/v2"


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
