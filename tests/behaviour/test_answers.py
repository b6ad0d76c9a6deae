"""What a call returns: by status, by media type, and whatever a server does beside the document."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.wire import Wire

ANSWERS = """
paths:
  /thing:
    get:
      operationId: read.thing
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        '202': {description: later, content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}
        '204': {description: nothing}
        default: {description: bad, content: {application/json: {schema: {$ref: '#/components/schemas/Fault'}}}}
  /only-default:
    get:
      operationId: read.default
      responses:
        default: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
  /range:
    get:
      operationId: read.range
      responses:
        2XX: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        4XX: {description: bad, content: {application/json: {schema: {$ref: '#/components/schemas/Fault'}}}}
  /file:
    get:
      operationId: read.file
      responses:
        '200': {description: ok, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
  /text:
    get:
      operationId: read.text
      responses: {'200': {description: ok, content: {text/plain: {schema: {type: string}}}}}
  /several:
    get:
      operationId: read.several
      responses:
        '200':
          description: ok
          content:
            application/json: {schema: {$ref: '#/components/schemas/Thing'}}
            text/csv: {schema: {type: string}}
  /list:
    get:
      operationId: read.list
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: array, items: {type: integer}}}}}
  /anything:
    get:
      operationId: read.anything
      responses: {'200': {description: ok, content: {application/json: {}}}}
  /nothing:
    delete:
      operationId: read.nothing
      responses: {'204': {description: gone}}
components:
  schemas:
    Thing: {type: object, required: [id], properties: {id: {type: integer}}}
    Job: {type: object, required: [job], properties: {job: {type: string}}}
    Fault: {type: object, properties: {message: {type: string}, code: {type: string}}}
"""


AMOUNTS = """
paths:
  /amounts:
    get:
      operationId: amounts.get
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Amounts'}}}}
    put:
      operationId: amounts.put
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Amounts'}}}
      responses: {'204': {description: ok}}
components:
  schemas:
    Amounts:
      type: object
      properties:
        rate: {type: number, format: decimal}
        rates: {type: array, items: {type: number, format: decimal}}
