"""Several media types: the answer is chosen by ``accept`` or ``stream``, the body by ``content_type``."""

from __future__ import annotations

import asyncio
import inspect
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.checking import KNOWN, mypy
from support.sdks import generate_to
from support.wire import Wire, client_class

CHOICES = """
paths:
  /report:
    get:
      operationId: report.get
      responses:
        '200':
          description: ok
          content:
            text/csv: {schema: {type: string}}
            application/pdf: {schema: {type: string, format: binary}}
            application/json: {schema: {$ref: '#/components/schemas/Thing'}}
            text/json: {schema: {$ref: '#/components/schemas/Thing'}}
        '202': {description: later, content: {text/plain: {schema: {type: string}}}}
  /alike:
    get:
      operationId: report.alike
      responses:
        '200':
          description: ok
          content:
            application/hal+json: {schema: {$ref: '#/components/schemas/Thing'}}
            application/json: {schema: {$ref: '#/components/schemas/Thing'}}
  /chat:
    post:
      operationId: chat.create
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [prompt]
              properties: {prompt: {type: string}, stream: {type: [boolean, 'null'], default: false}}
      responses:
        '200':
          description: ok
          content:
            text/event-stream: {schema: {$ref: '#/components/schemas/Thing'}}
            application/json: {schema: {$ref: '#/components/schemas/Thing'}}
  /log:
    get:
      operationId: chat.log
      responses:
        '200':
          description: ok
          content:
            application/x-ndjson: {schema: {$ref: '#/components/schemas/Thing'}}
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}
  /page:
    get:
      operationId: report.page
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [data]
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/Thing'}}
                  next_cursor: {type: [string, 'null']}
            text/csv: {schema: {type: string}}
  /body:
    put:
      operationId: bodies.any
      requestBody:
        required: true
        content:
          text/plain: {schema: {type: string}}
          image/*: {schema: {type: string, format: binary}}
          application/json: {schema: {$ref: '#/components/schemas/Thing'}}
      responses: {'204': {description: ok}}
  /ranges:
    put:
      operationId: bodies.ranges
      requestBody:
        content:
          application/*+json: {schema: {$ref: '#/components/schemas/Thing'}}
          application/*+xml: {schema: {$ref: '#/components/schemas/Thing'}}
          application/json: {schema: {$ref: '#/components/schemas/Thing'}}
          application/xml: {schema: {$ref: '#/components/schemas/Thing'}}
          text/xml: {schema: {$ref: '#/components/schemas/Thing'}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: string, format: binary}}}}
        '202': {description: later}
components:
  schemas:
    Thing: {type: object, required: [id], properties: {id: {type: integer}}}
"""


def answer(text: str, content_type: str, status: int = 200) -> httpx.Response:
    return httpx.Response(status, text=text, headers={"content-type": content_type})


def two_events() -> httpx.Response:
    return answer('data: {"id": 1}\n\ndata: {"id": 2}\n\n', "text/event-stream")


