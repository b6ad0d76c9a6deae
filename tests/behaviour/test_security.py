"""Who a request comes from: every kind of scheme, several together, and none."""

from __future__ import annotations

import base64
import pickle
from typing import Any

import pytest
from support.wire import Wire

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
