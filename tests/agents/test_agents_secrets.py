"""No secret that the client holds reaches an agent, whatever the API repeats of what it was sent, and however."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from agent import run
from rough import serving

from cli_wire import Api, Reply, Seen, listening, reply  # isort: skip - rough names its folder
from support.sdks import make_sdk  # isort: skip

TOKEN = "token-that-was-bought-0123456789"
_SCHEMES = """
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: api_key}
    cookie: {type: apiKey, in: cookie, name: sid}
    bearer: {type: http, scheme: bearer}
    basic: {type: http, scheme: basic}
    bought: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {read: Read.}}}}
"""
NAMES = [line.split(":")[0].strip() for line in _SCHEMES.strip().splitlines()]
_PATH = """
  /{0}:
    get:
      operationId: {0}.echo
      security: [{{{0}: []}}]
      responses: {{'200': {{description: It., content: {{application/json: {{schema: {{}}}}}}}}}}
"""
DOCUMENT = f"""
openapi: 3.1.0
info: {{title: Echo, version: '1'}}
servers: [{{url: 'https://echo.example'}}]
paths:
{"".join(_PATH.format(name) for name in NAMES)}
components:
  securitySchemes:
{_SCHEMES}
"""
SECRETS = {
    "plain": "secret-of-the-tests-0123",
    "quoted": 'with "quotes" \\ & <signs>/é',
    "digits": "123456789012",
}


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return make_sdk(tmp_path_factory.mktemp("echo"), DOCUMENT)


@pytest.fixture
def api() -> Iterator[Api]:
    with listening() as api:
        api.answer = echo
        yield api


def echo(seen: Seen) -> Reply:
    """All that was sent, as text, as a name, as a number, and inside of JSON in text."""
    if seen.path == "/token":
        return reply({"access_token": TOKEN, "token_type": "bearer", "expires_in": 3600})
    said = [*seen.headers.values(), seen.target, *(value for _, value in seen.query), *SECRETS.values(), TOKEN]
    numbers = [int(text) for text in said if text.isdecimal()]
    return reply({"said": said, "names": dict.fromkeys(said, 1), "numbers": numbers, "json": json.dumps(said)})


def given(scheme: str, secret: str) -> Any:
    return ("user-of-it", secret) if scheme in {"basic", "bought"} else secret


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("scheme", NAMES)
def test_no_secret_is_told(sdk: ModuleType, api: Api, scheme: str, kind: str) -> None:
    secret = SECRETS[kind]
    if kind == "quoted" and scheme in {"header", "bearer"}:
        pytest.skip("a header has no such characters")

    async def story() -> None:
        async with serving(sdk, api.url, credentials={scheme: given(scheme, secret)}) as client:
            for arguments in ({}, {"query": "json"}, {"query": "said"}, {"query": "keys(names)"}):
                told = await client.call_tool(f"{scheme}_echo", arguments)
                assert not told.is_error, told
                assert_clean(told.model_dump_json(), secret, TOKEN if scheme == "bought" else "")
            api.answer = lambda seen: Reply(400, echo(seen).body)
            failed = await client.call_tool(f"{scheme}_echo", {})
            assert failed.is_error
            assert_clean(failed.model_dump_json(), secret, TOKEN if scheme == "bought" else "")

    run(story)
    assert len(api.seen) >= 5


def assert_clean(told: str, *secrets: str) -> None:
    pair = base64.b64encode(f"user-of-it:{secrets[0]}".encode()).decode()
    for secret in filter(None, (*secrets, pair)):
        for form in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1]):
            assert form not in told


def test_a_password_in_the_url_is_not_told(sdk: ModuleType, api: Api) -> None:
    url = api.url.replace("http://", "http://somebody:pass%20word-of-it@")
    api.answer = lambda seen: reply(["pass word-of-it", "pass%20word-of-it", dict(seen.headers)])

    async def story() -> None:
        async with serving(sdk, url, credentials={"header": "secret-of-the-tests"}) as client:
            told = (await client.call_tool("header_echo", {})).model_dump_json()
            assert "word-of-it" not in told
            assert base64.b64encode(b"somebody:pass word-of-it").decode() not in told

    run(story)


def nested(depth: int) -> Callable[[Seen], Reply]:
    text = b"[" * depth + b"]" * depth
    return lambda _: Reply(200, text)


def test_an_answer_that_is_nested_deeply_is_an_answer_or_refused(sdk: ModuleType, api: Api) -> None:
    async def story() -> None:
        async with serving(sdk, api.url, credentials={"header": "secret-of-the-tests"}) as client:
            for depth in (50, 500, 5_000, 100_000):
                api.answer = nested(depth)
                told = await client.call_tool("header_echo", {})
                assert told.is_error or "data" in told.structured_content
            api.answer = echo
            assert not (await client.call_tool("header_echo", {})).is_error

    run(story)
