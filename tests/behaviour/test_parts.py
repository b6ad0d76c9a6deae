"""Parts of multipart and form bodies as ``encoding`` says: type, style, headers, arrays and objects (3.1, 4.8.15)."""

from __future__ import annotations

from typing import Any

import pytest
from support.multipart import parts_of
from support.typed_json import Json, is_object
from support.wire import Wire

PARTS = """
paths:
  /parts:
    post:
      operationId: parts.send
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                files: {type: array, items: {type: string, format: binary}}
                signed: {type: string, format: binary}
                meta: {type: object, properties: {a: {type: integer}}}
                tags: {type: array, items: {type: string}}
                objects: {type: array, items: {type: object, properties: {x: {type: integer}}}}
                csv: {type: array, items: {type: string}}
                deep: {type: object, properties: {a: {type: integer}, b: {type: array, items: {type: string}}}}
                xml: {type: string}
                coded: {type: string, contentEncoding: base64}
                when: {type: string, format: date-time}
            encoding:
              files: {contentType: 'image/png, image/*', headers: {X-Kind: {schema: {type: string, default: photo}}}}
              signed: {headers: {X-Signature: {required: true, schema: {type: string}}}}
              meta: {contentType: application/vnd.meta+json}
              csv: {style: form, explode: false}
              deep: {style: deepObject, explode: true}
              xml: {contentType: text/xml}
      responses: {'204': {description: ok}}
  /form:
    post:
      operationId: parts.form
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                csv: {type: array, items: {type: string}}
                pipes: {type: array, items: {type: string}}
                plain: {type: object, properties: {x: {type: string}}}
                deep: {type: object, properties: {x: {type: string}}}
                json: {type: object, properties: {x: {type: string}}}
                reserved: {type: string}
                objects: {type: array, items: {type: object, properties: {x: {type: integer}}}}
            encoding:
              csv: {style: form, explode: false}
              pipes: {style: pipeDelimited}
              deep: {style: deepObject}
              json: {contentType: application/json}
              reserved: {allowReserved: true}
      responses: {'204': {description: ok}}
"""


def parts(wire: Wire) -> list[tuple[str, str | None, str, bytes, dict[str, str]]]:
    """Name, file name, content type, content and other headers of each part of the last request."""
    sent = parts_of(wire.request.headers["content-type"], wire.request.read())
    return [(part.name, part.file_name, part.content_type or "", part.content, part.headers) for part in sent]


def names(value: object) -> str:
    return ",".join(value) if is_object(value) else ""


SENT: list[tuple[Json, list[tuple[str, str | None, str, bytes, dict[str, str]]]]] = [
    ({"meta": {"a": 1}}, [("meta", None, "application/vnd.meta+json", b'{"a":1}', {})]),
    ({"tags": ["x", "y,z"]}, [("tags", None, "", b"x", {}), ("tags", None, "", b"y,z", {})]),
    (
        {"objects": [{"x": 1}, {"x": 2}]},
        [("objects", None, "application/json", text, {}) for text in (b'{"x":1}', b'{"x":2}')],
    ),
    ({"csv": ["a", "b c"]}, [("csv", None, "", b"a,b c", {})]),
    (
        {"deep": {"a": 1, "b": ["é", "="]}},
        [(f"deep[{k}]", None, "", v, {}) for k, v in (("a", b"1"), ("b][0", "é".encode()), ("b][1", b"="))],
    ),
    ({"xml": "<é/>"}, [("xml", None, "text/xml; charset=utf-8", "<é/>".encode(), {})]),
    ({"coded": b"\x00\xff"}, [("coded", None, "", b"AP8=", {})]),
    (
        {"files": [b"1", ("n.gif", b"2"), ("n.txt", b"3"), ("n", b"4", "text/plain")]},
        [
            ("files", "files", "image/png", b"1", {"X-Kind": "photo"}),
            ("files", "n.gif", "image/gif", b"2", {"X-Kind": "photo"}),
            ("files", "n.txt", "image/png", b"3", {"X-Kind": "photo"}),
            ("files", "n", "text/plain", b"4", {"X-Kind": "photo"}),
        ],
    ),
    (
        {"files": [("n.png", b"1", "image/png", {"x-kind": "own"})], "files_headers": {"X-Kind": "drawing"}},
        [("files", "n.png", "image/png", b"1", {"x-kind": "own"})],
    ),
    (
        {"signed": b"1", "signed_headers": {"X-Signature": "s"}},
        [("signed", "signed", "application/octet-stream", b"1", {"X-Signature": "s"})],
    ),
]


@pytest.mark.parametrize(("arguments", "expected"), SENT, ids=names)
def test_a_part_is_sent_as_its_encoding_says(sdk_of: Any, wire: Wire, arguments: Any, expected: Any) -> None:
    wire.client(sdk_of(PARTS)).parts.send(**arguments)
    assert parts(wire) == expected


def test_a_header_that_a_part_needs_is_asked_for_before_any_request(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(PARTS)
    with pytest.raises(sdk.InvalidRequestError, match="signed_headers: the part 'signed' needs the header X-Signature"):
        wire.client(sdk).parts.send(signed=b"1")
    assert wire.count == 0


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb"])
def test_a_header_of_a_part_cannot_end_early(sdk_of: Any, wire: Wire, value: str) -> None:
    sdk = sdk_of(PARTS)
    with pytest.raises(sdk.InvalidRequestError, match="signed"):
        wire.client(sdk).parts.send(signed=b"1", signed_headers={"X-Signature": value})
    assert wire.count == 0


@pytest.mark.parametrize(
    ("arguments", "content"),
    [
        ({"csv": ["a", "b,c"]}, b"csv=a,b%2Cc"),
        ({"pipes": ["a", "b"]}, b"pipes=a%7Cb"),
        ({"plain": {"x": "1"}}, b"plain=%7B%22x%22%3A%221%22%7D"),
        ({"deep": {"x": "1"}}, b"deep%5Bx%5D=1"),
        ({"json": {"x": "1"}}, b"json=%7B%22x%22%3A%221%22%7D"),
        ({"reserved": "a/b?c&d"}, b"reserved=a/b?c%26d"),
        ({"objects": [{"x": 1}]}, b"objects=%7B%22x%22%3A1%7D"),
    ],
)
def test_a_field_is_sent_as_its_encoding_says(sdk_of: Any, wire: Wire, arguments: Any, content: bytes) -> None:
    wire.client(sdk_of(PARTS)).parts.form(**arguments)
    assert wire.request.content == content
