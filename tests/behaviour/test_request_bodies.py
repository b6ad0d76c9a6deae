"""Request bodies on the wire: every kind of media type, and how arguments become one."""

from __future__ import annotations

import inspect
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support.multipart import parts_of
from support.wire import Wire

JSON = """
paths:
  /json:
    post:
      operationId: bodies.json
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string}
                note: {type: [string, 'null']}
                count: {type: integer, default: 3}
                owner: {$ref: '#/components/schemas/Owner'}
      responses: {'204': {description: ok}}
  /optional:
    post:
      operationId: bodies.optional
      requestBody:
        content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}
      responses: {'204': {description: ok}}
  /list:
    post:
      operationId: bodies.list
      requestBody:
        required: true
        content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Owner'}}}}
      responses: {'204': {description: ok}}
  /scalar:
    post:
      operationId: bodies.scalar
      requestBody: {required: true, content: {application/json: {schema: {type: [string, 'null']}}}}
      responses: {'204': {description: ok}}
  /patch:
    patch:
      operationId: bodies.patch
      requestBody:
        required: true
        content: {application/merge-patch+json: {schema: {$ref: '#/components/schemas/Owner'}}}
      responses: {'204': {description: ok}}
components:
  schemas:
    Owner: {type: object, required: [id], properties: {id: {type: integer}, email: {type: string}}}
"""


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        ({"name": "a"}, {"name": "a"}),
        ({"name": "a", "note": None}, {"name": "a", "note": None}),
        ({"name": "ü", "count": 0}, {"name": "ü", "count": 0}),
        ({"name": "a", "owner": {"id": 1}}, {"name": "a", "owner": {"id": 1}}),
        ({"name": "a", "extra_body": {"x": 1, "name": "b"}}, {"name": "b", "x": 1}),
    ],
)
def test_only_the_properties_that_are_given_are_sent(
    sdk_of: Any, wire: Wire, arguments: dict[str, Any], body: Any
) -> None:
    wire.client(sdk_of(JSON)).bodies.json(**arguments)
    assert json.loads(wire.request.content) == body
    assert wire.request.headers["content-type"] == "application/json"


