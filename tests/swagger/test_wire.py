"""Swagger 2.0 on the wire: a document, a call, and the request that it makes."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from support.multipart import parts_of
from support.wire import Wire
from swagger_documents import NOTHING, THING, classes


def parts_by_name(request: httpx.Request) -> dict[str, list[tuple[str | None, str | None, bytes]]]:
    """The parts of a multipart body: name → (file name, content type, content), in order."""
    found: dict[str, list[tuple[str | None, str | None, bytes]]] = {}
    for part in parts_of(request.headers["content-type"], request.content):
        found.setdefault(part.name, []).append((part.file_name, part.content_type, part.content))
    return found


def post(parameters: str, more: str = "") -> str:
    return f"""
paths:
  /things:
    post:
      operationId: things.make
      {more}
      parameters:
{parameters}
      {NOTHING}
"""


@pytest.mark.parametrize(
    ("root", "url"),
    [
        ("host: a.example.com\nbasePath: /v1\nschemes: [https]\n", "https://a.example.com/v1/x"),
        ("host: a.example.com:8080\nschemes: [http]\n", "http://a.example.com:8080/x"),
        ("host: a.example.com\nbasePath: /\nschemes: [http, https]\n", "https://a.example.com/x"),
        ("host: a.example.com\nbasePath: v2/\n", "https://a.example.com/v2/x"),
    ],
)
def test_the_server_is_scheme_host_and_base_path(sdk_of: Any, wire: Wire, root: str, url: str) -> None:
    paths = f"\npaths: {{/x: {{get: {{operationId: x.get, {NOTHING}}}}}}}\n"
    wire.client(sdk_of(f"\n{root}{paths}")).x.get()
    assert str(wire.request.url) == url


def test_without_a_host_the_server_is_the_callers(sdk_of: Any, wire: Wire) -> None:
    paths = f"\npaths: {{/x: {{get: {{operationId: x.get, {NOTHING}}}}}}}\n"
    wire.client(sdk_of("\nbasePath: /v1\n" + paths), base_url="https://b.example.com/v1").x.get()
    assert str(wire.request.url) == "https://b.example.com/v1/x"


def test_an_operation_with_schemes_of_its_own_has_its_own_server(sdk_of: Any, wire: Wire) -> None:
    spec = f"\npaths: {{/x: {{get: {{operationId: x.get, schemes: [http], {NOTHING}}}}}}}\n"
    wire.client(sdk_of(spec)).x.get()
    assert str(wire.request.url) == "http://api.example.com/x"


LISTS = """
paths:
  /q/{p}:
    get:
      operationId: q.get
      parameters:
        - {name: p, in: path, required: true, type: array, items: {type: string}, collectionFormat: PATH}
        - {name: plain, in: query, type: array, items: {type: string}}
        - {name: csv, in: query, type: array, items: {type: integer}, collectionFormat: csv}
        - {name: ssv, in: query, type: array, items: {type: string}, collectionFormat: ssv}
        - {name: tsv, in: query, type: array, items: {type: string}, collectionFormat: tsv}
        - {name: pipes, in: query, type: array, items: {type: string}, collectionFormat: pipes}
        - {name: multi, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: X-Csv, in: header, type: array, items: {type: string}}
        - {name: X-Ssv, in: header, type: array, items: {type: string}, collectionFormat: ssv}
        - {name: X-Tsv, in: header, type: array, items: {type: string}, collectionFormat: tsv}
        - {name: X-Pipes, in: header, type: array, items: {type: string}, collectionFormat: pipes}
      responses: {'204': {description: ok}}
