"""One call, end to end, in each of the three ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
import respx

from trueline.runtime.decoding import integer
from trueline.runtime.errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    InternalServerError,
    InvalidRequestError,
    MissingCredentialsError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ResponseDecodeError,
    UnexpectedStatusError,
)
from trueline.runtime.operation import Body, Content, Param, RetryPolicy

from .loopback import serve
from .support import GET, JSON, KEY, URL, Api, as_is, operation, requests

POST = operation("POST", body=Body((Content("application/json", "json"),), True, (("name", "name"),)))
KEYED = operation("POST", idempotency_header="Idempotency-Key")


def sent(server: respx.MockRouter) -> list[httpx.Request]:
    return requests(server)


def test_arguments_become_path_query_headers_and_body(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(200, json={"id": "thing_1"})
    op = operation(
        "PUT",
        "/v1/things/{thing_id}",
        params=(
            Param("thing_id", "thing_id", "path", "simple", False, True),
            Param("tags", "tag", "query", "form", True),
            Param("trace", "X-Trace", "header", "simple", False),
            Param("flavour", "flavour", "cookie", "form", True),
        ),
        body=Body((Content("application/json", "json"),), True, (("name", "name"), ("class_", "class"))),
        accept=("application/json",),
    )
    args = {"thing_id": "a/b", "tags": ["x y", "z"], "trace": "t1", "flavour": "oat", "name": "é", "class_": None}
    assert api.call(op, args) == {"id": "thing_1"}
    request = server.calls.last.request
    assert request.url.raw_path == b"/v1/things/a%2Fb?tag=x%20y&tag=z"
    assert request.headers["x-trace"] == "t1"
    assert request.headers["cookie"] == "flavour=oat"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"].startswith("acme/1.2.3 ")
    assert request.content.decode() == '{"name":"é","class":null}'


def test_a_missing_credential_fails_before_anything_is_sent(make: Callable[..., Api], server: respx.MockRouter) -> None:
    api = make(credentials={})
    with pytest.raises(MissingCredentialsError, match=r"pass `api_key` or set ACME_API_KEY"):
        api.call(GET)
    assert sent(server) == []


def test_a_credential_comes_from_the_environment(
    make: Callable[..., Api], server: respx.MockRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_API_KEY", "from-env")
    server.route().respond(200, json=1)
    make(credentials={"bearerAuth": None}).call(GET)
    assert server.calls.last.request.headers["authorization"] == "Bearer from-env"


def test_the_base_url_comes_from_the_argument_then_the_environment(
    make: Callable[..., Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_BASE_URL", "https://env.acme.test/api/")
    with respx.mock() as server:
        server.get("https://env.acme.test/api/v1/things").respond(200, json=1)
        server.get("http://localhost:1/v1/things").respond(200, json=2)
        assert make().call(GET) == 1
        assert make(base_url="http://localhost:1").call(GET) == 2


@pytest.mark.parametrize(
    "url", ["", "ftp://x", "api.acme.test", "https://", "https://x?y=1", "https://[", "https://x#y", "https://x:99999"]
)
def test_a_base_url_that_is_none_is_refused(url: str) -> None:
    if url:
        with pytest.raises(InvalidRequestError, match="base_url"):
            Api(base_url=url)


# --- statuses ---


@pytest.mark.parametrize(("status", "error"), [(401, AuthenticationError), (404, NotFoundError), (418, APIStatusError)])
def test_a_status_raises_its_error(
    api: Api, server: respx.MockRouter, status: int, error: type[APIStatusError]
) -> None:
    body = {"type": "https://acme.test/errors/no_such_thing", "title": "No", "detail": "Not here"}
    server.route().respond(status, json=body, headers={"x-request-id": "req_7"})
    with pytest.raises(error) as caught:
        api.call(GET)
    assert type(caught.value) is error
    assert (caught.value.status_code, caught.value.code, caught.value.request_id) == (status, "no_such_thing", "req_7")
    message = f"GET {URL}/v1/things answered {status} no_such_thing: No: Not here (request id req_7)"
    assert str(caught.value) == message


def test_a_forbidden_call_names_the_missing_scopes(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(403, json={"title": "Forbidden", "required_scopes": ["a", "b"], "missing_scopes": ["b"]})
    with pytest.raises(PermissionDeniedError, match="missing scopes: b") as caught:
        api.call(GET)
    assert caught.value.required_scopes == ("a", "b")
    assert caught.value.missing_scopes == ("b",)


def model(value: Any) -> tuple[str, int]:
    return "model", integer(value["code"])


def test_the_documented_error_model_is_the_body(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(404, json={"code": 7})
    op = operation(errors={"4XX": {"application/json": model}})
    with pytest.raises(NotFoundError) as caught:
        api.call(op)
    assert caught.value.body == ("model", 7)


@pytest.mark.parametrize(
    "answer", [{"text": "<h1>oops</h1>", "headers": {"content-type": "text/html"}}, {"content": b"{"}]
)
def test_an_error_that_is_not_what_is_documented_still_raises(
    api: Api, server: respx.MockRouter, answer: dict[str, Any]
) -> None:
    server.route().respond(400, **answer)
    with pytest.raises(APIStatusError):
        api.call(operation(errors={"default": JSON}))


@pytest.mark.parametrize("status", [201, 204, 206, 304])
def test_a_success_that_is_not_documented_is_an_error_when_strict(
    make: Callable[..., Api], server: respx.MockRouter, status: int
) -> None:
    server.route().respond(status)
    with pytest.raises(UnexpectedStatusError, match="not documented"):
        make(strict=True).call(GET)


@pytest.mark.parametrize("status", [201, 203, 206])
def test_an_undocumented_success_is_read_as_the_documented_one(api: Api, server: respx.MockRouter, status: int) -> None:
    server.route().respond(status, json=7)
    assert api.call(GET) == 7
    assert api.call(operation(responses={"204": {}})) == 7


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_success_without_a_body_has_no_value(api: Api, server: respx.MockRouter, status: int) -> None:
    server.route().respond(status)
    assert api.call(GET) is None


def test_of_several_documented_successes_the_one_that_fits_is_read(api: Api, server: respx.MockRouter) -> None:
    op = operation(responses={"201": {"application/json": integer}, "202": {"text/plain": as_is}, "204": {}})
    for response, value in (
        (httpx.Response(200, json=3), 3),
        (httpx.Response(200, text="3"), "3"),
        (httpx.Response(200), None),
    ):
        server.route().mock(return_value=response)
        assert api.call(op) == value


def test_a_documented_empty_success_is_none(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(204)
    assert api.call(operation(responses={"204": {}})) is None


def test_a_success_of_the_wrong_type_names_what_is_documented(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(200, html="<h1>Sign in to the guest network</h1>")
    with pytest.raises(ResponseDecodeError, match=r"text/html.*expected is application/json"):
        api.call(GET)


def test_a_value_of_the_wrong_type_is_kept_and_names_its_path_when_strict(
    make: Callable[..., Api], server: respx.MockRouter
) -> None:
    server.route().respond(200, json="seven")
    op = operation(responses={"200": {"application/json": integer}})
    assert make().call(op) == "seven"
    with pytest.raises(ResponseDecodeError, match="expected integer, got string") as caught:
        make(strict=True).call(op)
    assert caught.value.path == "$"
    assert caught.value.status_code == 200


# --- retries ---


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_failure_that_may_pass_is_retried(api: Api, server: respx.MockRouter, status: int) -> None:
    server.route().mock(side_effect=[httpx.Response(status), httpx.Response(status), httpx.Response(200, json=1)])
    assert api.call(GET) == 1
    assert [request.headers["x-retry-count"] for request in sent(server)] == ["0", "1", "2"]
    assert api.clock.slept == [0.5, 1.0]


def test_the_last_failure_is_raised(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(500)
    with pytest.raises(InternalServerError):
        api.call(GET, max_retries=1)
    assert len(sent(server)) == 2


def test_a_connection_error_is_retried_and_then_raised(api: Api, server: respx.MockRouter) -> None:
    server.route().mock(side_effect=httpx.ConnectError("no route"))
    with pytest.raises(APIConnectionError, match=rf"GET {URL}/v1/things: ConnectError: no route") as caught:
        api.call(GET)
    assert isinstance(caught.value.__cause__, httpx.ConnectError)
    assert len(sent(server)) == 3


def test_a_timeout_is_an_error_of_its_own(api: Api, server: respx.MockRouter) -> None:
    server.route().mock(side_effect=httpx.ReadTimeout("slow"))
    with pytest.raises(APITimeoutError):
        api.call(GET, max_retries=0)


def test_timeouts_are_handed_to_the_connection(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(200, json=1)
    api.call(GET)
    assert server.calls.last.request.extensions["timeout"] == {
        "connect": 5.0,
        "read": 60.0,
        "write": 60.0,
        "pool": 60.0,
    }
    api.call(GET, timeout=2)
    assert server.calls.last.request.extensions["timeout"] == {"connect": 2, "read": 2, "write": 2, "pool": 2}
    api.call(GET, timeout=None)
    assert server.calls.last.request.extensions["timeout"]["read"] == 60.0
    owner, api.client = api.client, api.client.with_options(timeout=None)
    api.call(GET)
    api.client = owner
    assert server.calls.last.request.extensions["timeout"]["read"] is None


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_what_is_not_idempotent_is_not_repeated(api: Api, server: respx.MockRouter, method: str) -> None:
    server.route().mock(side_effect=httpx.ConnectError("no route"))
    with pytest.raises(APIConnectionError):
        api.call(operation(method))
    assert len(sent(server)) == 1


def test_an_operation_that_is_marked_safe_is_repeated(api: Api, server: respx.MockRouter) -> None:
    server.route().mock(side_effect=[httpx.Response(409), httpx.Response(200, json=1)])
    assert api.call(operation("POST", retry=RetryPolicy(frozenset({409}), safe=True))) == 1


def test_an_idempotency_key_is_made_and_stays_the_same(api: Api, server: respx.MockRouter) -> None:
    server.route().mock(side_effect=[httpx.Response(503), httpx.Response(200, json=1), httpx.Response(200, json=1)])
    api.call(KEYED)
    api.call(KEYED)
    keys = [request.headers["idempotency-key"] for request in sent(server)]
    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) == 36


def test_an_idempotency_key_can_be_given(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(200, json=1)
    api.call(KEYED, idempotency_key="mine")
    assert server.calls.last.request.headers["idempotency-key"] == "mine"


def test_the_server_says_when(api: Api, server: respx.MockRouter) -> None:
    server.route().mock(side_effect=[httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(200, json=1)])
    api.call(GET)
    assert api.clock.slept == [7.0]


def test_a_server_that_asks_for_too_long_is_not_waited_for(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(429, headers={"retry-after": "3600"})
    with pytest.raises(RateLimitError) as caught:
        api.call(GET)
    assert caught.value.retry_after == 3600
    assert api.clock.slept == []


def test_all_attempts_share_one_deadline(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(503, headers={"retry-after": "4"})
    with pytest.raises(InternalServerError):
        api.call(GET, timeout=3, max_retries=2)  # 3 x 3 seconds in all
    assert api.clock.slept == [4.0, 4.0]
    assert [request.extensions["timeout"]["read"] for request in sent(server)] == [3, 3, 1]


# --- options ---


def test_defaults_and_extras_are_merged_the_nearest_wins(make: Callable[..., Api], server: respx.MockRouter) -> None:
    server.route().respond(200, json=1)
    api = make(default_headers={"X-One": "1", "X-Two": "2"}, default_query={"a": 1, "b": [2, 3]})
    api.call(GET, extra_headers={"x-two": "9", "Authorization": "Custom x"}, extra_query={"a": 7, "c": {"d": "e f"}})
    request = server.calls.last.request
    assert (request.headers["x-one"], request.headers["x-two"]) == ("1", "9")
    assert request.headers["authorization"] == "Custom x"
    assert request.url.query == b"a=7&b=2&b=3&c%5Bd%5D=e%20f"


def test_an_extra_body_goes_over_the_body(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(200, json=1)
    api.call(POST, {"name": "n"}, extra_body={"beta": True})
    assert server.calls.last.request.content == b'{"name":"n","beta":true}'


def test_a_header_that_ends_the_request_is_refused(api: Api, server: respx.MockRouter) -> None:
    with pytest.raises(InvalidRequestError):
        api.call(GET, extra_headers={"x": "a\r\nx-evil: 1"})
    assert sent(server) == []


def test_an_own_server_of_an_operation_holds_unless_the_base_url_was_changed(make: Callable[..., Api]) -> None:
    op = operation(server="https://uploads.acme.test/v2")
    with respx.mock() as server:
        server.get("https://uploads.acme.test/v2/v1/things").respond(200, json=1)
        server.get("https://staging.acme.test/v1/things").respond(200, json=2)
        assert make().call(op) == 1
        assert make(base_url="https://staging.acme.test").call(op) == 2


def test_with_options_changes_a_copy_and_shares_the_connections(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(500)
    copy = api.client.with_options(max_retries=0, default_headers={"x-copy": "1"})
    original, api.client = api.client, copy
    with pytest.raises(InternalServerError):
        api.call(GET)
    assert len(sent(server)) == 1
    assert server.calls.last.request.headers["x-copy"] == "1"
    assert copy._driver.pool is original._driver.pool
    if api.__class__ is Api:
        copy.close()
    api.client = original
    with pytest.raises(InternalServerError):
        api.call(GET)
    assert "x-copy" not in server.calls.last.request.headers


def test_a_user_in_the_url_does_not_take_the_place_of_the_credential(make: Callable[..., Api]) -> None:
    with serve(lambda handler: handler.answer(content=b"1")) as server:
        api = make(base_url=server.url.replace("//", "//user:pass@"))
        assert api.call(GET) == api.call(operation(security=())) == 1
        assert [seen["authorization"] for seen in server.seen] == [f"Bearer {KEY}", "Basic dXNlcjpwYXNz"]


# --- redirects ---


def test_a_redirect_is_followed_with_credentials_on_the_same_origin_only(api: Api) -> None:
    with respx.mock() as server:
        server.get(f"{URL}/v1/things").respond(307, headers={"location": "/v2/things"})
        server.get(f"{URL}/v2/things").respond(302, headers={"location": "https://elsewhere.test/x"})
        server.get("https://elsewhere.test/x").respond(200, json=1)
        assert api.call(GET, extra_headers={"x-api-key": "k"}) == 1
        first, second, third = (request for request in requests(server))
    assert first.headers["authorization"] == second.headers["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in third.headers
    assert "x-api-key" not in third.headers


def test_a_redirect_of_a_post_keeps_the_body_or_is_refused(api: Api, server: respx.MockRouter) -> None:
    server.post("/v1/things").respond(308, headers={"location": "/v2/things"})
    server.post("/v2/things").respond(200, json=1)
    assert api.call(POST, {"name": "n"}) == 1
    assert server.calls.last.request.content == b'{"name":"n"}'
    server.post("/v1/things").respond(302, headers={"location": "/v2/things"})
    with pytest.raises(UnexpectedStatusError):
        api.call(POST, {"name": "n"})


NOWHERE = (
    *("http://api.acme.test/v1/things", "file:///etc/passwd", "https://[", ""),
    *("javascript:alert(1)", "https://[::1", "https://api.acme.test:99999/"),
)


@pytest.mark.parametrize("target", NOWHERE)
def test_a_redirect_to_nowhere_good_is_an_error(api: Api, server: respx.MockRouter, target: str) -> None:
    server.route().respond(302, headers={"location": target})
    with pytest.raises(UnexpectedStatusError) as caught:
        api.call(GET)
    assert caught.value.status_code == 302
    assert not target or f"answered 302, which is not documented, and leads to {target}" in str(caught.value)


@pytest.mark.parametrize("host", ["xn--", "a" * 300, f"{'a' * 70}.example"])
def test_a_name_that_no_host_can_have_is_an_error_of_the_sdk(make: Callable[..., Api], host: str) -> None:
    with pytest.raises((InvalidRequestError, APIConnectionError), match=r"host|address"):
        make(base_url=f"http://{host}/", max_retries=0).call(GET)


def test_a_loop_of_redirects_ends(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(302, headers={"location": "/v1/things"})
    with pytest.raises(UnexpectedStatusError):
        api.call(GET)
    assert len(sent(server)) == 11


def test_a_documented_redirect_is_an_answer(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(302, headers={"location": "https://elsewhere.test/x"})
    assert api.call(operation(responses={"302": {}})) is None


# --- the escape hatch ---


def test_a_request_that_no_operation_describes_has_the_same_retries_and_errors(
    api: Api, server: respx.MockRouter
) -> None:
    server.route().mock(
        side_effect=[
            httpx.Response(503),
            httpx.Response(200, json={"a": 1}),
            httpx.Response(200, text="hi"),
            httpx.Response(200, content=b"\0", headers={"content-type": "image/png"}),
            httpx.Response(204),
            httpx.Response(404, json={"code": "gone"}),
        ]
    )
    assert api.request("GET", "/v1/new", query={"q": "a b"}, headers={"X-A": "1"}) == {"a": 1}
    assert server.calls.last.request.url.raw_path == b"/v1/new?q=a%20b"
    assert server.calls.last.request.headers["authorization"] == f"Bearer {KEY}"
    assert server.calls.last.request.headers["x-a"] == "1"
    assert api.request("POST", "v1/new", json={"b": 2}) == "hi"
    assert server.calls.last.request.content == b'{"b":2}'
    assert api.request("PUT", "/v1/new", content=b"\1", headers={"content-type": "image/png"}) == b"\0"
    assert server.calls.last.request.headers["content-type"] == "image/png"
    assert api.request("DELETE", "/v1/new") is None
    with pytest.raises(NotFoundError):
        api.request("GET", "/v1/new")


def twice(value: Any) -> Any:
    return value * 2


def test_the_answer_of_such_a_request_can_be_cast(make: Callable[..., Api], server: respx.MockRouter) -> None:
    server.route().respond(200, json="x")
    assert make().request("GET", "/v1/new", cast_to=twice) == "xx"
    assert make().request("GET", "/v1/new", cast_to=integer) == "x"
    with pytest.raises(ResponseDecodeError):
        make(strict=True).request("GET", "/v1/new", cast_to=integer)


def test_such_a_request_to_another_origin_carries_no_credentials(api: Api) -> None:
    with respx.mock() as server:
        server.get("https://elsewhere.test/x").respond(200, json=1)
        assert api.request("GET", "https://elsewhere.test/x") == 1
        assert "authorization" not in server.calls.last.request.headers


def test_strict_raises_for_what_the_document_does_not_have(make: Callable[..., Api], server: respx.MockRouter) -> None:
    from trueline.runtime.unions import discriminated

    server.route().respond(200, json={"kind": "unheard of"})
    op = operation(responses={"200": {"application/json": discriminated("kind", {"a": as_is})}})
    assert make().call(op)["kind"] == "unheard of"
    with pytest.raises(ResponseDecodeError):
        make(strict=True).call(op)


def test_a_deprecated_operation_warns_each_time(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(200, json=1)
    op = operation(id=f"old.{uuid4()}", deprecated="use things.get")
    for _ in range(2):
        with pytest.warns(DeprecationWarning, match=r"old\..* is deprecated: use things.get"):
            api.call(op)
