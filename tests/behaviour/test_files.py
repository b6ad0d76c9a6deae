"""Files in multipart bodies: whatever a file is given as, in every shape that a body has, it is sent as a file."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.multipart import parts_of
from support.wire import Wire, client_class

FILES = """
paths:
  /optional:
    post:
      operationId: files.optional
      requestBody: {content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Upload'}}}}
      responses: {'204': {description: ok}}
  /clash/{file}:
    post:
      operationId: files.clash
      parameters: [{name: file, in: path, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Upload'}}}}
      responses: {'204': {description: ok}}
  /two:
    post:
      operationId: files.two
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Upload'}}
          multipart/form-data: {schema: {$ref: '#/components/schemas/Upload'}}
      responses: {'204': {description: ok}}
  /union:
    post:
      operationId: files.union
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              oneOf:
                - {type: object, required: [file], properties: {file: {$ref: '#/components/schemas/Bytes'}}}
                - {type: object, required: [url], properties: {url: {type: string}}}
      responses: {'204': {description: ok}}
  /map:
    post:
      operationId: files.map
      requestBody:
        required: true
        content:
          multipart/form-data: {schema: {type: object, additionalProperties: {type: string, format: binary}}}
      responses: {'204': {description: ok}}
  /fields:
    post:
      operationId: files.fields
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                one: {type: string, format: binary}
                named: {$ref: '#/components/schemas/Bytes'}
                maybe: {anyOf: [{type: string, format: binary}, {type: 'null'}]}
                several: {anyOf: [{type: array, items: {type: string, format: binary}}, {type: 'null'}]}
                listed: {type: array, items: {$ref: '#/components/schemas/Bytes'}}
                either: {oneOf: [{type: string, format: binary}, {type: array, items: {type: string, format: binary}}]}
                mixed: {oneOf: [{type: string, format: binary}, {type: integer}]}
                entries: {type: object, additionalProperties: {type: string, format: binary}}
                media: {type: string, contentMediaType: application/octet-stream}
                pictures: {type: [array, 'null'], items: {type: string, contentMediaType: image/png}}
                drawing: {type: string, contentMediaType: image/svg+xml}
                untyped: {contentMediaType: application/octet-stream}
                photo: {contentMediaType: image/png}
                photos: {type: array, items: {contentMediaType: 'image/png'}}
                coded: {type: string, format: byte}
                count: {type: integer}
                ratio: {type: number}
                on: {type: boolean}
                meta: {type: object, properties: {n: {type: number}, on: {type: boolean}, x: {type: object}}}
      responses: {'204': {description: ok}}
  /beside:
    post:
      operationId: files.beside
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties: {title: {type: string}, meta: {type: object, properties: {n: {type: integer}}}}
              additionalProperties: {type: string, format: binary}
      responses: {'204': {description: ok}}
components:
  schemas:
    Bytes: {type: string, format: binary}
    Upload:
      type: object
      required: [file]
      properties: {file: {type: string, format: binary}, title: {type: string}}
"""


def generator() -> Iterator[bytes]:
    yield b"a"
    yield b"bc"


def gifts(folder: Path) -> dict[str, tuple[Any, str]]:
    """Each way to give the bytes ``abc``, and the name that the part gets; ``""``: that of the property."""
    (folder / "on disk.txt").write_bytes(b"abc")
    return {
        "bytes": (b"abc", ""),
        "bytearray": (bytearray(b"abc"), ""),
        "text": ("abc", ""),
        "path": (folder / "on disk.txt", "on disk.txt"),
        "file object": (io.BytesIO(b"abc"), ""),
        "generator": (generator(), ""),
        "iterable": ([b"a", b"bc"], ""),
        "named bytes": (("n.txt", b"abc"), "n.txt"),
        "named text": (("n.txt", "abc"), "n.txt"),
        "named path": (("n.txt", folder / "on disk.txt"), "n.txt"),
        "named generator": (("n.txt", generator()), "n.txt"),
        "named object": (("n.txt", io.BytesIO(b"abc"), "text/x"), "n.txt"),
        "with headers": (("n.txt", b"abc", "text/x", {"X-A": "1"}), "n.txt"),
    }


WAYS = [
    "bytes",
    "bytearray",
    "text",
    "path",
    "file object",
    "generator",
    "iterable",
    "named bytes",
    "named text",
    "named path",
    "named generator",
    "named object",
    "with headers",
]


def sent(request: httpx.Request) -> list[tuple[str, str | None, bytes]]:
    """Name, file name and content of each part."""
    parts = parts_of(request.headers["content-type"], request.read())
    return [(part.name, part.file_name, part.content) for part in parts]


@pytest.mark.parametrize("shape", ["optional", "optional model", "clash", "clash model", "two", "union", "union model"])
@pytest.mark.parametrize("way", WAYS)
def test_a_file_is_one_part_with_a_name(sdk_of: Any, wire: Wire, tmp_path: Path, way: str, shape: str) -> None:
    sdk = sdk_of(FILES)
    files, types = wire.client(sdk).files, sdk.types
    value, name = gifts(tmp_path)[way]
    {
        "optional": lambda: files.optional(body={"file": value}),
        "optional model": lambda: files.optional(body=types.Upload(file=value)),
        "clash": lambda: files.clash("x", body={"file": value}),
        "clash model": lambda: files.clash("x", body=types.Upload(file=value)),
        "two": lambda: files.two(file=value, content_type="multipart/form-data"),
        "union": lambda: files.union(body={"file": value}),
        "union model": lambda: files.union(body=types.FilesUnionRequestWithFile(file=value)),
    }[shape]()
    assert sent(wire.request) == [("file", name or "file", b"abc")]


@pytest.mark.parametrize("field", ["one", "named", "maybe", "media"])
@pytest.mark.parametrize("way", WAYS)
def test_a_property_that_is_a_file_takes_all_of_them(
    sdk_of: Any, wire: Wire, tmp_path: Path, way: str, field: str
) -> None:
    value, name = gifts(tmp_path)[way]
    wire.client(sdk_of(FILES)).files.fields(**{field: value})
    assert sent(wire.request) == [(field, name or field, b"abc")]


@pytest.mark.parametrize("field", ["several", "listed", "either"])
def test_a_list_is_several_files(sdk_of: Any, wire: Wire, tmp_path: Path, field: str) -> None:
    ways = {way: gift for way, gift in gifts(tmp_path).items() if way != "iterable"}
    wire.client(sdk_of(FILES)).files.fields(**{field: [value for value, _ in ways.values()]})
    assert sent(wire.request) == [(field, name or field, b"abc") for _, name in ways.values()]


def test_one_file_where_several_may_be_is_one(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(FILES)).files.fields(either=("n.txt", "abc"), several=[("m.txt", b"x")], listed=(b"1", b"2"))
    assert sent(wire.request) == [
        ("several", "m.txt", b"x"),
        ("listed", "listed", b"1"),
        ("listed", "listed", b"2"),
        ("either", "n.txt", b"abc"),
    ]


@pytest.mark.parametrize("way", WAYS)
def test_each_entry_of_a_map_is_a_file(sdk_of: Any, wire: Wire, tmp_path: Path, way: str) -> None:
    value, name = gifts(tmp_path)[way]
    wire.client(sdk_of(FILES)).files.map(body={"a b": value})
    assert sent(wire.request) == [("a b", name or "a b", b"abc")]


def test_a_map_within_a_body_names_its_entries(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(FILES)).files.fields(entries={"x": b"1", "y": ("n.txt", "2")})
    assert sent(wire.request) == [("entries[x]", "entries[x]", b"1"), ("entries[y]", "n.txt", b"2")]


def test_what_may_be_a_file_or_not_is_what_it_is(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(FILES))
    client.files.fields(mixed=7)
    assert sent(wire.request) == [("mixed", None, b"7")]
    for value in (b"abc", ("mixed", "abc"), generator()):
        client.files.fields(mixed=value)
        assert sent(wire.request) == [("mixed", "mixed", b"abc")]


def test_what_is_named_is_no_file_where_the_rest_is(sdk_of: Any, wire: Wire) -> None:
    extra = {"title": "t", "meta": {"n": 1}, "x": b"1", "y": ("n.txt", "2")}
    wire.client(sdk_of(FILES)).files.beside(extra_body=extra)
    assert sent(wire.request) == [
        ("title", None, b"t"),
        ("meta", None, b'{"n":1}'),
        ("x", "x", b"1"),
        ("y", "n.txt", b"2"),
    ]


def test_the_media_type_of_the_schema_is_that_of_the_part(sdk_of: Any, wire: Wire) -> None:
    files = wire.client(sdk_of(FILES)).files
    files.fields(media=b"1", untyped=b"2", photo=b"3", photos=[b"4", ("a.gif", b"5", "image/gif")], pictures=[b"6"])
    parts = parts_of(wire.request.headers["content-type"], wire.request.read())
    assert [(part.name, part.content_type) for part in parts] == [
        ("media", "application/octet-stream"),
        ("pictures", "image/png"),
        ("untyped", "application/octet-stream"),
        ("photo", "image/png"),
        ("photos", "image/png"),
        ("photos", "image/gif"),
    ]


def test_null_is_no_part(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(FILES)).files.fields(maybe=None, several=None, one=b"1")
    assert sent(wire.request) == [("one", "one", b"1")]


def test_what_is_no_file_keeps_its_type(sdk_of: Any, wire: Wire) -> None:
    meta = {"n": 1.5, "on": True, "x": {"y": [1, False, None]}}
    wire.client(sdk_of(FILES)).files.fields(coded=b"\0", count=3, ratio=0.5, on=True, meta=meta)
    parts = parts_of(wire.request.headers["content-type"], wire.request.read())
    assert [(part.name, part.file_name, part.content) for part in parts[:4]] == [
        ("coded", None, b"AA=="),
        ("count", None, b"3"),
        ("ratio", None, b"0.5"),
        ("on", None, b"true"),
    ]
    assert (parts[4].content_type, json.loads(parts[4].content)) == ("application/json", meta)


def test_a_file_makes_a_body_multipart_where_it_may_be(sdk_of: Any, wire: Wire) -> None:
    """JSON is the default of the two, and has no place for bytes but as text that nobody asked for."""
    client = wire.client(sdk_of(FILES))
    client.files.two(file=b"abc", title="t")
    assert sent(wire.request) == [("file", "file", b"abc"), ("title", None, b"t")]
    client.files.two(file="abc")
    assert json.loads(wire.request.content) == {"file": "abc"}


@pytest.mark.parametrize("value", [7, {"a": 1}, str, [1, 2], ("n.txt", 7), [["a"]]])
def test_what_is_no_file_is_refused_by_name(sdk_of: Any, wire: Wire, value: Any) -> None:
    sdk = sdk_of(FILES)
    with pytest.raises(sdk.InvalidRequestError, match="file"):
        wire.client(sdk).files.optional(body={"file": value})


@pytest.mark.parametrize("named", [True, False])
def test_an_asynchronous_iterable_is_a_file_of_the_asynchronous_client(sdk_of: Any, named: bool) -> None:
    sdk, requests = sdk_of(FILES), list[httpx.Request]()

    async def chunks() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"bc"

    async def answer(request: httpx.Request) -> httpx.Response:
        await request.aread()
        requests.append(request)
        return httpx.Response(204)

    async def send() -> None:
        transport = httpx.MockTransport(answer)
        async with httpx.AsyncClient(transport=transport) as http:
            client = client_class(sdk, asynchronous=True)(http_client=http)
            for _ in range(2):
                value = ("n.txt", chunks()) if named else chunks()
                await client.files.fields(one=value, several=[chunks(), io.BytesIO(b"2")], mixed=chunks())
            await client.files.optional(body={"file": chunks()})

    asyncio.run(send())
    name = "n.txt" if named else "one"
    assert sent(requests[1]) == [
        ("one", name, b"abc"),
        ("several", "several", b"abc"),
        ("several", "several", b"2"),
        ("mixed", "mixed", b"abc"),
    ]
    assert sent(requests[2]) == [("file", "file", b"abc")]


def test_an_asynchronous_iterable_needs_the_asynchronous_client(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(FILES)

    async def chunks() -> AsyncIterator[bytes]:
        yield b"a"

    with pytest.raises(sdk.InvalidRequestError, match="asynchronous client"):
        wire.client(sdk).files.fields(one=chunks())


def test_what_is_published_is_what_is_taken(sdk_of: Any) -> None:
    sdk = sdk_of(FILES)
    fields = sdk.resources.files.Files.fields.__annotations__
    assert {name: text for name, text in fields.items() if "FileTypes" in text} == {
        "one": "FileTypes | Unset",
        "named": "FileTypes | Unset",
        "maybe": "FileTypes | None | Unset",
        "several": "Sequence[FileTypes] | None | Unset",
        "listed": "Sequence[FileTypes] | Unset",
        "either": "FileTypes | Sequence[FileTypes] | Unset",
        "mixed": "FileTypes | int | Unset",
        "entries": "Mapping[str, FileTypes] | Unset",
        "media": "FileTypes | Unset",
        "pictures": "Sequence[FileTypes] | None | Unset",
        "untyped": "FileTypes | Unset",
        "photo": "FileTypes | Unset",
        "photos": "Sequence[FileTypes] | Unset",
    }
    assert sdk.resources.files.Files.map.__annotations__["body"] == "Mapping[str, FileTypes]"
    assert sdk.types.Upload.__annotations__["file"] == "FileTypes"
    assert "FileTypes" in str(sdk.types.upload.UploadDict.__annotations__["file"])
