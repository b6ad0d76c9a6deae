"""Streams as a names file has them, open when the call comes back; lists in queries as its ``query_settings`` say."""

from __future__ import annotations

import asyncio
import gc
import importlib
import inspect
import json
import weakref
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import respx
import streams_documents
from support.sdks import make_sdk

ROOT = "https://writer.example"
EVENTS = 'data: {"delta": "a"}\n\ndata: {"delta": "b"}\n\ndata: [DONE]\n\n'


@pytest.fixture
def client(writer: ModuleType) -> Any:
    return writer.Writer(max_retries=0)


@respx.mock
def test_an_argument_asks_for_a_stream(writer: ModuleType, client: Any) -> None:
    route = respx.post(f"{ROOT}/texts").respond(json={"id": "t"})
    assert client.texts.create(prompt="x").id == "t"
    assert client.texts.create(prompt="x", streaming=False).id == "t"
    route.respond(text=EVENTS, headers={"content-type": "text/event-stream"})
    stream = client.texts.create(prompt="x", streaming=True)
    assert isinstance(stream, writer.Stream)
    assert stream.response.status_code == 200
    assert [chunk.delta for chunk in stream] == ["a", "b"]
    assert json.loads(route.calls.last.request.content) == {"prompt": "x", "streaming": True}
    assert route.calls.last.request.headers["accept"] == "application/json"


@respx.mock
def test_a_stream_is_open_when_the_call_comes_back(writer: ModuleType, client: Any) -> None:
    respx.post(f"{ROOT}/texts").respond(json={"id": "t"})  # servers of examples answer so
    stream = client.texts.create(prompt="x", streaming=True)
    stream.response.close()
    response = client.texts.with_raw_response.create(prompt="x", streaming=True)
    response.parse().close()
    with client.texts.with_streaming_response.create(prompt="x", streaming=True) as response:
        assert not response.is_closed
        response.parse().close()
    assert response.is_closed
    respx.get(f"{ROOT}/texts/live").respond(404, json={})
    with pytest.raises(writer.NotFoundError) as caught:
        client.texts.live()
    assert caught.value.response.status_code == 404


@respx.mock
def test_a_stream_whose_response_was_closed_is_collected_in_any_order(client: Any) -> None:
    """In a cycle the answer, which is older, goes first: it must know by itself that nobody owes anything for it."""
    respx.post(f"{ROOT}/texts").respond(text=EVENTS, headers={"content-type": "text/event-stream"})
    stream = client.texts.create(prompt="x", streaming=True)
    stream.response.close()
    stream.itself = stream
    gone = weakref.ref(stream)
    del stream
    gc.collect()
    assert gone() is None


@respx.mock
def test_a_method_that_always_streams(client: Any) -> None:
    respx.get(f"{ROOT}/texts/live").respond(text=EVENTS, headers={"content-type": "text/event-stream"})
    with client.texts.live() as stream:
        assert [chunk.delta for chunk in stream] == ["a", "b"]


@respx.mock
def test_a_method_without_streams_answers(writer: ModuleType, client: Any) -> None:
    respx.get(f"{ROOT}/drafts").respond(json={"id": "d"})
    assert isinstance(client.drafts.list(), writer.types.Text)
    assert "accept" not in inspect.signature(client.drafts.list).parameters


@respx.mock
def test_asynchronous_streams_are_awaited(writer: ModuleType) -> None:
    async def main() -> None:
        async with writer.AsyncWriter(max_retries=0) as client:
            respx.post(f"{ROOT}/texts").respond(text=EVENTS, headers={"content-type": "text/event-stream"})
            stream = await client.texts.create(prompt="x", streaming=True)
            assert isinstance(stream, writer.AsyncStream)
            assert [chunk.delta async for chunk in stream] == ["a", "b"]
            await (await client.texts.create(prompt="x", streaming=True)).response.aclose()
            response = await client.texts.with_raw_response.create(prompt="x", streaming=True)
            await (await response.parse()).close()
            async with client.texts.with_streaming_response.create(prompt="x", streaming=True) as response:
                assert not response.is_closed
                await (await response.parse()).close()
            assert response.is_closed

    asyncio.run(main())


