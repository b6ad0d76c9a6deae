"""Who a request comes from: every kind of scheme, several together, and none."""

from __future__ import annotations

import asyncio
import base64
import pickle
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from support.sdks import fresh_name, generate_to, import_sdk
from support.wire import Wire, client_class

SECURITY = """
paths:
  /bearer: {get: {operationId: as_.bearer, security: [{token: []}], responses: {'204': {description: ok}}}}
  /basic: {get: {operationId: as_.basic, security: [{login: []}], responses: {'204': {description: ok}}}}
  /header: {get: {operationId: as_.header, security: [{head: []}], responses: {'204': {description: ok}}}}
  /query: {get: {operationId: as_.query, security: [{look: []}], responses: {'204': {description: ok}}}}
  /cookie: {get: {operationId: as_.cookie, security: [{crumb: []}], responses: {'204': {description: ok}}}}
  /both: {get: {operationId: as_.both, security: [{head: [], look: []}], responses: {'204': {description: ok}}}}
  /either: {get: {operationId: as_.either, security: [{token: []}, {head: []}], responses: {'204': {description: ok}}}}
  /optional: {get: {operationId: as_.optional, security: [{}, {token: []}], responses: {'204': {description: ok}}}}
  /public: {get: {operationId: as_.public, security: [], responses: {'204': {description: ok}}}}
  /usual: {get: {operationId: as_.usual, responses: {'204': {description: ok}}}}
security: [{token: []}]
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    login: {type: http, scheme: basic}
    head: {type: apiKey, in: header, name: X-Key}
    look: {type: apiKey, in: query, name: key}
    crumb: {type: apiKey, in: cookie, name: sid}
"""
ALL = {"token": "t-secret", "login": ("user", "p:w"), "head": "h-secret", "look": "l secret", "crumb": "c-secret"}


def sent(wire: Wire) -> dict[str, str]:
    """The credentials of the last request, by where they stood."""
    names = ("authorization", "x-key", "cookie")
    found = {name: wire.request.headers[name] for name in names if name in wire.request.headers}
    if wire.request.url.query:
        found["query"] = wire.request.url.query.decode()
    return found


@pytest.mark.parametrize(
    ("operation", "credentials"),
    [
        ("bearer", {"authorization": "Bearer t-secret"}),
        ("basic", {"authorization": "Basic " + base64.b64encode(b"user:p:w").decode()}),
        ("header", {"x-key": "h-secret"}),
        ("query", {"query": "key=l%20secret"}),
        ("cookie", {"cookie": "sid=c-secret"}),
        ("both", {"x-key": "h-secret", "query": "key=l%20secret"}),
        ("either", {"authorization": "Bearer t-secret"}),
        ("optional", {"authorization": "Bearer t-secret"}),
        ("public", {}),
        ("usual", {"authorization": "Bearer t-secret"}),
    ],
)
def test_an_operation_is_called_with_the_credentials_that_it_names(
    sdk_of: Any, wire: Wire, operation: str, credentials: dict[str, str]
) -> None:
    getattr(wire.client(sdk_of(SECURITY), **ALL).as_, operation)()
    assert sent(wire) == credentials


def test_the_alternative_that_is_there_is_used(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(SECURITY), head="h").as_.either()
    assert sent(wire) == {"x-key": "h"}


@pytest.mark.parametrize("operation", ["optional", "public"])
def test_what_needs_no_credentials_is_called_without(sdk_of: Any, wire: Wire, operation: str) -> None:
    getattr(wire.client(sdk_of(SECURITY)).as_, operation)()
    assert sent(wire) == {}


@pytest.mark.parametrize("operation", ["bearer", "basic", "header", "query", "cookie", "both", "either", "usual"])
def test_missing_credentials_fail_before_any_request(sdk_of: Any, wire: Wire, operation: str) -> None:
    sdk = sdk_of(SECURITY)
    with pytest.raises(sdk.MissingCredentialsError):
        getattr(wire.client(sdk).as_, operation)()
    assert wire.count == 0


