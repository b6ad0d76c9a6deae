"""What users of other SDKs know: options of None, defaults taken away, requests of one's own, views, timeouts."""

from __future__ import annotations

import datetime as dt
import pickle
import warnings
from types import GenericAlias
from typing import Any

import httpx
import pytest
from support.wire import Wire, client_class

API = """
security: [{token: []}]
paths:
  /me: {get: {operationId: me, responses: {'200': {$ref: '#/components/responses/User'}}}}
  /users:
    post:
      operationId: users.create
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses: {'201': {$ref: '#/components/responses/User'}}
  /keyed: {get: {operationId: keyed, security: [{key: []}], responses: {'204': {description: ok}}}}
  /old: {get: {operationId: old, deprecated: true, responses: {'204': {description: ok}}}}
components:
  responses:
    User: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
  securitySchemes:
    token: {type: http, scheme: bearer, x-sdk-name: api_key}
    key: {type: apiKey, in: query, name: key}
  schemas:
    User: {type: object, required: [id], properties: {id: {type: integer}}}
"""


@pytest.fixture
def sdk(sdk_of: Any) -> Any:
    return sdk_of(API)


@pytest.fixture
def client(sdk: Any, wire: Wire) -> Any:
    wire.answers_json({"id": 1})
    return wire.client(sdk, api_key="a-secret")


def test_an_option_of_none_is_not_given(client: Any, wire: Wire) -> None:
    plain = client.me()
    nothing = dict.fromkeys(("timeout", "max_retries", "extra_headers", "extra_query", "extra_body"))
    assert client.me(**nothing) == plain
    assert client.users.create(id=1, **nothing) == plain
    assert wire.calls[0].request.extensions["timeout"] == wire.request.extensions["timeout"]
    assert client.request("GET", "/x", query=None, headers=None, idempotency_key=None, **nothing) == {"id": 1}


@pytest.mark.parametrize("way", ["call", "constructor", "copy"])
def test_a_header_of_none_takes_a_default_away(sdk: Any, wire: Wire, way: str) -> None:
    """Also those of the SDK, of an own HTTP client, and a credential: a developer's server may need none."""
    wire.answers_json({"id": 1})
    gone = {"X-Default": None, "User-Agent": None, "accept-encoding": None, "Authorization": None}
    if way == "call":
        wire.client(sdk, api_key="a-secret", default_headers={"X-Default": "1"}).me(extra_headers=gone)
    elif way == "constructor":
        wire.client(sdk, default_headers=gone).me()
    else:
        wire.client(sdk, default_headers={"X-Default": "1"}).with_options(default_headers=gone).me()
    assert not wire.request.headers.keys() & {name.lower() for name in gone}


def test_a_credential_in_the_query_can_be_taken_away_too(sdk: Any, wire: Wire) -> None:
    wire.client(sdk, default_query={"key": None}).keyed()
    assert wire.target == "/keyed"
    with pytest.raises(sdk.MissingCredentialsError):
        wire.client(sdk).keyed()


@pytest.mark.parametrize("headers", [{"a b": "1"}, {"": "1"}, {"x:y": "1"}, {"x": "a\r\nb: c"}, {"x": 7}, {"ü": "1"},
                                     {"x": "\ud800"}])  # fmt: skip
def test_a_header_that_is_none_is_refused_by_name(sdk: Any, client: Any, wire: Wire, headers: Any) -> None:
    with pytest.raises(sdk.InvalidRequestError, match="extra_headers"):
        client.me(extra_headers=headers)
    with pytest.raises(sdk.InvalidRequestError, match="default_headers"):
        wire.client(sdk, default_headers=headers)
    assert wire.count == 0


def test_settings_can_be_read_and_the_base_url_set(sdk: Any, client: Any, wire: Wire) -> None:
    made = wire.client(sdk, api_key="a", timeout=7, max_retries=4, default_headers={"X-A": "1"}, default_query={"q": 1})
    assert (made.api_key, made.timeout, made.max_retries, made.strict) == ("a", 7, 4, False)
    assert (dict(made.default_headers), dict(made.default_query)) == ({"x-a": "1"}, {"q": 1})
    client.base_url = "https://other.example/v2/"
    client.me()
    assert str(wire.request.url) == "https://other.example/v2/me"
    with pytest.raises(sdk.InvalidRequestError):
        client.base_url = "nothing"


