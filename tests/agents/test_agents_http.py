"""The same tools over HTTP: with the token, from this machine's own names, and for nobody else."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from agent import Program, data, run
from live import Live
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ElicitRequestParams, ElicitResult

HELLO = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@dataclass(frozen=True)
class Served:
    """A server that listens."""

    url: str
    token: str

    def status(self, **headers: str) -> int:
        """The status of the answer to a request with these headers."""
        given = {**ACCEPT, "Authorization": f"Bearer {self.token}", **headers}
        return httpx.post(self.url, json=HELLO, headers=given, trust_env=False, timeout=60).status_code


@pytest.fixture(scope="module")
def served(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    env = {
        "TOLLKEEPER_BASE_URL": live.url,
        "TOLLKEEPER_API_KEY": live.tenant("Acme").secret,
        "TOLLKEEPER_CONFIG_DIR": str(tmp_path_factory.mktemp("config")),
    }
    parameters = Program(env, options=("--http", "127.0.0.1:0", "--allow-writes", "--tools", "me,keys")).parameters
    with subprocess.Popen(
        [parameters.command, *parameters.args], env=parameters.env, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.fullmatch(r"Serving at (http://127\.0\.0\.1:\d+/mcp) for the bearer token (\S{43})\n", said)
        assert found, said + process.stderr.read()
        yield Served(found[1], found[2])
        process.terminate()
        rest = process.stderr.read()
    assert "Traceback" not in rest


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_agent_with_the_token_calls_the_api(served: Served, mode: str) -> None:
    async def story() -> None:
        headers = {"Authorization": f"Bearer {served.token}"}
        async with (
            httpx2.AsyncClient(headers=headers, trust_env=False, timeout=60) as http,
            Client(streamable_http_client(served.url, http_client=http), mode=mode) as client,
        ):
            assert data(await client.call_tool("me", {}))["organization"]["name"] == "Acme"

    run(story)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_person_is_asked_over_http_too(served: Served, mode: str) -> None:
    questions: list[str] = []

    async def asked(context: Any, params: ElicitRequestParams) -> ElicitResult:
        questions.append(params.message)
        return ElicitResult(action="accept")

    async def story() -> None:
        headers = {"Authorization": f"Bearer {served.token}"}
        async with (
            httpx2.AsyncClient(headers=headers, trust_env=False, timeout=60) as http,
            Client(
                streamable_http_client(served.url, http_client=http), mode=mode, elicitation_callback=asked
            ) as client,
        ):
            key = data(await client.call_tool("keys_create", {"name": "ci", "scopes": ["usage:read"]}))["id"]
            assert data(await client.call_tool("keys_revoke", {"key_id": key}))["status"] == "revoked"

    run(story)
    assert len(questions) == 1


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer wrong", "Basic abc", "Bearer \u00e9"])
def test_nobody_without_the_token_is_let_in(served: Served, token: str) -> None:
    assert served.status(Authorization=token.encode("latin-1")) == 401  # type: ignore[arg-type]  # any bytes


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [("http://evil.example", False), ("null", False), ("http://localhost:1", False), ("own", True)],
)
def test_a_page_of_another_origin_is_refused(served: Served, origin: str, allowed: bool) -> None:
    origin = served.url.removesuffix("/mcp") if origin == "own" else origin
    assert (served.status(Origin=origin) == 403) is not allowed


def test_a_name_that_was_bound_to_this_machine_is_refused(served: Served) -> None:
    assert served.status(Host="evil.example") == 421


@pytest.mark.parametrize("address", ["0.0.0.0:0", "nowhere", "127.0.0.1:99999", "192.0.2.1:0"])
def test_an_address_that_others_reach_or_that_is_none_is_refused_in_words(
    address: str, live: Live, tmp_path: Path
) -> None:
    env = {"TOLLKEEPER_BASE_URL": live.url, "TOLLKEEPER_API_KEY": "tk_x", "TOLLKEEPER_CONFIG_DIR": str(tmp_path)}
    parameters = Program(env, options=("--http", address)).parameters
    done = subprocess.run(
        [parameters.command, *parameters.args], env=parameters.env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Error: --http: ")
    assert os.linesep.join(done.stderr.splitlines()[1:]) == ""
