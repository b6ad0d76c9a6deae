"""What SDKs of the first generation had: the package as a client, raw responses that are parsed without awaiting."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import first_documents
import pytest
import respx
from support.sdks import make_sdk

ROOT = "https://relay.example"
NOTE = {"text": "x"}


@pytest.fixture
def package(relay: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The package, as nobody has used it yet."""
    monkeypatch.delenv("RELAY_KEY", raising=False)
    for name in ("api_key", "team", "base_url", "default_headers"):
        monkeypatch.setattr(relay, name, None)
    vars(relay)["_reset_client"]()
    yield relay
    vars(relay)["_reset_client"]()


@respx.mock
def test_the_package_is_a_client_itself(package: ModuleType) -> None:
    route = respx.post(f"{ROOT}/notes").respond(json=NOTE)
    relay: Any = package
    with pytest.raises(relay.RelayError, match="api_key client option must be set"):
        relay.notes.create(text="x", team_id="t")
    relay.api_key = "one"
    assert relay.notes.create(text="x", team_id="t").text == "x"
    assert relay.notes.with_raw_response.create(text="x", team_id="t").parse().text == "x"
    assert route.calls.last.request.headers["Authorization"] == "Bearer one"
    notes = relay.notes
    relay.api_key = "two"
    notes.create(text="x", team_id="t")
    assert route.calls.last.request.headers["Authorization"] == "Bearer two"
    assert relay._load_client() is relay._load_client()


@respx.mock
def test_options_are_attributes_of_the_package(package: ModuleType) -> None:
    relay: Any = package
    route = respx.get("https://other.example/ping").respond(json={})
    relay.api_key, relay.base_url, relay.default_headers = "k", "https://other.example", {"X-Own": "1"}
    relay.ping()
    assert route.calls.last.request.headers["X-Own"] == "1"
    assert relay.timeout == relay.DEFAULT_TIMEOUT
    assert relay.types.Note(text="x").text == "x"


def test_importing_the_package_makes_no_client_and_loads_no_http_library(relay: ModuleType) -> None:
    folder = Path(str(relay.__file__)).parents[1]
    code = f"import sys, {relay.__name__} as m; m.api_key = 'k'; m.notes; print('httpx' in sys.modules)"
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


@respx.mock
def test_a_raw_response_is_parsed_without_awaiting_by_either_client(relay: ModuleType) -> None:
    respx.post(f"{ROOT}/notes").respond(json=NOTE)
    legacy = importlib.import_module(f"{relay.__name__}._legacy_response")
    response = relay.Relay(api_key="k").notes.with_raw_response.create(text="x", team_id="t")
    assert isinstance(response, legacy.LegacyAPIResponse)
    assert (response.parse().text, response.text, response.is_closed) == ("x", json.dumps(NOTE).replace(" ", ""), True)

    async def main() -> None:
        async with relay.AsyncRelay(api_key="k") as client:
            response = await client.notes.with_raw_response.create(text="x", team_id="t")
            assert isinstance(response, legacy.LegacyAPIResponse)
            assert response.parse().text == "x"
            assert response.http_request.headers["X-Stainless-Lang"] == "python"
            async with client.notes.with_streaming_response.create(text="x", team_id="t") as streamed:
                assert (await streamed.parse()).text == "x"

    asyncio.run(main())


@respx.mock
def test_a_stream_is_what_a_raw_response_is_parsed_to(relay: ModuleType) -> None:
    respx.post(f"{ROOT}/notes/stream").respond(
        content=b'data: {"text": "x"}\n\n', headers={"Content-Type": "text/event-stream"}
    )
    with relay.Relay(api_key="k").notes.with_raw_response.stream().parse() as stream:
        assert [note.text for note in stream] == ["x"]

    async def main() -> None:
        async with relay.AsyncRelay(api_key="k") as client:
            response = await client.notes.with_raw_response.stream()
            with pytest.raises(RuntimeError, match="this response is a stream"):
                response.read()
            async with response.parse() as stream:
                assert [note.text async for note in stream] == ["x"]

    asyncio.run(main())


@respx.mock
def test_a_download_is_read(relay: ModuleType, tmp_path: Path) -> None:
    respx.get(f"{ROOT}/notes/n/scan").respond(content=b"scan")
    legacy = importlib.import_module(f"{relay.__name__}._legacy_response")

    async def main() -> None:
        async with relay.AsyncRelay(api_key="k") as client:
            scan = await client.notes.scan("n")
            assert isinstance(scan, legacy.HttpxBinaryResponseContent)
            assert (scan.content, scan.read(), scan.text, await scan.aread()) == (b"scan", b"scan", "scan", b"scan")
            scan.write_to_file(tmp_path / "scan")
            assert list(scan.iter_bytes(3)) == [b"sca", b"n"]
            response = await client.notes.with_raw_response.scan("n")
            assert response.parse().content == b"scan"

    asyncio.run(main())
    assert (tmp_path / "scan").read_bytes() == b"scan"
    response = relay.Relay(api_key="k").notes.with_raw_response.scan("n")
    assert response.parse().text == "scan"


@respx.mock
def test_a_method_has_options_of_its_own(relay: ModuleType) -> None:
    route = respx.post(f"{ROOT}/notes").respond(503)
    client = relay.Relay(api_key="k")
    with pytest.raises(relay.InternalServerError):
        client.notes.create(text="x", team_id="t", extra_headers={"X-Own": "1"})
    assert route.call_count == 1
    sent = route.calls.last.request
    assert (sent.headers["X-Slow"], sent.headers["X-Own"], sent.url.params["deep"]) == ("1", "1", "true")
    assert sent.extensions["timeout"]["read"] == 90
    with pytest.raises(relay.InternalServerError):
        client.notes.create(text="x", team_id="t", timeout=5, max_retries=0, extra_headers={"X-Slow": "2"})
    sent = route.calls.last.request
    assert (sent.headers["X-Slow"], sent.extensions["timeout"]["read"]) == ("2", 5)


@respx.mock
def test_an_option_is_a_property_of_bodies(relay: ModuleType) -> None:
    route = respx.post(f"{ROOT}/notes").respond(json=NOTE)
    client = relay.Relay(api_key="k", team="red")
    client.notes.create(text="x")
    assert json.loads(route.calls.last.request.content) == {"text": "x", "teamId": "red"}
    client.notes.create(text="x", team_id="blue")
    assert json.loads(route.calls.last.request.content) == {"text": "x", "teamId": "blue"}


@respx.mock
def test_lists_in_forms_are_named_as_the_file_says(relay: ModuleType) -> None:
    route = respx.put(f"{ROOT}/notes/n/scan").respond(json=NOTE)
    relay.Relay(api_key="k").notes.add_scan("n", pages=[b"one", ("two.txt", b"two")])
    sent = route.calls.last.request.content
    assert b'name="pages[0]"; filename="pages[0]"' in sent
    assert b'name="pages[1]"; filename="two.txt"' in sent


def test_without_the_keys_nothing_of_it_is_there(tmp_path: Path) -> None:
    names = first_documents.NAMES.replace("x-trueline:", "x-other:")
    (tmp_path / "stainless.yml").write_text(names, "utf-8")
    package = make_sdk(tmp_path, first_documents.DOCUMENT, names=str(tmp_path / "stainless.yml"), compat="stainless")
    assert not {"api_key", "notes", "_load_client"} & set(dir(package))
    assert inspect.iscoroutinefunction(importlib.import_module(f"{package.__name__}._response").AsyncAPIResponse.parse)