def test_unset_is_not_sent_and_null_is(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(JSON)
    wire.client(sdk).bodies.json(name="a", note=sdk.UNSET)
    assert json.loads(wire.request.content) == {"name": "a"}
    wire.client(sdk).bodies.json(name="a", note=None)
    assert json.loads(wire.request.content) == {"name": "a", "note": None}


def test_a_nested_object_is_a_model_or_a_dict(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(JSON)
    wire.client(sdk).bodies.json(name="a", owner=sdk.types.Owner(id=1, email="e"))
    as_model = wire.request.content
    wire.client(sdk).bodies.json(name="a", owner={"id": 1, "email": "e"})
    assert wire.request.content == as_model == b'{"name":"a","owner":{"id":1,"email":"e"}}'


def test_an_argument_that_is_misspelt_is_refused(sdk_of: Any, wire: Wire) -> None:
    """Silence would be worse than an error: a filter that is not sent selects everything."""
    with pytest.raises(TypeError, match="unexpected keyword argument 'nmae'"):
        wire.client(sdk_of(JSON)).bodies.optional(nmae="a")
    assert wire.count == 0


def test_a_required_argument_that_is_missing_is_no_request(sdk_of: Any, wire: Wire) -> None:
    with pytest.raises(TypeError, match="name"):
        wire.client(sdk_of(JSON)).bodies.json()
    assert wire.count == 0


def test_an_optional_body_without_arguments_is_no_body(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(JSON))
    client.bodies.optional()
    assert (wire.request.content, wire.request.headers.get("content-type")) == (b"", None)
    client.bodies.optional(name="a")
    assert json.loads(wire.request.content) == {"name": "a"}


def test_a_body_that_is_no_object_is_the_argument_body(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(JSON)
    client = wire.client(sdk)
    client.bodies.list(body=[sdk.types.Owner(id=1), {"id": 2}])
    assert json.loads(wire.request.content) == [{"id": 1}, {"id": 2}]
    client.bodies.scalar(body=None)
    assert wire.request.content == b"null"


def test_a_json_type_keeps_its_name(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(JSON)).bodies.patch(id=1)
    assert wire.request.headers["content-type"] == "application/merge-patch+json"
    assert json.loads(wire.request.content) == {"id": 1}


OTHERS = """
paths:
  /form:
    post:
      operationId: bodies.form
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string}
                tags: {type: array, items: {type: string}}
                on: {type: boolean}
                when: {type: string, format: date}
                address: {type: object, properties: {city: {type: string}}}
            encoding:
              address: {style: deepObject, explode: true}
              tags: {style: form, explode: true}
      responses: {'204': {description: ok}}
  /upload:
    post:
      operationId: bodies.upload
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary}
                more: {type: array, items: {type: string, format: binary}}
                title: {type: string}
                meta: {type: object, properties: {a: {type: integer}}}
            encoding: {file: {contentType: image/png}}
      responses: {'204': {description: ok}}
  /bytes:
    put:
      operationId: bodies.bytes
      requestBody: {required: true, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
      responses: {'204': {description: ok}}
  /text:
    put:
      operationId: bodies.text
      requestBody: {required: true, content: {text/plain: {schema: {type: string}}}}
      responses: {'204': {description: ok}}
  /xml:
    put:
      operationId: bodies.xml
      requestBody: {required: true, content: {application/xml: {schema: {type: string}}}}
      responses: {'204': {description: ok}}
  /either:
    put:
      operationId: bodies.either
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Note'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Note'}}
      responses: {'204': {description: ok}}
  /any:
    put:
      operationId: bodies.any
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Note'}}
          text/plain: {schema: {type: string}}
          image/*: {schema: {type: string, format: binary}}
      responses: {'204': {description: ok}}
components:
  schemas:
    Note: {type: object, required: [text], properties: {text: {type: string}}}
"""


def test_a_form_is_sent_as_fields(sdk_of: Any, wire: Wire) -> None:
    import datetime as dt

    wire.client(sdk_of(OTHERS)).bodies.form(
        name="a b&c", tags=["x", "y"], on=True, when=dt.date(2026, 3, 1), address={"city": "Łódź"}
    )
    assert wire.request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert wire.request.content == (
        b"name=a%20b%26c&tags=x&tags=y&on=true&when=2026-03-01&address%5Bcity%5D=%C5%81%C3%B3d%C5%BA"
    )


def parts(wire: Wire) -> list[tuple[str, str | None, str, bytes]]:
    """Name, file name, content type (RFC 2046, 5.1) and content of each part of the last request."""
    sent = parts_of(wire.request.headers["content-type"], wire.request.read())
    return [(part.name, part.file_name, part.content_type or "text/plain", part.content) for part in sent]


def test_a_file_is_bytes_a_path_a_file_object_or_named(sdk_of: Any, wire: Wire, tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(b"\x89PNG")
    client = wire.client(sdk_of(OTHERS))

    client.bodies.upload(
        file=tmp_path / "cat.png", more=[b"1", io.BytesIO(b"2"), ("three.txt", b"3", "text/x")], title="ü"
    )

    assert re.fullmatch(r"multipart/form-data; boundary=[\w'()+,./:=?-]{16,70}", wire.request.headers["content-type"])
    sent = parts(wire)
    assert sent[0] == ("file", "cat.png", "image/png", b"\x89PNG")
    assert [(name, content) for name, _, _, content in sent[1:4]] == [("more", b"1"), ("more", b"2"), ("more", b"3")]
    assert sent[3][1:3] == ("three.txt", "text/x")
    assert (sent[4][0], sent[4][1], sent[4][3]) == ("title", None, "ü".encode())


def test_an_object_in_a_multipart_body_is_json(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(OTHERS)).bodies.upload(file=b"x", meta={"a": 1})
    assert parts(wire)[1] == ("meta", None, "application/json", b'{"a":1}')


def test_each_boundary_is_another(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(OTHERS))
    client.bodies.upload(file=b"x")
    first = wire.request.headers["content-type"]
    client.bodies.upload(file=b"x")
    assert wire.request.headers["content-type"] != first


def test_bytes_are_sent_as_they_are(sdk_of: Any, wire: Wire, tmp_path: Path) -> None:
    client = wire.client(sdk_of(OTHERS))
    (tmp_path / "x.bin").write_bytes(b"\x00\xff")
    for body in (b"\x00\xff", io.BytesIO(b"\x00\xff"), tmp_path / "x.bin"):
        client.bodies.bytes(body=body)
        assert wire.request.read() == b"\x00\xff"
        assert wire.request.headers["content-type"] == "application/octet-stream"


def test_text_is_sent_in_utf_8_and_says_so(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(OTHERS)).bodies.text(body="zażółć")
    assert wire.request.content == "zażółć".encode()
    assert wire.request.headers["content-type"] == "text/plain; charset=utf-8"


def test_xml_is_sent_as_it_is_given(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(OTHERS)).bodies.xml(body=b"<a/>")
    assert wire.request.read() == b"<a/>"
    assert wire.request.headers["content-type"] == "application/xml"


def test_one_of_several_types_is_chosen_by_argument(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(OTHERS))
    client.bodies.either(text="a b")
    assert wire.request.content == b'{"text":"a b"}'
    client.bodies.either(text="a b", content_type="application/x-www-form-urlencoded")
    assert wire.request.content == b"text=a%20b"
    client.bodies.any(body="plain", content_type="text/plain")
    assert wire.request.content == b"plain"
    client.bodies.any(body=b"GIF89a", content_type="image/gif")
    assert wire.request.read() == b"GIF89a"
    assert wire.request.headers["content-type"] == "image/gif"


def test_a_type_that_is_not_documented_is_refused(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(OTHERS)
    with pytest.raises(sdk.InvalidRequestError, match="text/html"):
        wire.client(sdk).bodies.any(body="x", content_type="text/html")
    assert wire.count == 0


PRICES = """
paths:
  /prices:
    post:
      operationId: prices.set
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Price'}}}
      responses: {'204': {description: done}}
  /raw:
    post:
      operationId: prices.raw
      requestBody: {required: true, content: {'*/*': {schema: {type: string, format: binary}}}}
      responses: {'404': {description: gone}}
  /xml:
    post:
      operationId: prices.xml
      requestBody: {required: true, content: {application/*+xml: {schema: {type: string}}}}
      responses: {'204': {description: done}}
components:
  schemas:
    Price:
      type: object
      required: [amount]
      properties:
        amount: {type: number, format: decimal}
        text: {type: string, format: decimal}
        more: {type: array, items: {type: number, format: decimal}}
"""


def test_a_decimal_is_sent_as_what_the_document_says(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(PRICES)
    values = {"amount": Decimal("1.5"), "text": Decimal("1.50"), "more": [Decimal(2)]}
    wire.client(sdk).prices.set(**values)
    assert wire.request.content == b'{"amount":1.5,"text":"1.50","more":[2]}'
    assert sdk.types.Price(**values).to_dict() == {"amount": 1.5, "text": "1.50", "more": [2]}
    wire.client(sdk).prices.set(amount=Decimal(3))
    assert wire.request.content == b'{"amount":3}'


def test_bytes_for_a_body_of_any_type_are_sent_as_they_are(sdk_of: Any, wire: Wire) -> None:
    assert wire.client(sdk_of(PRICES)).prices.raw(body=b"\x00\xff") is None
    assert wire.request.content == b"\x00\xff"
    assert wire.request.headers["content-type"] == "application/octet-stream"


ANYTHING = """
paths:
  /any:
    put:
      operationId: things.put
      requestBody: {required: true, content: {'*/*': {schema: {$ref: '#/components/schemas/Bytes'}}}}
      responses: {'204': {description: done}}
  /app:
    put:
      operationId: things.app
      requestBody: {required: true, content: {application/*: {schema: {type: string, format: binary}}}}
      responses: {'204': {description: done}}
  /json:
    put:
      operationId: things.json
      requestBody: {required: true, content: {'*/*': {schema: {type: object, additionalProperties: {type: integer}}}}}
      responses: {'204': {description: done}}
components: {schemas: {Bytes: {type: string, format: binary}}}
"""


@pytest.mark.parametrize("name", ["put", "app"])
def test_a_body_of_any_type_is_a_file_where_it_is_binary(sdk_of: Any, wire: Wire, tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(b"GIF89a")
    method = getattr(wire.client(sdk_of(ANYTHING)).things, name)
    assert "FileTypes" in str(inspect.signature(method).parameters["body"].annotation)
    for body in (path, io.BytesIO(b"GIF89a"), b"GIF89a"):
        method(body=body)
        assert wire.request.content == b"GIF89a"
        assert wire.request.headers["content-type"] != "application/json"


def test_a_body_of_any_type_is_json_where_it_is_an_object(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(ANYTHING)).things.json(body={"a": 1})
    assert (wire.request.content, wire.request.headers["content-type"]) == (b'{"a":1}', "application/json")


def test_a_range_with_a_suffix_is_sent_as_the_suffix(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(PRICES)).prices.xml(body=b"<a/>")
    assert wire.request.headers["content-type"] == "application/xml"
