"""Swagger 2.0 on the wire: credentials, where their definitions say."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from support.wire import Wire
from swagger_documents import NOTHING

SCHEMES = """
securityDefinitions:
  Login: {type: basic}
  Key: {type: apiKey, name: X-Key, in: header}
  QueryKey: {type: apiKey, name: key, in: query}
  Implicit: {type: oauth2, flow: implicit, authorizationUrl: 'https://a.example.com/auth', scopes: {read: r}}
  Pass: {type: oauth2, flow: password, tokenUrl: 'https://a.example.com/token', scopes: {}}
  App: {type: oauth2, flow: application, tokenUrl: 'https://a.example.com/token', scopes: {read: r}}
  Code:
    type: oauth2
    flow: accessCode
    tokenUrl: https://a.example.com/token
    authorizationUrl: https://a.example.com/auth
    scopes: {read: r}
security: [{Key: []}]
paths:
"""
SECURED = "".join(
    f"  /{name}: {{get: {{operationId: s.{name.lower()}, security: [{{{name}: []}}], {NOTHING}}}}}\n"
    for name in ("Login", "Key", "QueryKey", "Implicit", "Pass", "App", "Code")
)
OPEN = f"  /open: {{get: {{operationId: s.open, security: [], {NOTHING}}}}}\n"
ALL = f"  /all: {{get: {{operationId: s.all, {NOTHING}}}}}\n"
SECURITY = SCHEMES + SECURED + OPEN + ALL


@pytest.mark.parametrize(
    ("method", "credentials", "header", "sent"),
    [
        ("login", {"login": ("u", "p")}, "authorization", "Basic dTpw"),
        ("key", {"key": "k"}, "x-key", "k"),
        ("all", {"key": "k"}, "x-key", "k"),
        ("implicit", {"implicit": "t"}, "authorization", "Bearer t"),
        ("pass_", {"pass_": "t"}, "authorization", "Bearer t"),
        ("code", {"code": "t"}, "authorization", "Bearer t"),
        ("open", {"key": "k"}, "x-key", None),
    ],
)
def test_credentials_travel_as_their_definition_says(
    sdk_of: Any, wire: Wire, method: str, credentials: Any, header: str, sent: str | None
) -> None:
    getattr(wire.client(sdk_of(SECURITY), **credentials).s, method)()
    assert wire.request.headers.get(header) == sent


def test_a_key_in_the_query_is_in_the_query(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(SECURITY), query_key="k").s.querykey()
    assert wire.target == "/QueryKey?key=k"


def test_client_credentials_are_exchanged_for_a_token(sdk_of: Any, wire: Wire) -> None:
    wire.answers(httpx.Response(200, json={"access_token": "t", "token_type": "bearer"}), httpx.Response(204))
    wire.client(sdk_of(SECURITY), app=("id", "secret")).s.app()
    assert wire.count == 2
    assert wire.request.headers["authorization"] == "Bearer t"