def test_json_is_asked_for_when_nobody_says_otherwise(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(CHOICES)
    wire.answers_json({"id": 1})
    assert wire.client(sdk).report.get() == sdk.types.Thing(id=1)
    assert wire.request.headers["accept"] == "application/json, text/plain"
    assert wire.client(sdk).report.alike() == sdk.types.Thing(id=1)
    assert wire.request.headers["accept"] == "application/json"


def test_accept_chooses_the_answer_and_its_type(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(CHOICES))
    wire.answers(answer("a,b", "text/csv"))
    assert client.report.get(accept="text/csv") == "a,b"
    assert wire.request.headers["accept"] == "text/csv, text/plain"
    wire.answers(answer("%PDF", "application/pdf"))
    with client.report.get(accept="application/pdf") as download:
        assert download.read() == b"%PDF"


def test_a_status_with_one_type_is_answered_with_it(sdk_of: Any, wire: Wire) -> None:
    wire.answers(answer("soon", "text/plain", 202))
    assert wire.client(sdk_of(CHOICES)).report.get(accept="text/csv") == "soon"


def test_an_answer_that_was_not_asked_for_is_an_error_that_says_so(sdk_of: Any, wire: Wire) -> None:
    """The method's type says what comes; another documented type would be a lie."""
    sdk = sdk_of(CHOICES)
    wire.answers(answer("a,b", "text/csv"))
    with pytest.raises(sdk.ResponseDecodeError, match="text/csv, expected is application/json"):
        wire.client(sdk, strict=True).report.get()
    with pytest.raises(sdk.ResponseDecodeError, match="text/csv and the body no JSON, expected is application/json"):
        wire.client(sdk).report.get()


def test_a_type_that_is_not_documented_is_refused_before_any_request(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(CHOICES)
    with pytest.raises(sdk.InvalidRequestError, match="accept: 'text/html' is not one of"):
        wire.client(sdk).report.get(accept="text/html")
    assert wire.count == 0


def test_the_property_stream_asks_for_a_stream(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(CHOICES)
    client = wire.client(sdk)
    wire.answers_json({"id": 3})
    assert client.chat.create(prompt="p") == client.chat.create(prompt="p", stream=False) == sdk.types.Thing(id=3)
    assert wire.request.headers["accept"] == "application/json"
    wire.answers(two_events())
    with client.chat.create(prompt="p", stream=True) as events:
        assert [event.id for event in events] == [1, 2]
    assert wire.request.headers["accept"] == "text/event-stream"
    assert wire.request.content == b'{"prompt":"p","stream":true}'


def test_accept_asks_for_a_stream_where_no_property_does(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(CHOICES))
    wire.answers(answer('{"id": 1}\n{"id": 2}\n', "application/x-ndjson"))
    with client.chat.log(accept="application/x-ndjson") as lines:
        assert [line.id for line in lines] == [1, 2]
    wire.answers_json([{"id": 3}])
    assert [each.id for each in client.chat.log()] == [3]


def test_only_json_has_pages(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(CHOICES))
    wire.answers_json({"data": [{"id": 1}], "next_cursor": None})
    assert [each.id for each in client.report.page()] == [1]
    wire.answers(answer("a,b", "text/csv"))
    assert client.report.page(accept="text/csv") == "a,b"


def test_the_async_client_chooses_in_the_same_way(sdk_of: Any) -> None:
    sdk = sdk_of(CHOICES)

    def handle(request: httpx.Request) -> httpx.Response:
        kind = request.headers["accept"].partition(",")[0]
        return {"text/event-stream": two_events(), "text/csv": answer("a,b", "text/csv")}.get(
            kind, httpx.Response(200, json={"id": 3, "data": [{"id": 4}]})
        )

    async def calls() -> list[Any]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as http:
            client = client_class(sdk, asynchronous=True)(http_client=http, base_url="https://x.example")
            streamed = [event.id async for event in client.chat.create(prompt="p", stream=True)]
            paged = [each.id async for each in client.report.page()]
            return [streamed, paged, await client.report.page(accept="text/csv"), (await client.report.get()).id]

    assert asyncio.run(calls()) == [[1, 2], [4], "a,b", 3]


def test_a_streams_response_can_be_had(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(CHOICES))
    wire.answers(two_events(), two_events())
    with client.chat.with_streaming_response.create(prompt="p", stream=True) as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream"
        assert [event.id for event in response.parse()] == [1, 2]
    raw = client.chat.with_raw_response.create(prompt="p", stream=True)
    with raw.parse() as events:
        assert [event.id for event in events] == [1, 2]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="typing.get_overloads came with Python 3.11")
def test_each_choice_is_an_overload(tmp_path: Path, sdk_of: Any) -> None:
    from typing import get_overloads

    sdk = sdk_of(CHOICES)

    def returns(method: Any) -> list[str]:
        return [inspect.signature(each).return_annotation for each in get_overloads(method)]

    client = client_class(sdk)(base_url="https://x.example")
    assert returns(client.report.__class__.get) == ["Thing | str", "str", "BinaryResponse | str"]
    assert returns(client.report.__class__.alike) == []
    assert returns(client.report.__class__.page) == ["Page[Thing]", "str"]
    assert returns(client.chat.__class__.create) == ["Thing", "EventStream[Thing]"]
    bodies = [
        inspect.signature(each).parameters["body"].annotation for each in get_overloads(client.bodies.__class__.any)
    ]
    assert bodies == ["Thing | ThingDict", "str", "FileTypes"]
    ranges = [inspect.signature(each).parameters for each in get_overloads(client.bodies.__class__.ranges)]
    assert [each["content_type"].annotation for each in ranges] == ["Literal['text/xml']", "str", "str"]


USE = """
from typing import assert_type  # noqa
from acme import Acme, types
from acme._runtime.responses import BinaryResponse
from acme._runtime.streaming import EventStream

client = Acme()
a: types.Thing | str = client.report.get()
b: str = client.report.get(accept="text/csv")
c: BinaryResponse | str = client.report.get(accept="application/pdf")
d: types.Thing = client.chat.create(prompt="p")
e: EventStream[types.Thing] = client.chat.create(prompt="p", stream=True)
client.bodies.any(body=types.Thing(id=1))
client.bodies.any(body="x", content_type="text/plain")
client.bodies.any(body=b"x", content_type="image/png")
f: BinaryResponse | None = client.bodies.ranges(body=types.Thing(id=1), content_type="application/merge-patch+json")
g: BinaryResponse | None = client.bodies.ranges(body="<a/>", content_type="text/xml")
"""


def test_the_type_checker_follows_the_choice(tmp_path: Path) -> None:
    head = "openapi: 3.1.0\ninfo: {title: Choices, version: '1'}\nservers: [{url: https://x.example}]"
    generate_to(tmp_path, head + CHOICES, KNOWN)
    (tmp_path / "src" / "use.py").write_text(USE)
    done = mypy(tmp_path, "src")
    assert done.returncode == 0, done.stdout + done.stderr