def test_half_of_what_is_needed_together_is_missing_too(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(SECURITY)
    with pytest.raises(sdk.MissingCredentialsError, match="look"):
        wire.client(sdk, head="h").as_.both()
    assert wire.count == 0


def test_credentials_come_from_the_environment(sdk_of: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    sdk = sdk_of(SECURITY)
    prefix = sdk.__name__.upper()
    monkeypatch.setenv(f"{prefix}_HEAD", "from-env")
    wire.client(sdk).as_.header()
    assert sent(wire) == {"x-key": "from-env"}


def test_nothing_shows_a_secret(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(SECURITY)
    client = wire.client(sdk, **ALL)
    import httpx

    wire.answers(httpx.Response(401, json={"message": "no"}))
    with pytest.raises(sdk.AuthenticationError) as caught:
        client.as_.both()
    shown = [repr(client), repr(client.__dict__), str(caught.value), repr(caught.value), repr(caught.value.__dict__)]
    shown.append(repr(pickle.dumps(caught.value)))
    for secret in ("t-secret", "p:w", "h-secret", "l secret", "l%20secret", "c-secret"):
        assert secret not in " ".join(shown)


SERVERS = """
servers:
  - {url: 'https://{region}.example.com/{version}', variables: {region: {default: eu}, version: {default: v1}}}
paths:
  /usual: {get: {operationId: at.usual, responses: {'204': {description: ok}}}}
  /own:
    get: {operationId: at.own, servers: [{url: https://other.example.net/base/}], responses: {'204': {description: ok}}}
  /shared:
    servers: [{url: https://path.example.net}]
    get: {operationId: at.shared, responses: {'204': {description: ok}}}
"""


@pytest.mark.parametrize(
    ("operation", "url"),
    [
        ("usual", "https://eu.example.com/v1/usual"),
        ("own", "https://other.example.net/base/own"),
        ("shared", "https://path.example.net/shared"),
    ],
)
def test_an_operation_goes_to_the_nearest_server(sdk_of: Any, wire: Wire, operation: str, url: str) -> None:
    getattr(wire.client(sdk_of(SERVERS)).at, operation)()
    assert str(wire.request.url) == url


def test_base_url_takes_the_place_of_all_of_them(sdk_of: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    sdk = sdk_of(SERVERS)
    wire.client(sdk, base_url="https://localhost:8443/api/").at.own()
    assert str(wire.request.url) == "https://localhost:8443/api/own"
    monkeypatch.setenv(f"{sdk.__name__.upper()}_BASE_URL", "https://env.example.com")
    wire.client(sdk).at.usual()
    assert str(wire.request.url) == "https://env.example.com/usual"


# --- requests that no operation describes, and other origins ---

SCHEMES = """
components:
  securitySchemes:
    legacy: {type: apiKey, in: header, name: X-Legacy}
    token: {type: http, scheme: bearer}
"""
STATED = {
    "the document": """
security: [{token: []}]
paths:
  /a: {get: {operationId: a.get, security: [{legacy: []}], responses: {'204': {description: ok}}}}
""",
    "its operations": """
paths:
  /a: {get: {operationId: a.get, security: [{token: []}], responses: {'204': {description: ok}}}}
  /b: {get: {operationId: b.get, security: [], responses: {'204': {description: ok}}}}
  /c: {get: {operationId: c.get, security: [{token: []}], responses: {'204': {description: ok}}}}
""",
    "nobody": """
paths:
  /a: {get: {operationId: a.get, security: [{token: []}], responses: {'204': {description: ok}}}}
  /b: {get: {operationId: b.get, security: [{legacy: []}], responses: {'204': {description: ok}}}}
""",
}


@pytest.mark.parametrize("by", STATED)
def test_a_request_of_ones_own_has_the_credential_that_the_document_asks_for(sdk_of: Any, wire: Wire, by: str) -> None:
    client = wire.client(sdk_of(STATED[by] + SCHEMES), legacy="l-secret", token="t-secret")
    client.request("GET", "/anything")
    found = {name: wire.request.headers.get(name) for name in ("x-legacy", "authorization")}
    assert found == {"x-legacy": None, "authorization": None if by == "nobody" else "Bearer t-secret"}


def test_a_request_of_ones_own_needs_the_credential_that_the_document_asks_for(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(STATED["the document"] + SCHEMES)
    with pytest.raises(sdk.MissingCredentialsError, match="token"):
        wire.client(sdk, legacy="l-secret").request("GET", "/anything")
    assert wire.count == 0
    sdk = sdk_of(STATED["its operations"] + SCHEMES)
    wire.client(sdk, legacy="l-secret").request("GET", "/anything")
    assert "x-legacy" not in wire.request.headers


@pytest.mark.parametrize("url", ["https://elsewhere.example/x", "http://api.example.com/x", "https://api.example.com:444/x",
                                 "https://api.example.com@elsewhere.example/x"])  # fmt: skip
@pytest.mark.parametrize("way", ["absolute", "redirect"])
def test_another_origin_gets_no_credential_at_all(sdk_of: Any, url: str, way: str) -> None:
    """Neither the scheme's nor those that the caller gave by header, by default or with a client of his own."""
    seen: list[httpx.Request] = []
    sdk = sdk_of(STATED["the document"] + SCHEMES)

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        first = way == "redirect" and len(seen) == 1
        return httpx.Response(302, headers={"location": url}) if first else httpx.Response(204)

    http = httpx.Client(
        transport=httpx.MockTransport(answer),
        auth=("user", "p-secret"),
        headers={"X-Api-Key": "c-secret", "X-Plain": "kept by the client"},
        params={"access_token": "q-secret"},
    )
    with http, client_class(sdk)(
        token="t-secret", legacy="l-secret", http_client=http, max_retries=0,
        default_headers={"X-Legacy": "d-secret", "Cookie": "sid=k-secret", "X-Tenant": "7"},
    ) as client:  # fmt: skip
        if way == "absolute":
            client.request("GET", url, headers={"X-Mine": "explicit"})
        elif not url.startswith("http:"):
            client.request("GET", "/x", headers={"X-Legacy": "h-secret", "X-Mine": "explicit"})
        else:
            pytest.skip("a redirect from https to http is not followed")
    last = seen[-1]
    assert "secret" not in str(last.headers.raw) + str(last.url).replace("api.example.com@", "")
    assert (last.headers["x-tenant"], last.headers["x-mine"]) == ("7", "explicit")


def test_a_body_is_not_sent_on_to_another_origin(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(STATED["the document"] + SCHEMES)
    wire.answers(httpx.Response(307, headers={"location": "https://elsewhere.example/x"}), httpx.Response(204))
    with pytest.raises(sdk.APIStatusError, match="307"):
        wire.client(sdk, token="t-secret").request("POST", "/x", json={"card": "4242"})
    assert wire.count == 1


# --- OAuth 2 with several flows, OpenID Connect, functions ---

FLOWS = """
servers: [{url: https://api.example.com}]
paths:
  /me: {get: {operationId: me.get, security: [{oauth: [read]}], responses: {'204': {description: ok}}}}
  /id: {get: {operationId: me.id, security: [{oidc: []}], responses: {'204': {description: ok}}}}
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        authorizationCode: {authorizationUrl: 'https://a.example/x', tokenUrl: 'https://a.example/t', scopes: {read: r}}
        clientCredentials: {tokenUrl: /api/token, scopes: {read: r}}
    oidc: {type: openIdConnect, openIdConnectUrl: 'https://a.example/.well-known'}
"""


def test_a_scheme_with_several_flows_takes_a_token_or_a_client(
    sdk_of: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    sdk = sdk_of(FLOWS)
    for token in ("a-token", "with:colon", lambda: "a-token"):
        wire.client(sdk, oauth=token).me.get()
        expected = token if isinstance(token, str) else "a-token"
        assert wire.request.headers["authorization"] == f"Bearer {expected}"
    wire.answers(httpx.Response(200, json={"access_token": "bought"}), httpx.Response(204))
    wire.client(sdk, oauth=("id", "secret")).me.get()
    bought, call = (each.request for each in wire.calls[-2:])
    assert (str(bought.url), call.headers["authorization"]) == ("https://api.example.com/api/token", "Bearer bought")
    monkeypatch.setenv(f"{sdk.__name__.upper()}_OAUTH", "from-env")
    wire.client(sdk).me.get()
    assert wire.request.headers["authorization"] == "Bearer from-env"


METHOD = "x-token-endpoint-auth-method: client_secret_post"


@pytest.mark.parametrize(
    ("said", "third", "in_body"),
    [
        ("", (), False),
        ("", ("client_secret_post",), True),
        ("in the flow", (), True),
        ("in the scheme", (), True),
        ("in the flow", ("client_secret_basic",), False),
    ],
)
def test_a_client_shows_who_it_is_as_the_document_or_the_caller_says(
    sdk_of: Any, wire: Wire, said: str, third: tuple[str, ...], in_body: bool
) -> None:
    document = FLOWS.replace("{tokenUrl: /api", f"{{{METHOD}, tokenUrl: /api") if said == "in the flow" else FLOWS
    if said == "in the scheme":
        document = document.replace("type: oauth2", f"type: oauth2\n      {METHOD}")
    sdk = sdk_of(document)
    wire.answers(httpx.Response(200, json={"access_token": "bought"}), httpx.Response(204))
    client = wire.client(sdk, oauth=("an id", "a&secret", *third))
    client.me.get()
    assert client.oauth == ("an id", "a&secret", *third)
    bought = wire.calls[-2].request
    form = dict(parse_qsl(bought.content.decode()))
    assert form["grant_type"] == "client_credentials"
    assert ("authorization" in bought.headers) != in_body
    assert (form.get("client_id"), form.get("client_secret")) == (("an id", "a&secret") if in_body else (None, None))
    assert wire.calls[-1].request.headers["authorization"] == "Bearer bought"


def test_a_way_that_the_sdk_does_not_have_leaves_the_token(tmp_path: Path, wire: Wire) -> None:
    document = FLOWS.replace("{tokenUrl: /api", "{x-token-endpoint-auth-method: private_key_jwt, tokenUrl: /api")
    package = fresh_name("jwt")
    (repair,) = generate_to(tmp_path, f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{document}", package).repairs
    assert repair.pointer.endswith("/flows/clientCredentials")
    assert repair.sentence.startswith("clients show who they are by 'private_key_jwt'")
    sdk = import_sdk(tmp_path / "src", package)
    wire.client(sdk, oauth="a-token").me.get()
    assert wire.request.headers["authorization"] == "Bearer a-token"
    with pytest.raises(sdk.InvalidRequestError, match=r"^oauth: "):
        wire.client(sdk, oauth=("id", "secret"))


def test_a_secret_in_the_body_is_not_shown(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(FLOWS)
    wire.answers(httpx.Response(401, json={"error": "invalid_client", "error_description": "not a-secret-1"}))
    with pytest.raises(sdk.AuthenticationError, match=r"not \[redacted\]") as caught:
        wire.client(sdk, oauth=("id", "a-secret-1", "client_secret_post")).me.get()
    assert "a-secret-1" not in f"{vars(caught.value)!r} {caught.value.response!r}"
    with pytest.raises(sdk.InvalidRequestError, match=r"^oauth: "):
        wire.client(sdk, oauth=("id", "secret", "private_key_jwt"))


def test_openid_connect_takes_a_token(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(FLOWS), oidc="i-token").me.id()
    assert wire.request.headers["authorization"] == "Bearer i-token"


def test_a_function_gives_a_credential_and_an_asynchronous_one_to_the_asynchronous_client(
    sdk_of: Any, wire: Wire
) -> None:
    sdk = sdk_of(FLOWS)

    async def later() -> str:
        return "l-token"

    async def call() -> str:
        seen: list[str] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request.headers["authorization"])
            return httpx.Response(204)

        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            await client_class(sdk, asynchronous=True)(oauth=later, http_client=http).me.get()
        return seen[0]

    assert asyncio.run(call()) == "Bearer l-token"
    with pytest.raises(sdk.InvalidRequestError, match="asynchronous client"):
        wire.client(sdk, oauth=later).me.get()
    with pytest.raises(sdk.InvalidRequestError, match="oauth: the function gives no text"):
        wire.client(sdk, oauth=lambda: " ").me.get()
    with pytest.raises(sdk.InvalidRequestError, match="oauth: a credential of spaces only"):
        wire.client(sdk, oauth="  ")
    assert wire.count == 0