"""


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("plain", "plain=a,b"),
        ("csv", "csv=1,2"),
        ("ssv", "ssv=a%20b"),
        ("tsv", "tsv=a%09b"),
        ("pipes", "pipes=a%7Cb"),
        ("multi", "multi=a&multi=b"),
    ],
)
def test_each_collection_format_of_a_query(sdk_of: Any, wire: Wire, name: str, query: str) -> None:
    values = [1, 2] if name == "csv" else ["a", "b"]
    wire.client(sdk_of(LISTS.replace("PATH", "csv"))).q.get(["x"], **{name: values})
    assert wire.target == f"/q/x?{query}"


@pytest.mark.parametrize(("name", "text"), [("csv", "a,b"), ("ssv", "a b"), ("tsv", "a\tb"), ("pipes", "a|b")])
def test_each_collection_format_of_a_header(sdk_of: Any, wire: Wire, name: str, text: str) -> None:
    wire.client(sdk_of(LISTS.replace("PATH", "csv"))).q.get(["x"], **{f"x_{name}": ["a", "b"]})
    assert wire.request.headers[f"x-{name}"] == text


@pytest.mark.parametrize(("name", "path"), [("csv", "a,b"), ("ssv", "a%20b"), ("tsv", "a%09b"), ("pipes", "a%7Cb")])
def test_each_collection_format_of_a_path(sdk_of: Any, wire: Wire, name: str, path: str) -> None:
    wire.client(sdk_of(LISTS.replace("PATH", name))).q.get(["a", "b"])
    assert wire.target == f"/q/{path}"


@pytest.mark.parametrize("argument", [{"tsv": ["a\tb"]}, {"x_pipes": ["a|b"]}, {"x_tsv": ["a\tb"]}])
def test_a_value_with_the_separator_in_it_is_refused(sdk_of: Any, wire: Wire, argument: Any) -> None:
    sdk = sdk_of(LISTS.replace("PATH", "csv"))
    with pytest.raises(sdk.InvalidRequestError, match="can't contain"):
        wire.client(sdk).q.get(["x"], **argument)
    assert wire.count == 0


PLAIN = """
paths:
  /s:
    parameters:
      - {name: shared, in: query, type: string}
      - {$ref: '#/parameters/Page'}
    get:
      operationId: s.get
      parameters:
        - {name: shared, in: query, type: integer}
        - {name: day, in: query, type: string, format: date}
        - {name: color, in: query, type: string, enum: [red, green]}
        - {name: flag, in: query, type: string, allowEmptyValue: true}
        - {name: maybe, in: query, type: string, x-nullable: true}
        - {name: X-Rate, in: header, type: number, default: 1.5, x-example: 2.5}
      responses: {'204': {description: ok}}
    put:
      operationId: s.put
      responses: {'204': {description: ok}}
parameters:
  Page: {name: page, in: query, type: integer, minimum: 1}
"""


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({"shared": 3}, "?shared=3"),
        ({"page": 2}, "?page=2"),
        ({"color": "red"}, "?color=red"),
        ({"flag": ""}, "?flag="),
        ({"maybe": None}, ""),
    ],
)
def test_parameters_of_the_operation_the_path_and_the_document(
    sdk_of: Any, wire: Wire, arguments: Any, query: str
) -> None:
    wire.client(sdk_of(PLAIN)).s.get(**arguments)
    assert wire.target == f"/s{query}"


def test_a_parameter_of_the_path_belongs_to_each_method(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(PLAIN)).s.put(shared="a b", page=1)
    assert wire.target == "/s?shared=a%20b&page=1"


BODY = "        - {name: thing, in: body, required: true, schema: {$ref: '#/definitions/Thing'}}"


def test_a_body_without_consumes_is_json(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(post(BODY) + THING)).things.make(id=1, note=None)
    assert json.loads(wire.request.content) == {"id": 1, "note": None}
    assert wire.request.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("root", "own", "sent"),
    [
        ("consumes: [application/vnd.api+json]\n", "", "application/vnd.api+json"),
        ("consumes: [text/xml]\n", "consumes: [application/merge-patch+json]", "application/merge-patch+json"),
        ("consumes: ['*/*']\n", "", "application/json"),
    ],
)
def test_what_an_operation_consumes_goes_before_what_all_consume(
    sdk_of: Any, wire: Wire, root: str, own: str, sent: str
) -> None:
    wire.client(sdk_of(post(BODY, own) + THING + root)).things.make(id=1)
    assert wire.request.headers["content-type"] == sent


def test_several_media_types_of_a_body_are_a_choice(sdk_of: Any, wire: Wire) -> None:
    inline = "        - {name: t, in: body, required: true, schema: {type: object, properties: {a: {type: string}}}}"
    sdk = sdk_of(post(inline, "consumes: [application/json, application/x-www-form-urlencoded]"))
    wire.client(sdk).things.make(a="x", content_type="application/x-www-form-urlencoded")
    assert wire.request.content == b"a=x"
    wire.client(sdk).things.make(a="x")
    assert wire.request.content == b'{"a":"x"}'
    assert classes(sdk, "Request") == ["ThingsMakeRequest"], "one schema is one class"


SHARED_BODY = (
    post("        - {$ref: '#/parameters/NewThing'}")
    + """
  /more:
    parameters: [{$ref: '#/parameters/NewThing'}]
    put: {operationId: things.replace, responses: {'204': {description: ok}}}
