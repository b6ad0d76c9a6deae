"""``NaN`` and ``Infinity`` in answers: no JSON, and what servers in Python send. Kept, told, and written back."""

from __future__ import annotations

import json
import math
from typing import Any

import httpx
import pytest
from support.wire import client_class

SPEC = """
paths:
  /curves/{id}:
    get:
      operationId: curves.get
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Curve'}}}}
        '404': {description: none, content: {application/json: {schema: {type: object}}}}
  /curves:
    get:
      operationId: curves.list
      responses: {'200': {description: ok, content: {application/json: {schema: {}}}}}
  /points:
    get:
      operationId: curves.watch
      responses: {'200': {description: ok, content: {application/jsonl: {itemSchema: {type: number}}}}}
components:
  schemas:
    Curve:
      type: object
      required: [points]
      properties:
        points: {type: array, items: {type: number}}
        best: {type: number}
        name: {type: string}
"""
BODY = b'{"points":[1.5,NaN,Infinity],"best":-Infinity,"extra":{"loss":NaN}}'


def client_of(sdk: Any, body: bytes, media: str = "application/json", status: int = 200, **options: Any) -> Any:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=body, headers={"content-type": media})

    http = httpx.Client(transport=httpx.MockTransport(answer))
    return client_class(sdk)(http_client=http, max_retries=0, **options)


def test_no_numbers_are_kept_and_written_back_as_they_came(sdk_of: Any) -> None:
    sdk = sdk_of(SPEC)
    curve = client_of(sdk, BODY).curves.get("c")
    assert curve.points[0] == 1.5 and math.isnan(curve.points[1]) and curve.points[2] == math.inf
    assert curve.best == -math.inf
    assert math.isnan(curve.additional_properties["extra"]["loss"])
    assert curve.to_json().encode() == BODY


def test_each_place_of_one_is_told(sdk_of: Any) -> None:
    told: list[tuple[str, str, str]] = []

    def note(event: Any) -> None:
        if type(event).__name__ == "ResponseDeviated":
            told.append((event.path, event.expected, event.got))

    client_of(sdk_of(SPEC), BODY, on_event=note).curves.get("c")
    assert told == [
        ("$.points[1]", "JSON", "NaN"),
        ("$.points[2]", "JSON", "Infinity"),
        ("$.best", "JSON", "-Infinity"),
        ("$.extra.loss", "JSON", "NaN"),
    ]


@pytest.mark.parametrize("strict", [True, "types"])
def test_strict_refuses_them(sdk_of: Any, strict: Any) -> None:
    sdk = sdk_of(SPEC)
    with pytest.raises(sdk.ResponseDecodeError, match="NaN is not JSON"):
        client_of(sdk, BODY, strict=strict).curves.get("c")


def test_where_text_is_written_one_is_what_came(sdk_of: Any) -> None:
    curve = client_of(sdk_of(SPEC), b'{"points":[],"name":NaN}').curves.get("c")
    assert math.isnan(curve.name)
    assert curve.to_json() == '{"points":[],"name":NaN}'


def test_values_that_nothing_describes_may_be_one(sdk_of: Any) -> None:
    client = client_of(sdk_of(SPEC), b'{"loss":NaN}')
    assert math.isnan(client.curves.list()["loss"])
    assert math.isnan(client.get("/anything")["loss"])
    assert math.isnan(client.curves.with_raw_response.list().json()["loss"])


def test_errors_and_streams_may_have_one(sdk_of: Any) -> None:
    sdk = sdk_of(SPEC)
    with pytest.raises(sdk.NotFoundError) as caught:
        client_of(sdk, b'{"loss":NaN}', status=404).curves.get("c")
    assert math.isnan(caught.value.body["loss"])
    with client_of(sdk, b"1.5\nNaN\n", "application/jsonl").curves.watch() as points:
        assert [math.isnan(point) for point in points] == [False, True]


def test_texts_that_only_look_like_one_are_no_matter(sdk_of: Any) -> None:
    curve = client_of(sdk_of(SPEC), b'{"points":[],"name":"NaN, Infinity"}', strict=True).curves.get("c")
    assert curve.name == "NaN, Infinity" and json.loads(curve.to_json())["name"] == "NaN, Infinity"


@pytest.mark.parametrize("body", [b'{"points":[NaN', b'{"points":[nan]}', b'{"points":[+Infinity]}', b"NaNaN"])
def test_what_is_neither_json_nor_that_is_refused(sdk_of: Any, body: bytes) -> None:
    sdk = sdk_of(SPEC)
    with pytest.raises(sdk.ResponseDecodeError):
        client_of(sdk, body).curves.get("c")