def test_a_copy_takes_a_new_credential(client: Any, wire: Wire) -> None:
    for copy in (client.with_options(api_key="b-secret"), client.copy(api_key="b-secret")):
        copy.me()
        assert wire.request.headers["authorization"] == "Bearer b-secret"
        assert client.api_key == "a-secret"
    assert client.copy(timeout=3).timeout == 3
    assert client.copy(base_url=None, default_headers=None, max_retries=None).base_url == client.base_url
    with pytest.raises(TypeError, match="timout"):
        client.with_options(timout=3)


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_a_request_of_ones_own_by_its_method(sdk: Any, client: Any, wire: Wire, method: str) -> None:
    more = {} if method in {"get", "delete"} else {"json": {"a": 1}}
    assert getattr(client, method)("/x", **more) == {"id": 1}
    assert (wire.request.method, wire.request.url.path) == (method.upper(), "/x")
    assert getattr(client, method)("/x", cast_to=sdk.types.User) == sdk.types.User(id=1)
    assert getattr(client, method)("/x", cast_to=sdk.types.User.from_dict) == sdk.types.User(id=1)
    assert getattr(client, method)("/x", cast_to=len, query={"q": 1}) == 1
    assert wire.target == "/x?q=1"


def test_an_answer_is_cast_to_what_a_type_says(sdk: Any, client: Any, wire: Wire) -> None:
    user = sdk.types.User
    users = GenericAlias(list, user)  # as `list[User]`, where a checker knows the class
    wire.answers_json({"id": 1})
    assert client.get("/x", cast_to=object) == client.get("/x", cast_to=Any) == {"id": 1}
    assert client.get("/x", cast_to=dict[str, Any]) == client.get("/x", cast_to=dict[str, object]) == {"id": 1}
    assert client.get("/x", cast_to=user | None) == user(id=1)
    assert client.get("/x", cast_to=type(None)) is None
    assert client.get("/x", cast_to=bytes) == b'{"id":1}'
    assert client.get("/x", cast_to=str) == '{"id":1}'
    wire.answers_json([{"id": 1}])
    assert client.get("/x", cast_to=users) == [user(id=1)]
    wire.answers_json({"a": [{"id": 1}], "b": []})
    assert client.get("/x", cast_to=GenericAlias(dict, (str, users))) == {"a": [user(id=1)], "b": []}
    wire.answers_json("said")
    assert client.get("/x", cast_to=str) == "said"
    wire.answers(httpx.Response(200, content=b"null", headers={"content-type": "application/json"}))
    assert client.get("/x", cast_to=user | None) is None
    wire.answers(httpx.Response(200, text="plain"))
    assert client.get("/x", cast_to=str) == client.get("/x", cast_to=object) == "plain"


def test_views_of_the_client_itself(sdk: Any, client: Any) -> None:
    response = client.with_raw_response.me()
    assert (response.status_code, response.parse()) == (200, sdk.types.User(id=1))
    assert (response.retries_taken, response.http_request.method) == (0, "GET")
    assert response.http_request.url == "https://api.example.com/me"
    assert "a-secret" not in str(response.http_request)
    assert isinstance(response.elapsed, dt.timedelta)
    assert client.with_raw_response.get("/x", cast_to=sdk.types.User).parse() == sdk.types.User(id=1)
    assert client.with_raw_response.users.create(id=1).json() == {"id": 1}
    with client.with_streaming_response.me() as streamed:
        assert streamed.parse() == sdk.types.User(id=1)
    with client.with_streaming_response.request("GET", "/x") as streamed:
        assert b"".join(streamed.iter_bytes()) == b'{"id":1}'


def test_an_error_has_its_request_and_response(sdk: Any, client: Any, wire: Wire) -> None:
    wire.answers(httpx.Response(404, json={"code": "gone"}, headers={"set-cookie": "sid=s-secret", "x-a": "1"}))
    with pytest.raises(sdk.NotFoundError) as caught:
        client.me()
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        assert (error.request.method, error.request.url) == ("GET", "https://api.example.com/me")
        assert (error.response.status_code, error.response.headers["x-a"]) == (404, "1")
        assert (error.response.json(), error.response.text) == ({"code": "gone"}, '{"code":"gone"}')
    assert b"s-secret" not in pickle.dumps(caught.value)