parameters:
  NewThing:
    name: thing
    in: body
    required: true
    schema: {type: object, required: [name], properties: {name: {type: string}}}
"""
)


@pytest.mark.parametrize("method", ["make", "replace"])
def test_a_body_that_is_a_reference_is_one_class_for_all(sdk_of: Any, wire: Wire, method: str) -> None:
    sdk = sdk_of(SHARED_BODY)
    getattr(wire.client(sdk).things, method)(name="n")
    assert json.loads(wire.request.content) == {"name": "n"}
    assert classes(sdk, "Thing") == ["NewThingRequest"]


FORM = """
        - {name: title, in: formData, type: string, required: true}
        - {name: count, in: formData, type: integer}
        - {name: tags, in: formData, type: array, items: {type: string}, collectionFormat: FORMAT}
""".strip("\n")


@pytest.mark.parametrize(
    ("style", "sent"),
    [
        ("csv", "tags=a,b"),
        ("ssv", "tags=a%20b"),
        ("tsv", "tags=a%09b"),
        ("pipes", "tags=a%7Cb"),
        ("multi", "tags=a&tags=b"),
    ],
)
def test_a_form_is_urlencoded(sdk_of: Any, wire: Wire, style: str, sent: str) -> None:
    wire.client(sdk_of(post(FORM.replace("FORMAT", style)))).things.make(title="a b", count=2, tags=["a", "b"])
    assert wire.request.content.decode() == f"title=a%20b&count=2&{sent}"
    assert wire.request.headers["content-type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("style", "sent"), [("csv", [b"a,b"]), ("tsv", [b"a\tb"]), ("pipes", [b"a|b"]), ("multi", [b"a", b"b"])]
)
def test_a_form_is_multipart_where_the_operation_says_so(sdk_of: Any, wire: Wire, style: str, sent: Any) -> None:
    spec = post(FORM.replace("FORMAT", style), "consumes: [multipart/form-data]")
    wire.client(sdk_of(spec)).things.make(title="t", tags=["a", "b"])
    found = parts_by_name(wire.request)
    assert found["title"] == [(None, None, b"t")]
    assert [content for _, _, content in found["tags"]] == sent


def test_a_file_is_a_part_with_a_name(sdk_of: Any, wire: Wire) -> None:
    fields = "        - {name: file, in: formData, type: file, required: true}\n"
    fields += "        - {name: note, in: formData, type: string}"
    wire.client(sdk_of(post(fields))).things.make(file=("a.txt", b"content"), note="n")
    found = parts_by_name(wire.request)
    assert found["file"][0][0] == "a.txt" and found["file"][0][2] == b"content"
    assert found["note"] == [(None, None, b"n")]


def test_a_form_of_both_media_types_is_a_choice(sdk_of: Any, wire: Wire) -> None:
    both = "consumes: [application/x-www-form-urlencoded, multipart/form-data]"
    sdk = sdk_of(post("        - {name: a, in: formData, type: string}", both))
    wire.client(sdk).things.make(a="1")
    assert wire.request.content == b"a=1"
    wire.client(sdk).things.make(a="1", content_type="multipart/form-data")
    assert parts_by_name(wire.request) == {"a": [(None, None, b"1")]}