"""


def test_each_documented_success_has_its_own_type(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(ANSWERS)
    client = wire.client(sdk)
    wire.answers_json({"id": 1})
    assert client.read.thing() == sdk.types.Thing(id=1)
    wire.answers_json({"job": "j"}, 202)
    assert client.read.thing() == sdk.types.Job(job="j")
    wire.answers(httpx.Response(204))
    assert client.read.thing() is None
    assert wire.request.headers["accept"] == "application/json"


def test_the_default_response_is_the_error_beside_a_success(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(ANSWERS)
    wire.answers_json({"message": "no", "code": "c1"}, 409)
    with pytest.raises(sdk.ConflictError, match="c1: no") as caught:
        wire.client(sdk).read.thing()
    assert caught.value.body == sdk.types.Fault(message="no", code="c1")


@pytest.mark.parametrize("status", [200, 299])
def test_the_only_response_is_the_success(sdk_of: Any, wire: Wire, status: int) -> None:
    sdk = sdk_of(ANSWERS)
    wire.answers_json({"id": 1}, status)
    assert wire.client(sdk).read.default() == sdk.types.Thing(id=1)


def test_an_error_is_an_error_even_where_only_default_is_documented(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(ANSWERS)
    wire.answers_json({"id": 1}, 500)
    with pytest.raises(sdk.InternalServerError) as caught:
        wire.client(sdk).read.default()
    assert caught.value.body == sdk.types.Thing(id=1)  # what is documented under "default" is so for every status
    wire.answers_json({"reason": "x"}, 500)
    with pytest.raises(sdk.InternalServerError) as caught:
        wire.client(sdk).read.default()
    assert caught.value.body == {"reason": "x"}


def test_ranges_of_statuses_are_documented_statuses(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(ANSWERS)
    client = wire.client(sdk)
    wire.answers_json({"id": 1}, 206)
    assert client.read.range() == sdk.types.Thing(id=1)
    wire.answers_json({"message": "no"}, 451)
    with pytest.raises(sdk.APIStatusError) as caught:
        client.read.range()
    assert caught.value.body == sdk.types.Fault(message="no")


def test_a_range_that_has_204_in_it_may_answer_nothing_and_says_so(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(ANSWERS)
    wire.answers(httpx.Response(204))
    assert wire.client(sdk, strict=True).read.range() is None
    assert sdk.resources.read.Read.range.__annotations__["return"] == "Thing | None"


def test_decimals_that_are_json_numbers_lose_no_digit(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(AMOUNTS))
    text = b'{"rate": 0.1234567890123456789, "rates": [12345678901234567890.25, 1]}'
    wire.answers(httpx.Response(200, content=text, headers={"Content-Type": "application/json"}))
    amounts = client.amounts.get()
    assert (amounts.rate, amounts.rates[0]) == (Decimal("0.1234567890123456789"), Decimal("12345678901234567890.25"))
    assert json.loads(amounts.to_json(), parse_float=str) == json.loads(text, parse_float=str)
    wire.answers(httpx.Response(204))
    client.amounts.put(rate=amounts.rate, rates=[Decimal("0.10000000000000000001")])
    assert json.loads(wire.request.content, parse_float=str) == {
        "rate": "0.1234567890123456789",
        "rates": ["0.10000000000000000001"],
    }


def test_a_status_that_is_not_documented_is_never_none(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(ANSWERS)
    wire.answers_json({}, 200)
    with pytest.raises(sdk.UnexpectedStatusError, match="not documented"):
        wire.client(sdk, strict=True).read.nothing()
    assert wire.client(sdk).read.nothing() == {}


def test_a_download_is_read_iterated_or_written(sdk_of: Any, wire: Wire, tmp_path: Path) -> None:
    client = wire.client(sdk_of(ANSWERS))
    wire.answers(httpx.Response(200, content=b"\x00" * 100_000, headers={"Content-Type": "application/octet-stream"}))
    with client.read.file() as download:
        assert download.read() == b"\x00" * 100_000
    wire.answers(httpx.Response(200, content=b"\x00" * 100_000, headers={"Content-Type": "application/octet-stream"}))
    with client.read.file() as download:
        assert b"".join(download.iter_bytes()) == b"\x00" * 100_000
    wire.answers(httpx.Response(200, content=b"\x01\x02", headers={"Content-Type": "application/octet-stream"}))
    (tmp_path / "f").write_bytes(b"old")
    client.read.file().write_to(tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == b"\x01\x02"
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


@pytest.mark.parametrize(
    ("content", "content_type", "value"),
    [
        ("zażółć".encode(), "text/plain; charset=utf-8", "zażółć"),
        ("zażółć".encode("iso-8859-2"), "text/plain; charset=iso-8859-2", "zażółć"),
        (b"plain", "text/plain", "plain"),
        (b"", "text/plain", ""),
    ],
)
def test_text_is_decoded_as_its_charset_says(
    sdk_of: Any, wire: Wire, content: bytes, content_type: str, value: str
) -> None:
    wire.answers(httpx.Response(200, content=content, headers={"Content-Type": content_type}))
    assert wire.client(sdk_of(ANSWERS)).read.text() == value


def test_the_type_that_is_asked_for_comes(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(ANSWERS)
    client = wire.client(sdk)
    wire.answers_json({"id": 1})
    assert client.read.several() == sdk.types.Thing(id=1)
    wire.answers(httpx.Response(200, text="a,b", headers={"Content-Type": "text/csv"}))
    assert client.read.several(accept="text/csv") == "a,b"


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "x", [1, {"a": None}], {"a": [1]}])
def test_an_answer_without_a_schema_is_any_json(sdk_of: Any, wire: Wire, value: Any) -> None:
    content = json.dumps(value).encode()
    wire.answers(httpx.Response(200, content=content, headers={"Content-Type": "application/json"}))
    assert wire.client(sdk_of(ANSWERS)).read.anything() == value


@pytest.mark.parametrize(
    ("content", "content_type", "path"),
    [
        (b'{"id": "one"}', "application/json", "$.id"),
        (b"{}", "application/json", "$.id"),
        (b"[]", "application/json", "$"),
        (b"not json", "application/json", "$"),
        (b"", "application/json", "$"),
        (b"<html>", "text/html", "$"),
    ],
)
def test_an_answer_that_is_not_what_is_documented_names_the_path(
    sdk_of: Any, wire: Wire, content: bytes, content_type: str, path: str
) -> None:
    sdk = sdk_of(ANSWERS)
    wire.answers(httpx.Response(200, content=content, headers={"Content-Type": content_type}))
    with pytest.raises(sdk.ResponseDecodeError) as caught:
        wire.client(sdk, strict=True).read.thing()
    assert caught.value.path == path
    assert caught.value.status_code == 200


def test_the_path_leads_into_lists(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(ANSWERS)
    wire.answers_json([1, 2, "three"])
    assert wire.client(sdk).read.list() == [1, 2, "three"]
    with pytest.raises(sdk.ResponseDecodeError) as caught:
        wire.client(sdk, strict=True).read.list()
    assert caught.value.path == "$[2]"


DEPRECATED = """
paths:
  /old:
    get:
      operationId: use.old
      deprecated: true
      x-deprecated: Use use.new.
      responses: {'204': {description: ok}}
  /new: {get: {operationId: use.new, responses: {'204': {description: ok}}}}
"""


def test_a_deprecated_operation_warns_and_says_what_replaces_it(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(DEPRECATED))
    with pytest.warns(DeprecationWarning, match=r"Use use\.new"):
        client.use.old()
    client.use.new()