def limits(wire: Wire) -> dict[str, Any]:
    found: dict[str, Any] = wire.request.extensions["timeout"]
    return found


@pytest.mark.parametrize("where", ["constructor", "copy", "call"])
@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_a_timeout_is_seconds_or_the_parts_of_it(sdk: Any, wire: Wire, where: str, library: str) -> None:
    wire.answers_json({"id": 1})
    timeout = pytest.importorskip(library).Timeout(4, connect=9, read=None)
    for value, expected in (
        (timeout, {"connect": 9, "read": None, "write": 4, "pool": 4}),
        (3, {"connect": 3, "read": 3, "write": 3, "pool": 3}),
        (30.0, {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 30.0}),
        (None, dict.fromkeys(("connect", "read", "write", "pool")) if where != "call" else None),
    ):
        made = wire.client(sdk, api_key="a", **({"timeout": value} if where == "constructor" else {}))
        made = made.copy(timeout=value) if where == "copy" else made
        made.me(**({"timeout": value} if where == "call" else {}))
        assert limits(wire) == (expected or {"connect": 5.0, "read": 60.0, "write": 60.0, "pool": 60.0})


@pytest.mark.parametrize("timeout", [0, -1, "3", float("nan"), True, [1]])
def test_a_timeout_that_is_none_is_refused_by_name(sdk: Any, wire: Wire, timeout: Any) -> None:
    with pytest.raises(sdk.InvalidRequestError, match="timeout"):
        wire.client(sdk, timeout=timeout)
    with pytest.raises(sdk.InvalidRequestError, match="timeout"):
        wire.client(sdk, api_key="a").me(timeout=timeout)


def test_the_timeout_of_an_own_client_is_kept(sdk: Any) -> None:
    seen: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"]["read"])
        return httpx.Response(200, json={"id": 1})

    for own, given in (({"timeout": 17}, {}), ({"timeout": None}, {}), ({}, {}), ({"timeout": 17}, {"timeout": 2})):
        options: dict[str, Any] = own
        with httpx.Client(transport=httpx.MockTransport(answer), **options) as http:
            client_class(sdk)(api_key="a", http_client=http, **given).me()
    assert seen == [17, None, 60.0, 2]


def test_a_deprecated_operation_warns_on_each_call(sdk: Any, wire: Wire) -> None:
    client = wire.client(sdk, api_key="a")
    wire.answers(httpx.Response(204))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(2):
            client.old()
    assert [str(each.message).partition(":")[0] for each in caught] == ["old is deprecated"] * 2
    assert {each.filename for each in caught} == {__file__}


@pytest.mark.parametrize(("status", "headers", "method", "count"), [
    (521, {}, "get", 2), (529, {}, "get", 2), (400, {"x-should-retry": "true"}, "get", 2),
    (503, {"x-should-retry": "false"}, "get", 1), (500, {"x-should-retry": "true"}, "post", 2), (530, {}, "get", 1),
])  # fmt: skip
def test_what_is_tried_again(sdk: Any, wire: Wire, status: int, headers: Any, method: str, count: int) -> None:
    wire.answers(httpx.Response(status, headers={"retry-after": "0", **headers}), httpx.Response(200, json={"id": 1}))
    client = wire.client(sdk, api_key="a", max_retries=2)
    try:
        getattr(client, method)("/x")
    except sdk.APIStatusError:
        assert count == 1
    assert wire.count == count


def test_a_fault_of_our_own_is_not_tried_again(sdk: Any) -> None:
    attempts: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        attempts.append(request)
        raise httpx.LocalProtocolError("too much data", request=request)

    http = httpx.Client(transport=httpx.MockTransport(answer))
    with http, pytest.raises(sdk.InvalidRequestError, match="too much data"):
        client_class(sdk)(api_key="a", http_client=http).me()
    assert len(attempts) == 1
