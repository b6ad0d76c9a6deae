"""Bodies of JSON lines and JSON text sequences: items of the document's type, one by one, however many there are."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.checking import KNOWN, as_known, mypy
from support.sdks import make_sdk
from support.wire import Wire, client_class

MEDIA = {
    "jsonl": "application/jsonl",
    "ndjson": "application/x-ndjson",
    "own": "application/vnd.acme.order+jsonl; charset=utf-8",
    "seq": "application/json-seq",
    "geo": "application/geo+json-seq",
}


def operation(name: str, content: str) -> str:
    return f"""
  /{name}:
    post:
      operationId: {name}.send
      requestBody: {{required: true, content: {{{content}}}}}
      responses: {{'204': {{description: done}}}}"""


ITEM = "{$ref: '#/components/schemas/Order'}"
LINES = f"""
openapi: 3.2.0
paths: {"".join(operation(name, f"'{media}': {{itemSchema: {ITEM}}}") for name, media in MEDIA.items())}
{operation("old", f"application/x-ndjson: {{schema: {ITEM}}}")}
{operation("list", f"application/x-ndjson: {{schema: {{type: array, items: {ITEM}}}}}")}
{operation("raw", "application/x-ndjson: {schema: {type: string}}")}
{operation("both", f"application/json: {{schema: {{items: {ITEM}}}}}, application/jsonl: {{itemSchema: {ITEM}}}")}
{operation("mixed", "application/jsonl: {itemSchema: {oneOf: [" + ITEM + ", {type: integer}]}}")}
components:
  schemas:
    Order:
      type: object
      required: [id, at]
      properties:
        id: {{type: integer}}
        at: {{type: string, format: date-time}}
        status: {{type: string, readOnly: true}}