@respx.mock
@pytest.mark.parametrize(
    ("event", "message", "body"),
    [
        (
            'event: broken\ndata: {"fault": {"message": "no ink", "code": 3}}',
            "no ink",
            {"message": "no ink", "code": 3},
        ),
        ("event: failed\ndata: no paper", "no paper", "no paper"),
        ('data: {"error": {"code": 4}}', "An error occurred during streaming", {"code": 4}),
    ],
)
def test_an_event_that_tells_of_an_error_is_raised(
    writer: ModuleType, client: Any, event: str, message: str, body: object
) -> None:
    text = f'data: {{"delta": "a"}}\n\nevent: ping\ndata: {{}}\n\n{event}\n\n'
    respx.get(f"{ROOT}/texts/live").respond(text=text, headers={"content-type": "text/event-stream"})
    seen: list[str] = []
    with client.texts.live() as stream, pytest.raises(writer.APIError) as caught:
        seen += [chunk.delta for chunk in stream]
    assert (caught.value.message, caught.value.body) == (message, body)
    assert str(caught.value.request.url) == f"{ROOT}/texts/live"


def test_the_parameters_of_each_kind_of_answer_have_a_name(writer: ModuleType) -> None:
    module = importlib.import_module(f"{writer.__name__}.types.text_create_params")
    assert module.TextCreateParamsStreaming is module.TextCreateParamsNonStreaming is module.TextCreateParams


@respx.mock
def test_lists_in_queries_have_commas_and_objects_brackets(client: Any) -> None:
    route = respx.get(f"{ROOT}/drafts").respond(json={"id": "d"})
    client.drafts.list(tags=["a", "b"], ids=["1", "2"], filter={"year": 3})
    assert dict(route.calls.last.request.url.params) == {"tags": "a,b", "ids": "1,2", "filter[year]": "3"}


@respx.mock
@pytest.mark.parametrize(("arrays", "sent"), [("repeat", "tags=a&tags=b"), ("brackets", "tags%5B%5D=a&tags%5B%5D=b")])
def test_a_names_file_says_how_lists_travel(tmp_path_factory: pytest.TempPathFactory, arrays: str, sent: str) -> None:
    folder = tmp_path_factory.mktemp(arrays)
    names = folder / "stainless.yml"
    names.write_text(
        f"{streams_documents.NAMES}query_settings: {{array_format: {arrays}, nested_format: dots}}", "utf-8"
    )
    package: Any = make_sdk(folder, streams_documents.DOCUMENT, names=str(names), compat="stainless")
    route = respx.get(f"{ROOT}/drafts").respond(json={"id": "d"})
    package.Writer().drafts.list(tags=["a", "b"])
    assert str(route.calls.last.request.url) == f"{ROOT}/drafts?{sent}"


@respx.mock
def test_downloads_are_responses(writer: ModuleType, client: Any, tmp_path: Path) -> None:
    responses = importlib.import_module(f"{writer.__name__}._response")
    respx.get("https://writer.example/texts/1/scan").respond(json={"foo": "bar"})
    for scan in (client.texts.scan("1"), client.texts.with_raw_response.scan("1")):
        assert isinstance(scan, responses.BinaryAPIResponse)
        assert scan.is_closed
        assert scan.json() == {"foo": "bar"}
        scan.write_to_file(tmp_path / "scan")
        assert json.loads((tmp_path / "scan").read_text("utf-8")) == {"foo": "bar"}
    with client.texts.with_streaming_response.scan("1") as scan:
        assert isinstance(scan, responses.StreamedBinaryAPIResponse)
        assert not scan.is_closed
        assert scan.json() == {"foo": "bar"}
        assert scan.is_closed

    async def main() -> None:
        async with writer.AsyncWriter() as client:
            scan = await client.texts.scan("1")
            assert isinstance(scan, responses.AsyncBinaryAPIResponse)
            assert await scan.json() == {"foo": "bar"}
            scan = await client.texts.with_raw_response.scan("1")
            assert isinstance(scan, responses.AsyncBinaryAPIResponse)
            assert scan.is_closed is True
            async with client.texts.with_streaming_response.scan("1") as scan:
                assert isinstance(scan, responses.AsyncStreamedBinaryAPIResponse)
                assert not scan.is_closed
                await scan.stream_to_file(tmp_path / "streamed")
        assert (tmp_path / "streamed").read_bytes()

    asyncio.run(main())
