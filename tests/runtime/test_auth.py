"""Which credentials an operation needs, and tokens that have to be bought."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest
import respx

from trueline.runtime.errors import (
    AuthenticationError,
    InvalidRequestError,
    MissingCredentialsError,
    ResponseDecodeError,
)
from trueline.runtime.operation import ClientConfig, SecurityScheme

from .support import URL, Api, AsyncApi, operation, requests

SCHEMES = (
    SecurityScheme("bearer", "bearer", "api_key", "ACME_API_KEY"),
    SecurityScheme("header", "api_key", "header_key", "ACME_HEADER_KEY", name="X-Key"),
    SecurityScheme("basic", "basic", "login", "ACME_LOGIN"),
    SecurityScheme("digest", "http", "digest", name="Digest"),
    SecurityScheme("tls", "mutual_tls", ""),
    SecurityScheme("oauth", "client_credentials", "client", "ACME_CLIENT", token_url="/oauth/token", scopes=("a", "b")),
)
CONFIG = ClientConfig("Acme", "acme", "1", URL, "ACME_BASE_URL", "ACME_LOG", SCHEMES)


def secured(*alternatives: tuple[str, ...]) -> Any:
    return operation(security=alternatives)


@pytest.fixture
def api_with(make: Callable[..., Api], server: respx.MockRouter) -> Callable[..., Api]:
    server.get("/v1/things").respond(200, json=1)

    def build(**credentials: Any) -> Api:
        return make(config=CONFIG, credentials=credentials)

    return build


def headers(server: respx.MockRouter) -> httpx.Headers:
    return server.calls.last.request.headers


def test_the_first_alternative_that_is_complete_is_used(api_with: Callable[..., Api], server: respx.MockRouter) -> None:
    op = secured(("bearer", "header"), ("basic",), ("header",))
    api_with(header="h-key").call(op)
    assert headers(server)["x-key"] == "h-key"
    assert "authorization" not in headers(server)
    api_with(bearer="b", header="h").call(op)
    assert (headers(server)["authorization"], headers(server)["x-key"]) == ("Bearer b", "h")


def test_what_is_missing_is_named_for_each_alternative(api_with: Callable[..., Api], server: respx.MockRouter) -> None:
    wanted = (
        r"pass `header_key` or set ACME_HEADER_KEY or pass `login` or set ACME_LOGIN or "
        r"pass `http_client` with a client certificate"
    )
    with pytest.raises(MissingCredentialsError, match=wanted):
        api_with(bearer="b").call(secured(("bearer", "header"), ("basic",), ("tls",)))
    assert not server.calls


def test_optional_credentials_are_sent_when_they_are_there(
    api_with: Callable[..., Api], server: respx.MockRouter
) -> None:
    op = secured((), ("bearer",))
    api_with(bearer="b").call(op)
    assert headers(server)["authorization"] == "Bearer b"
    api_with().call(op)
    assert "authorization" not in headers(server)


def test_an_operation_without_security_gets_no_credentials(
    api_with: Callable[..., Api], server: respx.MockRouter
) -> None:
    api_with(bearer="b").call(secured())
    assert "authorization" not in headers(server)


@pytest.mark.parametrize("value", ["user:pass:word", ("user", "pass:word")])
def test_a_login_is_a_pair_or_has_a_colon(api_with: Callable[..., Api], server: respx.MockRouter, value: Any) -> None:
    api_with(basic=value).call(secured(("basic",)))
    assert headers(server)["authorization"] == "Basic " + base64.b64encode(b"user:pass:word").decode()


def test_a_login_with_one_part_is_refused(api_with: Callable[..., Api]) -> None:
    with pytest.raises(InvalidRequestError, match="login: two parts"):
        api_with(basic="user")


def test_other_http_schemes_carry_their_name(api_with: Callable[..., Api], server: respx.MockRouter) -> None:
    api_with(digest="xyz").call(secured(("digest",)))
    assert headers(server)["authorization"] == "Digest xyz"


def test_a_credential_may_be_a_function_asked_each_time(api_with: Callable[..., Api], server: respx.MockRouter) -> None:
    keys = iter(["one", "two"])
    api = api_with(bearer=lambda: next(keys))
    api.call(secured(("bearer",)))
    api.call(secured(("bearer",)))
    assert [request.headers["authorization"] for request in requests(server)] == ["Bearer one", "Bearer two"]


def test_a_credential_may_be_named_by_its_argument(api_with: Callable[..., Api], server: respx.MockRouter) -> None:
    api_with(api_key="b").call(secured(("bearer",)))
    assert headers(server)["authorization"] == "Bearer b"


def test_a_header_set_by_hand_counts_as_a_credential(make: Callable[..., Api], server: respx.MockRouter) -> None:
    server.route().respond(200, json=1)
    make(config=CONFIG, credentials={}).call(secured(("bearer",)), extra_headers={"Authorization": "Bearer mine"})
    assert headers(server)["authorization"] == "Bearer mine"


def test_a_key_that_would_end_its_header_is_refused_unseen(api_with: Callable[..., Api]) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        api_with(bearer="abc\r\nx: y").call(secured(("bearer",)))
    assert "abc" not in str(caught.value)


def test_mutual_tls_is_carried_by_the_callers_client(kind: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=sorted(request.headers))

    transport = httpx.MockTransport(answer)
    client: Any = httpx.Client(transport=transport) if kind == "sync" else httpx.AsyncClient(transport=transport)
    api = (
        Api(config=CONFIG, credentials={}, http_client=client)
        if kind == "sync"
        else AsyncApi(kind, config=CONFIG, credentials={}, http_client=client)
    )
    assert "authorization" not in api.call(secured(("tls",)))
    if isinstance(api, AsyncApi):
        api.portal.call(client.aclose)
    api.close()


def test_a_copy_may_have_other_credentials(api_with: Callable[..., Api], server: respx.MockRouter) -> None:
    api = api_with(bearer="b", header="h")
    original = api.client
    api.client = original.with_options(credentials={"api_key": "other"})
    api.call(secured(("bearer", "header")))
    assert (headers(server)["authorization"], headers(server)["x-key"]) == ("Bearer other", "h")
    api.client = original
    api.call(secured(("bearer",)))
    assert headers(server)["authorization"] == "Bearer b"


# --- OAuth 2 client credentials ---


NOTHING: dict[str, Any] = {}
OAUTH = secured(("oauth",))


def token(text: str, **more: Any) -> httpx.Response:
    return httpx.Response(200, json={"access_token": text, "token_type": "bearer", **more})


def test_a_token_is_bought_once_and_kept(api_with: Callable[..., Api], server: respx.MockRouter) -> None:
    shop = server.post("/oauth/token").mock(side_effect=[token("t1", expires_in=3600)])
    api = api_with(oauth=("my id", "s&cret"))
    api.call(OAUTH)
    api.call(OAUTH)
    assert headers(server)["authorization"] == "Bearer t1"
    assert shop.call_count == 1
    request = shop.calls.last.request
    assert request.content == b"grant_type=client_credentials&scope=a%20b"
    assert request.headers["authorization"] == "Basic " + base64.b64encode(b"my%20id:s%26cret").decode()
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"


def test_a_token_is_bought_again_a_little_before_it_ends(
    api_with: Callable[..., Api], server: respx.MockRouter
) -> None:
    server.post("/oauth/token").mock(side_effect=[token("t1", expires_in=100), token("t2", expires_in=3600)])
    api = api_with(oauth="id:secret")
    api.call(OAUTH)
    api.clock.now += 89
    api.call(OAUTH)
    assert headers(server)["authorization"] == "Bearer t1"
    api.clock.now += 2
    api.call(OAUTH)
    assert headers(server)["authorization"] == "Bearer t2"


def test_a_token_that_is_refused_is_replaced_once(make: Callable[..., Api], server: respx.MockRouter) -> None:
    server.post("/oauth/token").mock(side_effect=[token("t1"), token("t2"), token("t3")])
    things = server.get("/v1/things")
    things.mock(side_effect=[httpx.Response(401), httpx.Response(200, json=1)])
    api = make(config=CONFIG, credentials={"oauth": "id:secret"})
    assert api.call(OAUTH) == 1
    assert headers(server)["authorization"] == "Bearer t2"
    things.mock(side_effect=[httpx.Response(401), httpx.Response(401)])
    with pytest.raises(AuthenticationError):
        api.call(OAUTH)


def test_buying_a_token_is_retried(api_with: Callable[..., Api], server: respx.MockRouter) -> None:
    server.post("/oauth/token").mock(side_effect=[httpx.Response(503), httpx.ConnectError("x"), token("t1")])
    api_with(oauth="id:secret").call(OAUTH)
    assert headers(server)["authorization"] == "Bearer t1"


def test_a_refused_client_is_an_authentication_error_that_shows_no_secret(
    api_with: Callable[..., Api], server: respx.MockRouter
) -> None:
    body = {"error": "invalid_client", "error_description": "secret-1234 is wrong"}
    server.post("/oauth/token").respond(401, json=body)
    with pytest.raises(AuthenticationError, match="invalid_client") as caught:
        api_with(oauth=("id", "secret-1234")).call(OAUTH)
    assert "secret-1234" not in str(caught.value) + repr(vars(caught.value))


@pytest.mark.parametrize(
    "answer", ["{", "[]", "{}", '{"access_token": 5}', '{"access_token":"hidden","expires_in":"soon"}']
)
def test_an_answer_without_a_token_is_an_error(
    api_with: Callable[..., Api], server: respx.MockRouter, answer: str
) -> None:
    server.post("/oauth/token").respond(200, text=answer)
    with pytest.raises(ResponseDecodeError, match="access_token") as caught:
        api_with(oauth="id:secret").call(OAUTH)
    assert "hidden" not in repr(vars(caught.value))


def test_of_many_threads_one_buys_the_token(server: respx.MockRouter) -> None:
    bought = threading.Semaphore(0)

    def sell(request: httpx.Request) -> httpx.Response:
        bought.release()
        return token("t1")

    shop = server.post("/oauth/token").mock(side_effect=sell)
    server.get("/v1/things").respond(200, json=1)
    api = Api(config=CONFIG, credentials={"oauth": "id:secret"})
    with ThreadPoolExecutor(8) as pool:

        def call(_: int) -> Any:
            return api.call(OAUTH)

        assert list(pool.map(call, range(40))) == [1] * 40
    assert shop.call_count == 1
    api.close()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_of_many_tasks_one_buys_the_token(server: respx.MockRouter, backend: str) -> None:
    async def sell(request: httpx.Request) -> httpx.Response:
        await anyio.sleep(0.01)
        return token("t1")

    shop = server.post("/oauth/token").mock(side_effect=sell)
    server.get("/v1/things").respond(200, json=1)
    api = AsyncApi(backend, config=CONFIG, credentials={"oauth": "id:secret"})

    async def many() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(api.client.call, OAUTH, NOTHING, NOTHING)

    api.portal.call(many)
    assert shop.call_count == 1
    api.close()


def test_a_lock_is_given_back_when_buying_fails(api_with: Callable[..., Api], server: respx.MockRouter) -> None:
    server.post("/oauth/token").mock(side_effect=[httpx.Response(400), token("t1")])
    api = api_with(oauth="id:secret")
    with pytest.raises(Exception, match="400"):
        api.call(OAUTH)
    assert api.call(OAUTH) == 1