"""
AT = dt.datetime(2026, 1, 31, 9, 30, tzinfo=dt.timezone.utc)
SENT = [{"id": 1, "at": "2026-01-31T09:30:00Z"}, {"id": 2, "at": "2026-01-31T09:30:00Z"}]


def read(request: httpx.Request) -> list[Any]:
    """What a server reads of a body."""
    text = request.read().decode()
    if "json-seq" in request.headers["content-type"]:
        assert all(not part or part.endswith("\n") for part in text.split("\x1e"))
        return [json.loads(part) for part in text.split("\x1e")[1:]]
    assert text.endswith("\n") or not text
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("name", [*MEDIA, "old", "list", "mixed"])
def test_items_are_sent_one_by_one(sdk_of: Any, wire: Wire, name: str) -> None:
    sdk = sdk_of(LINES)
    send = getattr(wire.client(sdk), name).send
    order = sdk.types.OrderInput
    items = [order(id=1, at=AT), {"id": 2, "at": AT}]
    for body in items, tuple(items), iter(items), (item for item in items):
        send(body=body)
        assert read(wire.request) == SENT
        assert wire.request.headers["content-type"] == MEDIA.get(name, wire.request.headers["content-type"])
    send(body=[])
    assert wire.request.content == b""


def test_lines_that_are_written_already_are_sent_as_they_are(sdk_of: Any, wire: Wire, tmp_path: Path) -> None:
    client, data = wire.client(sdk_of(LINES)), b'{"id": 1}\n{"id": 2}\n'
    (tmp_path / "orders.jsonl").write_bytes(data)
    for name in "jsonl", "raw":
        with (tmp_path / "orders.jsonl").open("rb") as file:
            for body in data, data.decode(), [data[:10], data[10:]], tmp_path / "orders.jsonl", file, ("a.jsonl", data):
                getattr(client, name).send(body=body)
                assert wire.request.read() == data


def test_a_list_is_sent_again_and_what_can_be_read_once_is_not(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(LINES)
    for body, count in ([{"id": 1, "at": AT}], 1), (iter([{"id": 1, "at": AT}]), 1):
        wire.answers(httpx.Response(503), httpx.Response(204))
        with pytest.raises(sdk.InternalServerError):
            wire.client(sdk, max_retries=2).jsonl.send(body=body)
        assert wire.count >= count
    wire.answers(httpx.Response(204))
    wire.client(sdk).jsonl.send(body=[{"id": 1, "at": AT}])
    assert wire.request.headers["content-length"] == str(len(wire.request.content))


@pytest.mark.parametrize("body", [{"id": 1}, 7, None])
def test_what_is_no_series_of_items_is_refused(sdk_of: Any, wire: Wire, body: Any) -> None:
    sdk = sdk_of(LINES)
    with pytest.raises(sdk.InvalidRequestError, match="items"):
        wire.client(sdk).jsonl.send(body=body)
    with pytest.raises(sdk.InvalidRequestError, match="items"):
        wire.client(sdk).jsonl.send(body=sdk.types.OrderInput(id=1, at=AT))
    assert wire.count == 0


@pytest.mark.parametrize("item", [object(), float("nan"), dt.datetime(2026, 1, 31)])
def test_an_item_that_has_no_json_form_is_refused_with_its_number(sdk_of: Any, wire: Wire, item: Any) -> None:
    sdk = sdk_of(LINES)
    for body in [1, item], iter([1, item]):
        with pytest.raises(sdk.InvalidRequestError, match="item 2"):
            wire.client(sdk).mixed.send(body=body)


def test_the_default_of_several_types_is_json(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(LINES))
    client.both.send(body=[{"id": 1, "at": AT}])
    assert json.loads(wire.request.content) == SENT[:1]
    client.both.send(body=iter([{"id": 1, "at": AT}]), content_type="application/jsonl")
    assert read(wire.request) == SENT[:1]


def test_asynchronous_clients_take_asynchronous_items(sdk_of: Any) -> None:
    sdk, seen = sdk_of(LINES), list[Any]()

    async def answer(request: httpx.Request) -> httpx.Response:
        await request.aread()
        seen.append(read(request))
        return httpx.Response(204)

    async def items() -> AsyncIterator[Any]:
        yield {"id": 1, "at": AT}
        yield sdk.types.OrderInput(id=2, at=AT)

    async def main() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            client = client_class(sdk, asynchronous=True)(http_client=http)
            for body in items(), [{"id": 1, "at": AT}, {"id": 2, "at": AT}]:
                await client.jsonl.send(body=body)

    asyncio.run(main())
    assert seen == [SENT, SENT]


def test_only_asynchronous_clients_do(sdk_of: Any, wire: Wire) -> None:
    async def items() -> AsyncIterator[Any]:
        yield {"id": 1, "at": AT}

    sdk = sdk_of(LINES)
    with pytest.raises(sdk.InvalidRequestError, match="asynchronous"):
        wire.client(sdk).jsonl.send(body=items())


USER = """
import datetime as dt
from collections.abc import AsyncIterator, Iterator
from {sdk} import {Client}, Async{Client}
from {sdk}.types import OrderInput

AT = dt.datetime.now(dt.timezone.utc)


def items() -> Iterator[OrderInput]:
    yield OrderInput(id=1, at=AT)


async def more() -> AsyncIterator[OrderInput]:
    yield OrderInput(id=1, at=AT)


def use(client: {Client}) -> None:
    client.jsonl.send(body=items())
    client.jsonl.send(body=[{{"id": 1, "at": AT}}])
    client.old.send(body=[OrderInput(id=1, at=AT), {{"id": 1, "at": AT}}])
    client.list.send(body=items())
    client.jsonl.send(body=b"lines")
    client.mixed.send(body=[1, OrderInput(id=1, at=AT)])
    client.both.send(body=items(), content_type="application/jsonl")
    client.jsonl.send(body=[1])  # error


async def use_async(client: Async{Client}) -> None:
    await client.jsonl.send(body=more())
    await client.seq.send(body=items())
"""


def test_type_checkers_know_the_items(tmp_path: Path) -> None:
    sdk = make_sdk(tmp_path, f"info: {{title: Example, version: '1'}}{LINES}")
    as_known(Path(str(sdk.__file__)).parent, tmp_path)
    text = USER.format(sdk=KNOWN, Client=client_class(sdk).__name__)
    (tmp_path / "user.py").write_text(text, encoding="utf-8")
    done = mypy(tmp_path, "user.py")
    line = text[: text.index("# error")].count("\n") + 1
    errors = [each for each in done.stdout.splitlines() if ": error:" in each]
    assert len(errors) == 1, done.stdout
    assert errors[0].startswith(f"user.py:{line}:")
