"""What an SDK says once: long texts of arguments that many methods have, and the views of methods that answer alike."""

from __future__ import annotations

import asyncio
import inspect
import json
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from support.sdks import import_sdk
from support.typed_json import Json

from trueline.cli import main

LIKED = "How many of them at most, of which the server says how many it likes."
REST = "The rest is on the pages that come after it, of which each but the last is as long as was asked for."
SHORT = "Which (e.g. A or B) of them."


def _document(count: int) -> Json:
    limit = {
        "name": "limit",
        "in": "query",
        "description": f"{LIKED} {REST}",
        "schema": {"type": "integer", "default": 20},
    }
    thing = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    kind = {"name": "locals", "in": "query", "description": SHORT, "schema": {"type": "string"}}
    answer = {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "string"}}}}}
    file: Json = {"200": {"description": "ok", "content": {"application/pdf": {}}}}
    paths: Json = {
        f"/things/{{id}}/{n}": {
            "get": {
                "tags": ["things"],
                "operationId": f"things.read{n}",
                "summary": "A thing",
                "parameters": [thing, limit, kind],
                "responses": file if n == 1 else answer,
            }
        }
        for n in range(count)
    }
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}


def _sdk(count: int, folder: Path) -> ModuleType:
    (folder / "api.json").write_text(json.dumps(_document(count)), encoding="utf-8")
    package = f"said_{count}"
    assert main(["generate", str(folder / "api.json"), "--output", str(folder / "sdk"), "--package", package]) == 0
    return import_sdk(folder / "sdk/src", package)


@pytest.mark.parametrize(("count", "is_once"), [(4, False), (5, True)])
def test_a_long_text_that_many_methods_have_is_at_the_client(count: int, is_once: bool, tmp_path: Path) -> None:
    sdk = _sdk(count, tmp_path)
    client = getattr(sdk, f"Said{count}")
    method = " ".join((client(base_url="https://x").things.read0.__doc__ or "").split())
    about = " ".join((client.__doc__ or "").split())
    assert f"limit: {LIKED}" in method and "Default: ``20``." in method and SHORT in method
    assert (REST in method, REST in about) == (not is_once, is_once)
    assert method.startswith("A thing (``GET /things/{id}/0``)")


@pytest.mark.parametrize(
    ("name", "text", "is_said"),
    [
        ("pet_id", "The unique identifier of the pet.", False),
        ("issue_number", "The number that identifies the issue.", False),
        ("secret_name", "The name of the secret", False),
        ("pet_id", "The name of the pet.", True),
        ("q", "The name.", True),
        ("branch", "The name of the branch.", True),
        ("pet_id", "Die Nummer.", True),
    ],
)
def test_a_text_that_only_repeats_the_name_is_left_out(name: str, text: str, is_said: bool, tmp_path: Path) -> None:
    document = _document(1)
    document["paths"]["/things/{id}/0"]["get"]["parameters"].append(
        {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
    )
    assert (f"{name}: {text}" in _written(document, "told", tmp_path)) == is_said


@pytest.mark.parametrize(
    ("text", "is_said"), [("Things.", False), ("The thing.", False), ("A things", False), ("A thing of mine.", True)]
)
def test_a_description_that_only_repeats_the_summary_is_left_out(text: str, is_said: bool, tmp_path: Path) -> None:
    document = _document(1)
    document["paths"]["/things/{id}/0"]["get"]["description"] = text
    assert (f"\n        {text}\n" in _written(document, "told", tmp_path)) == is_said


def test_a_long_request_is_below_the_summary(tmp_path: Path) -> None:
    document = _document(1)
    document["paths"]["/things/{id}/0"]["get"]["summary"] = "A thing " + "of many words " * 6
    written = _written(document, "told", tmp_path)
    assert "of many words\n        (``GET /things/{id}/0``)\n" in written
    assert 'request="GET /things/{id}/0",\n' in written


def _written(document: Json, package: str, folder: Path) -> str:
    (folder / "api.json").write_text(json.dumps(document), encoding="utf-8")
    assert main(["generate", str(folder / "api.json"), "--output", str(folder / "sdk"), "--package", package]) == 0
    return (folder / f"sdk/src/{package}/resources/things.py").read_text("utf-8")


def test_views_answer_alike_in_both_clients(tmp_path: Path) -> None:
    sdk = _sdk(3, tmp_path)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("1"):
            return httpx.Response(200, content=b"%PDF", headers={"content-type": "application/pdf"})
        return httpx.Response(200, json=str(request.url.query, "ascii"))

    things = sdk.Said3(base_url="https://x", http_client=httpx.Client(transport=httpx.MockTransport(answer))).things
    assert things.with_raw_response.read0("a", limit=1, locals_="b").parse() == "limit=1&locals=b"
    assert list(inspect.signature(things.with_raw_response.read0).parameters) == ["id", "limit", "locals_", "options"]
    with things.with_streaming_response.read1("a") as streamed:
        assert streamed.read() == b"%PDF"

    async def both() -> None:
        transport = httpx.MockTransport(answer)
        other = sdk.AsyncSaid3(base_url="https://x", http_client=httpx.AsyncClient(transport=transport)).things
        assert (await other.with_raw_response.read0("a", limit=2)).parse() == "limit=2"
        async with other.with_streaming_response.read2("a") as streamed:
            assert await streamed.parse() == ""
        async with other.with_streaming_response.read1("a") as streamed:
            assert await streamed.read() == b"%PDF"

    asyncio.run(both())
