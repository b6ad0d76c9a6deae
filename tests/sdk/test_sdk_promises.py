"""What code written against this release relies on. The next release has to pass it, or be a major one."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
import respx
from tollkeeper import AsyncTollkeeper, NotFoundError, RateLimitError, Scope, Tollkeeper

URL = "https://api.test"
KEY: dict[str, Any] = {
    "id": "key_0",
    "name": "ci",
    "prefix": "tk_live_0",
    "last4": "0000",
    "scopes": ["usage:read", "moon:write"],
    "environment": "live",
    "status": "active",
    "enabled": True,
    "created_by": None,
    "created_at": "2026-01-02T03:04:05Z",
    "expires_at": None,
    "last_used_at": None,
    "revoked_at": None,
    "rotated_to": None,
    "rate_limit": None,
    "metadata": {},
}
PROBLEM = {"type": "about:blank", "title": "Not Found", "status": 404, "code": "not_found", "request_id": "req_1"}


def client() -> Tollkeeper:
    return Tollkeeper(api_key="tk_live_x", base_url=URL, max_retries=0)


@respx.mock
def test_a_key_is_made_by_keywords_and_read_by_attributes() -> None:
    route = respx.post(f"{URL}/v1/keys").respond(201, json={**KEY, "secret": "tk_live_secret"})
    with client() as tollkeeper:
        key = tollkeeper.keys.create(name="ci", scopes=[Scope.USAGE_READ], idempotency_key="once")
    assert json.loads(route.calls.last.request.content) == {"name": "ci", "scopes": ["usage:read"]}
    assert route.calls.last.request.headers["idempotency-key"] == "once"
    assert route.calls.last.request.headers["authorization"] == "Bearer tk_live_x"
    assert (key.id, key.name, key.expires_at, key.created_at.year) == ("key_0", "ci", None, 2026)
    assert key.scopes[0] is Scope.USAGE_READ
    assert key.scopes[1] == "moon:write", "a value of the future is kept"


@respx.mock
def test_a_list_goes_over_its_pages_by_itself() -> None:
    pages = respx.get(f"{URL}/v1/keys").mock(
        side_effect=[
            httpx.Response(200, json={"data": [KEY], "has_more": True, "next_cursor": "more"}),
            httpx.Response(200, json={"data": [{**KEY, "id": "key_1"}], "has_more": False, "next_cursor": None}),
        ]
    )
    with client() as tollkeeper:
        assert [key.id for key in tollkeeper.keys.list(limit=1)] == ["key_0", "key_1"]
    assert pages.calls.last.request.url.params["cursor"] == "more"


@respx.mock
def test_an_error_has_its_class_its_status_its_code_and_its_request() -> None:
    respx.get(f"{URL}/v1/keys/key_missing").respond(404, json=PROBLEM)
    with client() as tollkeeper, pytest.raises(NotFoundError) as caught:
        tollkeeper.keys.retrieve("key_missing")
    assert (caught.value.status_code, caught.value.code, caught.value.request_id) == (404, "not_found", "req_1")


@respx.mock
def test_a_call_that_was_refused_for_now_is_tried_again() -> None:
    later = httpx.Response(429, headers={"retry-after": "0"}, json={**PROBLEM, "status": 429})
    route = respx.get(f"{URL}/v1/keys/key_0").mock(side_effect=[later, httpx.Response(200, json=KEY)])
    with Tollkeeper(api_key="k", base_url=URL, max_retries=1) as tollkeeper:
        assert tollkeeper.keys.retrieve("key_0").id == "key_0"
    assert route.call_count == 2
    route.mock(return_value=later)
    with client() as tollkeeper, pytest.raises(RateLimitError):
        tollkeeper.keys.retrieve("key_0")


@respx.mock
def test_the_async_client_has_the_same_methods() -> None:
    respx.get(f"{URL}/v1/keys/key_0").respond(json=KEY)

    async def name() -> str:
        async with AsyncTollkeeper(api_key="k", base_url=URL) as tollkeeper:
            return (await tollkeeper.keys.retrieve("key_0")).name

    assert asyncio.run(name()) == "ci"
