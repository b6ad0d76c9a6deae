"""Small things that users of an SDK meet: answers that have not changed, numbers beyond all floats, blank keys."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
import respx

from trueline.runtime.errors import APIStatusError, InvalidRequestError, MissingCredentialsError
from trueline.runtime.operation import ClientConfig, SecurityScheme

from .support import GET, JSON, URL, Api, as_is, operation, requests


@pytest.mark.parametrize("content", [{}, JSON])
def test_an_answer_that_has_not_changed_is_no_error(api: Api, server: respx.MockRouter, content: Any) -> None:
    server.get("/v1/things").respond(304, headers={"etag": '"1"'})
    found = api.call(operation(responses={"200": JSON, "304": content}), extra_headers={"If-None-Match": '"1"'})
    assert found is None


@pytest.mark.parametrize("text", [b"1e400", b"-1e400", b"1E+99999"])
def test_a_number_beyond_all_floats_is_an_answer(api: Api, server: respx.MockRouter, text: bytes) -> None:
    server.get("/v1/things").respond(200, content=text, headers={"content-type": "application/json"})
    documented = api.call(operation(responses={"200": {"application/json": as_is}}))
    assert documented == api.request("GET", "/v1/things") == float(text)


@pytest.mark.parametrize("status", [307, 308])
def test_a_body_is_not_sent_on_to_another_origin(api: Api, server: respx.MockRouter, status: int) -> None:
    server.post("/v1/things").respond(status, headers={"location": "https://elsewhere.test/x"})
    with pytest.raises(APIStatusError, match=str(status)):
        api.request("POST", "/v1/things", json={"secret": 1})
    assert len(requests(server)) == 1


SCHEMES = (
    SecurityScheme("key", "api_key", "api_key", "ACME_API_KEY", name="X-Key"),
    SecurityScheme("login", "basic", "login", "ACME_LOGIN"),
    SecurityScheme("app", "client_credentials", "app", "ACME_APP", token_url="/token"),
    SecurityScheme("token", "oauth2", "token", "ACME_TOKEN", token_url="/token"),
)
ALL = ClientConfig("Acme", "acme", "1", URL, "ACME_BASE_URL", "ACME_LOG", SCHEMES)
BLANK: dict[str, list[Any]] = {
    "key": ["", " ", "\t\n"],
    "login": ["", " ", ":", " : ", ":x", "  :x", ("", ""), ("", "x"), (" ", "x"), ("x", " "), " :"],
    "app": ["", ":", "x:", ":x", ("", ""), ("", "x"), ("x", ""), ("x", " "), (" ", "x")],
    "token": ["", " ", ("", ""), ("x", ""), ("", "x")],
}


@pytest.mark.parametrize(("scheme", "blank"), [(name, each) for name, values in BLANK.items() for each in values])
def test_a_blank_credential_is_refused_by_its_names(
    make: Callable[..., Api], server: respx.MockRouter, monkeypatch: pytest.MonkeyPatch, scheme: str, blank: Any
) -> None:
    arg = next(each.arg for each in SCHEMES if each.id == scheme)
    names = re.compile(f"^{arg}: .*(blank|empty|spaces only).*; pass `{arg}` or set ACME_{arg.upper()}$")
    with pytest.raises(InvalidRequestError, match=names):
        make(config=ALL, credentials={arg: blank})
    good = make(config=ALL, credentials={"key": "k", "login": "a:b", "app": "a:b", "token": "t"}).client
    with pytest.raises(InvalidRequestError, match=names):
        good.with_options(**{arg: blank})
    if blank and isinstance(blank, str):
        monkeypatch.setenv(f"ACME_{arg.upper()}", blank)
        with pytest.raises(InvalidRequestError, match=names):
            make(config=ALL, credentials={})
    assert not server.calls


def test_a_variable_set_to_nothing_is_not_set(
    make: Callable[..., Api], server: respx.MockRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_API_KEY", "")
    with pytest.raises(MissingCredentialsError, match="pass `api_key` or set ACME_API_KEY"):
        make(credentials={}).call(GET)
    assert not server.calls


def test_a_function_that_gives_blank_text_is_refused_at_the_first_call(
    make: Callable[..., Api], server: respx.MockRouter
) -> None:
    with pytest.raises(InvalidRequestError, match=r"api_key: the function gives no text, or blank text"):
        make(credentials={"bearerAuth": lambda: "  "}).call(GET)
    assert not server.calls


@pytest.mark.parametrize("given", ["me:", ("me", ""), "me:a:b", ("me", "a:b"), ["me", ""]])
def test_a_user_without_a_password_is_one(make: Callable[..., Api], server: respx.MockRouter, given: Any) -> None:
    server.get("/v1/things").respond(200, json=1)
    make(config=ALL, credentials={"login": given}).call(operation(security=(("login",),)))
    sent = base64.b64decode(requests(server)[0].headers["authorization"].removeprefix("Basic ")).decode()
    assert sent == (given if isinstance(given, str) else ":".join(given))


@pytest.mark.parametrize("wrong", [1, b"key", ("a", "b", "c"), (), ("a", 1), {"a": "b"}, ("a:b", "c")])
def test_what_is_no_credential_is_refused_by_its_name(make: Callable[..., Api], wrong: Any) -> None:
    with pytest.raises(InvalidRequestError, match=r"^login: "):
        make(config=ALL, credentials={"login": wrong})
