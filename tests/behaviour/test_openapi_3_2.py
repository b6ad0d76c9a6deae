"""What OpenAPI 3.2 added, from the document to the wire."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.sdks import generate_to
from support.wire import Wire

HEAD = """openapi: 3.2.0
$self: https://docs.example.com/api.yaml
info: {title: T, version: '1'}
servers: [{url: https://api.example.com, name: production}]
"""

METHODS = (
    HEAD
    + """
paths:
  /search:
    parameters: [{name: lang, in: query, schema: {type: string}}]
    query:
      operationId: search.run
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Search'}}}}
      responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Found'}}}}}
    additionalOperations:
      COPY: {operationId: search.copy, responses: {'204': {description: ok}}}
      PURGE-ALL: {operationId: search.purge, responses: {'204': {description: ok}}}
components:
  schemas:
    Search: {type: object, required: [q], properties: {q: {type: string}}}
    Found: {type: object, properties: {n: {type: integer}}}
"""
)


def test_the_method_query_is_sent_with_its_body(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(METHODS)
    wire.answers_json({"n": 1})
    assert wire.client(sdk).search.run(q="a", lang="en") == sdk.types.Found(n=1)
    assert (wire.request.method, wire.target) == ("QUERY", "/search?lang=en")
    assert json.loads(wire.request.content) == {"q": "a"}


@pytest.mark.parametrize(("method", "sent"), [("copy", "COPY"), ("purge", "PURGE-ALL")])
def test_additional_operations_are_sent_as_they_are_written(sdk_of: Any, wire: Wire, method: str, sent: str) -> None:
    getattr(wire.client(sdk_of(METHODS)).search, method)(lang="en")
    assert (wire.request.method, wire.target) == (sent, "/search?lang=en")


def test_methods_of_both_kinds_are_counted(tmp_path: Path) -> None:
    report = generate_to(tmp_path, METHODS, "some_sdk")
    assert report.in_spec == report.in_sdk
    assert (report.in_spec.operations, report.repairs) == (3, ())


@pytest.mark.parametrize("method", ["copy", "GET", "A B"])
def test_a_method_that_can_not_be_sent_is_a_loss(tmp_path: Path, method: str) -> None:
    spec = HEAD + f"paths: {{/a: {{additionalOperations: {{'{method}': {{responses: {{}}}}}}}}}}\n"
    [loss] = generate_to(tmp_path, spec, "some_sdk").lost
    assert loss.pointer == f"/paths/~1a/additionalOperations/{method}"


QUERY = (
    HEAD
    + """
paths:
  /form:
    get:
      operationId: q.form
      parameters:
        - name: all
          in: querystring
          content:
            application/x-www-form-urlencoded:
              schema: {type: object, properties: {a: {type: string}, b: {type: array, items: {type: integer}}}}
      responses: {'204': {description: ok}}
  /json:
    get:
      operationId: q.json
      parameters: [{name: all, in: querystring, content: {application/json: {schema: {type: object}}}}]
      responses: {'204': {description: ok}}
  /text:
    get:
      operationId: q.text
      parameters: [{name: all, in: querystring, required: true, content: {text/plain: {schema: {type: string}}}}]
      responses: {'204': {description: ok}}
  /cookie:
    get:
      operationId: q.cookie
      parameters:
        - {name: c, in: cookie, style: cookie, schema: {type: string}}
        - {name: d, in: cookie, style: cookie, schema: {type: array, items: {type: string}}}
        - {name: e, in: cookie, style: cookie, schema: {type: object, additionalProperties: {type: string}}}
      responses: {'204': {description: ok}}
"""
)


@pytest.mark.parametrize(
    ("method", "value", "query"),
    [
        ("form", {"a": "x y&", "b": [1, 2]}, "?a=x%20y%26&b=1&b=2"),
        ("json", {"a": [1]}, "?%7B%22a%22%3A%5B1%5D%7D"),
        ("text", "a=b c", "?a%3Db%20c"),
    ],
)
def test_a_querystring_is_all_of_the_query(sdk_of: Any, wire: Wire, method: str, value: Any, query: str) -> None:
    getattr(wire.client(sdk_of(QUERY)).q, method)(all=value)
    assert wire.target == f"/{method}{query}"


def test_a_querystring_that_is_not_given_is_no_query(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(QUERY)).q.form()
    assert wire.target == "/form"


@pytest.mark.parametrize(
    ("arguments", "cookie"),
    [({"c": "a b%"}, "c=a b%"), ({"d": ["x", "y"]}, "d=x; d=y"), ({"e": {"k": "v", "l": "w"}}, "k=v; l=w")],
)
def test_the_style_cookie_encodes_nothing(sdk_of: Any, wire: Wire, arguments: Any, cookie: str) -> None:
    wire.client(sdk_of(QUERY)).q.cookie(**arguments)
    assert wire.request.headers["cookie"] == cookie


@pytest.mark.parametrize("value", ["a;b=c", "a\r\nx: y"])
def test_a_cookie_that_would_end_early_is_refused(sdk_of: Any, wire: Wire, value: str) -> None:
    sdk = sdk_of(QUERY)
    with pytest.raises(sdk.InvalidRequestError, match="c: "):
        wire.client(sdk).q.cookie(c=value)
    assert wire.count == 0


@pytest.mark.parametrize(
    ("parameters", "lost"),
    [
        ("[{name: all, in: querystring, schema: {type: string}}]", ["/paths/~1a/get/parameters/0"]),
        (
            "[{name: q, in: query, schema: {type: string}},"
            " {name: all, in: querystring, content: {text/plain: {schema: {type: string}}}}]",
            ["/paths/~1a/get/parameters/0"],
        ),
    ],
)
def test_a_querystring_that_has_no_meaning_is_a_loss(tmp_path: Path, parameters: str, lost: list[str]) -> None:
    spec = HEAD + f"paths: {{/a: {{get: {{parameters: {parameters}, responses: {{}}}}}}}}\n"
    assert [loss.pointer for loss in generate_to(tmp_path, spec, "some_sdk").lost] == lost


STREAMS = (
    HEAD
    + """
paths:
  /lines:
    get:
      operationId: s.lines
      responses: {'200': {content: {application/jsonl: {itemSchema: {$ref: '#/components/schemas/Tick'}}}}}
  /seq:
    get:
      operationId: s.seq
      responses: {'200': {content: {application/geo+json-seq: {itemSchema: {$ref: '#/components/schemas/Tick'}}}}}
  /events:
    get:
      operationId: s.events
      responses:
        '200':
          content:
            text/event-stream:
              itemSchema:
                type: object
                required: [data]
                properties:
                  event: {type: string}
                  data:
                    type: string
                    contentMediaType: application/json
                    contentSchema: {$ref: '#/components/schemas/Tick'}
  /data:
    get:
      operationId: s.data
      responses: {'200': {$ref: '#/components/responses/Ticks'}}
components:
  responses:
    Ticks: {summary: Ticks, content: {text/event-stream: {$ref: '#/components/mediaTypes/Ticks'}}}
  mediaTypes:
    Ticks: {itemSchema: {$ref: 'https://docs.example.com/api.yaml#/components/schemas/Tick'}}
  schemas:
    Tick: {type: object, required: [n], properties: {n: {type: integer}}}
"""
)


@pytest.mark.parametrize(
    ("method", "media_type", "content"),
    [
        ("lines", "application/jsonl", b'{"n":1}\n{"n":2}\n'),
        ("seq", "application/geo+json-seq", b'\x1e{"n":1}\n\x1e{"n":2}\n'),
        ("events", "text/event-stream", b'event: a\ndata: {"n":1}\n\ndata: {"n":2}\n\n'),
        ("data", "text/event-stream", b'data: {"n":1}\n\ndata: {"n":2}\n\n'),
    ],
)
def test_an_item_schema_is_the_type_of_what_a_stream_gives(
    sdk_of: Any, wire: Wire, method: str, media_type: str, content: bytes
) -> None:
    sdk = sdk_of(STREAMS)
    wire.answers(httpx.Response(200, content=content, headers={"content-type": media_type}))
    with getattr(wire.client(sdk).s, method)() as stream:
        stream.max_reconnects = 0
        assert [next(stream), next(stream)] == [sdk.types.Tick(n=1), sdk.types.Tick(n=2)]


PETS = (
    HEAD
    + """
tags: [{name: pets, summary: Pets, kind: nav}, {name: cats, parent: pets, kind: badge}]
paths:
  /pet:
    get:
      operationId: pets.get
      tags: [cats]
      security: [{device: [read]}]
      responses:
        '200':
          summary: A pet
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              examples:
                one: {dataValue: {kind: cat, lives: 9}}
                two: {serializedValue: '{"kind":"dog"}'}
components:
  schemas:
    Pet:
      oneOf:
        - {$ref: '#/components/schemas/Cat'}
        - {$ref: '#/components/schemas/Dog'}
        - {$ref: '#/components/schemas/Other'}
      discriminator:
        propertyName: kind
        mapping: {cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}
        defaultMapping: '#/components/schemas/Other'
    Cat: {type: object, properties: {kind: {type: string}, lives: {type: integer}}}
    Dog: {type: object, properties: {kind: {type: string}, tricks: {type: integer}}}
    Other: {type: object, properties: {kind: {type: string}, note: {type: string}}}
  securitySchemes:
    device:
      type: oauth2
      deprecated: true
      oauth2MetadataUrl: https://auth.example.com/.well-known/oauth-authorization-server
      flows:
        deviceAuthorization:
          deviceAuthorizationUrl: https://auth.example.com/device
          tokenUrl: https://auth.example.com/token
          scopes: {read: r}
"""
)


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ({"kind": "cat", "lives": 9}, "Cat"),
        ({"kind": "dog"}, "Dog"),
        ({"kind": "fish", "note": "n"}, "Other"),
        ({"note": "n"}, "Other"),
    ],
)
def test_a_default_mapping_takes_what_no_member_has(sdk_of: Any, wire: Wire, answer: Any, name: str) -> None:
    sdk = sdk_of(PETS)
    wire.answers_json(answer)
    assert type(wire.client(sdk, api_key="t").pets.get()) is getattr(sdk.types, name)


def test_a_token_of_the_device_flow_is_sent(sdk_of: Any, wire: Wire) -> None:
    wire.answers_json({"kind": "cat"})
    wire.client(sdk_of(PETS), api_key="t").pets.get()
    assert wire.request.headers["authorization"] == "Bearer t"


def test_nothing_of_it_is_a_repair_or_a_loss(tmp_path: Path) -> None:
    for number, spec in enumerate((STREAMS, PETS, QUERY)):
        report = generate_to(tmp_path / str(number), spec, "some_sdk")
        assert (report.repairs, report.lost) == ((), ())


def test_a_document_without_paths_is_one_of_types(sdk_of: Any) -> None:
    sdk = sdk_of(HEAD + "components: {schemas: {A: {type: object, properties: {b: {type: string}}}}}\n")
    assert sdk.types.A(b="c").to_dict() == {"b": "c"}


@pytest.mark.parametrize("key", ["prefixEncoding: [{}]", "itemEncoding: {}"])
def test_parts_by_position_are_a_loss(tmp_path: Path, key: str) -> None:
    spec = f"""paths:
  /a:
    post:
      requestBody: {{content: {{multipart/mixed: {{schema: {{type: array, items: {{}}}}, {key}}}}}}}
      responses: {{}}
"""
    [loss] = generate_to(tmp_path, HEAD + spec, "some_sdk").lost
    assert loss.pointer == "/paths/~1a/post/requestBody/content/multipart~1mixed"


@pytest.mark.parametrize("rest", ["", ", itemEncoding: {contentType: application/json}"])
def test_a_stream_of_parts_is_a_loss_in_a_request_and_bytes_in_an_answer(tmp_path: Path, rest: str) -> None:
    parts = f"content: {{multipart/mixed: {{itemSchema: {{type: object}}{rest}}}}}"
    sent = f"paths: {{/a: {{post: {{requestBody: {{{parts}}}, responses: {{}}}}}}}}\n"
    lost = {loss.pointer for loss in generate_to(tmp_path / "a", HEAD + sent, "one").lost}
    assert lost == {"/paths/~1a/post/requestBody/content/multipart~1mixed"}
    read = f"paths: {{/a: {{get: {{responses: {{'200': {{description: ok, {parts}}}}}}}}}}}\n"
    assert rest or not generate_to(tmp_path / "b", HEAD + read, "two").lost
