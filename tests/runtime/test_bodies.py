"""Request bodies, parsed again by somebody else's parser."""

from __future__ import annotations

import io
import json
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.formparser import parse_form_data

from trueline.runtime.bodies import encode_body
from trueline.runtime.errors import APIConnectionError, InvalidRequestError
from trueline.runtime.files import payload as file_payload
from trueline.runtime.messages import Payload
from trueline.runtime.multipart import encode_multipart
from trueline.runtime.operation import Body, BodyKind, Content, PartEncoding
from trueline.runtime.unset import UNSET

from .support import Api, operation, requests


def body(kind: BodyKind, media_type: str, *fields: str, required: bool = True, **encodings: PartEncoding) -> Body:
    return Body((Content(media_type, kind, encodings),), required, tuple((name, name) for name in fields))


FORM = "application/x-www-form-urlencoded"


def whole(payload: Payload | None) -> bytes:
    assert payload is not None
    return payload.content if payload.chunks is None else b"".join(payload.chunks())  # type: ignore[arg-type] # async chunks are not made here


def parts(payload: Payload) -> list[Message]:
    head = f"Content-Type: {payload.content_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + whole(payload))
    assert not message.defects
    return list(message.iter_parts())


def form(**values: Any) -> Payload:
    return encode_multipart(values, {}, "multipart/form-data")


def test_fields_make_an_object_without_what_was_not_given() -> None:
    wanted = Body((Content("application/json", "json"),), True, (("class_", "class"), ("since", "since"), ("x", "x")))
    payload = encode_body(wanted, {"class_": None, "since": date(2024, 1, 2), "x": UNSET, "limit": 3})
    assert json.loads(whole(payload)) == {"class": None, "since": "2024-01-02"}


def test_a_body_of_optional_fields_is_an_empty_object_when_required_and_nothing_otherwise() -> None:
    assert whole(encode_body(body("json", "application/json", "a"), {})) == b"{}"
    assert encode_body(body("json", "application/json", "a", required=False), {}) is None


def test_a_required_body_must_be_given() -> None:
    with pytest.raises(InvalidRequestError, match="body"):
        encode_body(body("json", "application/json"), {"body": UNSET})


@pytest.mark.parametrize("value", [[1, "a"], "text", 3, None, {"a": {"b": 1}}])
def test_the_argument_body_is_the_whole_body(value: Any) -> None:
    assert json.loads(whole(encode_body(body("json", "application/json"), {"body": value}))) == value


def test_the_content_type_chooses_among_several() -> None:
    several = Body(
        (Content("application/json", "json"), Content("text/csv", "text"), Content("image/*", "bytes")), True
    )
    assert encode_body(several, {"body": {}}).content_type == "application/json"  # type: ignore[union-attr] # None fails the test
    csv = encode_body(several, {"body": "a;b", "content_type": "text/csv"})
    assert csv is not None
    assert (csv.content_type, csv.content) == ("text/csv; charset=utf-8", b"a;b")
    png = encode_body(several, {"body": b"\x89", "content_type": "image/png"})
    assert png is not None
    assert (png.content_type, png.content) == ("image/png", b"\x89")
    with pytest.raises(InvalidRequestError, match="video/mp4"):
        encode_body(several, {"body": b"", "content_type": "video/mp4"})


def test_forms_are_text_and_json_unless_a_style_is_documented() -> None:
    encodings: dict[str, Any] = {
        "deep": PartEncoding(style="deepObject"),
        "joined": PartEncoding(explode=False),
        "json": PartEncoding(content_type="application/json"),
    }
    wanted = body("form", FORM, "text", "flag", "many", "nested", "deep", "joined", "json", "none", **encodings)
    given_ = {
        "text": "a b&c",
        "flag": True,
        "many": [1, 2],
        "nested": {"a": 1},
        "deep": {"a": {"b": 1}},
        "joined": ["x", "y"],
        "json": ["z"],
        "none": None,
    }
    assert parse_qsl(whole(encode_body(wanted, given_)).decode(), keep_blank_values=True) == [
        ("text", "a b&c"),
        ("flag", "true"),
        ("many", "1"),
        ("many", "2"),
        ("nested", '{"a":1}'),
        ("deep[a][b]", "1"),
        ("joined", "x,y"),
        ("json", '["z"]'),
    ]


def test_extra_properties_go_over_the_others() -> None:
    assert json.loads(whole(encode_body(body("json", "a/json", "a"), {"a": 1}, {"a": 2, "b": 3}))) == {"a": 2, "b": 3}
    assert json.loads(whole(encode_body(None, {}, {"b": 3}))) == {"b": 3}
    with pytest.raises(InvalidRequestError):
        encode_body(body("json", "application/json"), {"body": [1]}, {"a": 1})


# --- files ---


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "scan.png"
    path.write_bytes(b"\x89PNG" * 50_000)
    return path


@pytest.mark.parametrize("name", ["a\\", "\\", "a\\b", "\\\\", "C:\\new\\"])
def test_a_server_reads_a_backslash_in_a_name_as_one(name: str) -> None:
    payload = form(**{name: (name, b"x"), f"{name}text": "y"})
    body = whole(payload)
    environ = {"CONTENT_TYPE": payload.content_type, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
    _, fields, files = parse_form_data({**environ, "REQUEST_METHOD": "POST"})
    assert list(fields) == [f"{name}text"]
    assert [(key, file.filename) for key, file in files.items()] == [(name, name)]
    files[name].close()


def test_a_form_has_fields_and_files(file: Path) -> None:
    payload = form(
        text="né",
        number=7,
        nested={"a": [1]},
        many=["a", "b"],
        nothing=None,
        raw=b"\0\r\n",
        path=file,
        named=('../evil\r\n".txt', b"x", "text/x-special", {"X-Part": "1"}),
        files=[b"1", ("two.txt", b"2")],
        stream=io.BytesIO(b"streamed"),
    )
    found = [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part.get_content_type() if part["content-type"] else None,
            part.get_payload(decode=True),
        )
        for part in parts(payload)
    ]
    assert found == [
        ("text", None, None, "né".encode()),
        ("number", None, None, b"7"),
        ("nested", None, "application/json", b'{"a":[1]}'),
        ("many", None, None, b"a"),
        ("many", None, None, b"b"),
        ("raw", "raw", "application/octet-stream", b"\0\r\n"),
        ("path", "scan.png", "image/png", file.read_bytes()),
        ("named", "../evil%0D%0A%22.txt", "text/x-special", b"x"),
        ("files", "files", "application/octet-stream", b"1"),
        ("files", "two.txt", "text/plain", b"2"),
        ("stream", "stream", "application/octet-stream", b"streamed"),
    ]
    assert payload.length == len(whole(payload))
    assert payload.replayable


def test_the_document_says_what_a_part_is() -> None:
    encodings = {"meta": PartEncoding(content_type="application/json"), "file": PartEncoding(content_type="image/webp")}
    payload = encode_multipart({"meta": "x", "file": b"x", "note": "y"}, encodings, "multipart/form-data")
    assert [part["content-type"] for part in parts(payload)] == ["application/json", "image/webp", None]


def test_boundaries_are_random() -> None:
    assert form(a="1").content_type != form(a="1").content_type


@given(st.dictionaries(st.text('abc"\r\n;=é', min_size=1, max_size=5), st.binary(max_size=50), min_size=1))
def test_no_name_and_no_content_breaks_out_of_its_part(values: dict[str, bytes]) -> None:
    payload = encode_multipart(values, {}, "multipart/form-data")
    boundary = payload.content_type.partition("boundary=")[2].encode()
    pieces = whole(payload).split(b"--" + boundary)
    assert len(pieces) == len(values) + 2
    assert [piece.partition(b"\r\n\r\n")[2][:-2] for piece in pieces[1:-1]] == list(values.values())


def test_a_header_of_a_part_cannot_end_it() -> None:
    with pytest.raises(InvalidRequestError):
        form(file=("a", b"", "text/plain\r\nX: 1"))


def test_a_file_object_is_sent_from_where_it_stands_each_time(file: Path) -> None:
    with file.open("rb") as opened:
        opened.seek(4)
        payload = encode_body(body("bytes", "application/octet-stream"), {"body": opened})
        assert payload is not None
        assert payload.length == file.stat().st_size - 4
        assert whole(payload) == whole(payload) == file.read_bytes()[4:]
        assert payload.replayable


class Pipe(io.RawIOBase):
    """A stream that can't be moved back."""

    def __init__(self, content: bytes) -> None:
        self._source = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._source.read(size)


@pytest.mark.parametrize("opened", [False, True])
def test_a_file_that_grows_is_sent_as_it_was(tmp_path: Path, opened: bool) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"12345")
    with path.open("rb") as file:
        sent = file_payload(file if opened else path, "*/*")
        path.write_bytes(b"1234567890")
        assert (sent.length, whole(sent)) == (5, b"12345")


@pytest.mark.parametrize("opened", [False, True])
def test_a_file_that_shrinks_is_an_error_of_the_sdk(tmp_path: Path, opened: bool) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"12345")
    with path.open("rb") as file:
        sent = file_payload(file if opened else path, "*/*")
        path.write_bytes(b"12")
        with pytest.raises(InvalidRequestError, match="became shorter while it was sent: 2 of 5 bytes"):
            whole(sent)


def test_a_path_of_a_pipe_is_sent_without_a_length(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with ThreadPoolExecutor(1) as writer:
        writer.submit(path.write_bytes, b"12345")
        sent = file_payload(path, "*/*")
        assert (sent.length, sent.replayable, whole(sent)) == (None, False, b"12345")


def test_a_folder_and_a_closed_file_are_refused_before_anything_is_sent(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequestError, match="is a folder"):
        file_payload(tmp_path, "*/*")
    (tmp_path / "f").touch()
    with (tmp_path / "f").open("rb") as file:
        pass
    with pytest.raises(InvalidRequestError, match="has been closed"):
        file_payload(file, "*/*")
    assert whole(file_payload(tmp_path / "f", "*/*")) == b""


def test_a_pipe_can_be_sent_once() -> None:
    payload = encode_body(body("bytes", "application/octet-stream"), {"body": Pipe(b"abc")})
    assert payload is not None
    assert (payload.length, payload.replayable) == (None, False)
    assert form(file=Pipe(b"x")).replayable is False


@pytest.mark.parametrize("opened", [io.StringIO("text"), object(), 5])
def test_what_is_no_file_is_refused(opened: Any) -> None:
    with pytest.raises(InvalidRequestError):
        whole(encode_body(body("bytes", "application/octet-stream"), {"body": opened}))


UPLOAD = operation("PUT", body=body("bytes", "application/octet-stream"))
POST_FORM = operation(
    "POST", body=body("multipart", "multipart/form-data", "file"), idempotency_header="Idempotency-Key"
)


def test_an_upload_is_streamed_and_sent_again_after_a_failure(api: Api, server: respx.MockRouter, file: Path) -> None:
    server.route().mock(side_effect=[httpx.Response(503), httpx.Response(200, json=1)])
    assert api.call(POST_FORM, {"file": file}) == 1
    first, second = (request for request in requests(server))
    assert first.content == second.content
    assert int(second.headers["content-length"]) == len(second.content)
    assert "transfer-encoding" not in second.headers


def test_a_pipe_is_not_sent_again_once_its_first_byte_has_left(api: Api, server: respx.MockRouter) -> None:
    async def drop(request: httpx.Request) -> httpx.Response:
        await request.aread()
        raise httpx.WriteError("gone")

    def drop_sync(request: httpx.Request) -> httpx.Response:
        request.read()
        raise httpx.WriteError("gone")

    server.route().mock(side_effect=drop_sync if type(api) is Api else drop)
    with pytest.raises(APIConnectionError):
        api.call(UPLOAD, {"body": Pipe(b"abc")})
    assert len(server.calls) == 1


def test_iterators_of_bytes_are_sent_in_chunks(api: Api, server: respx.MockRouter) -> None:
    server.route().respond(200, json=1)
    api.call(UPLOAD, {"body": iter([b"a", b"b"])})
    assert server.calls.last.request.content == b"ab"
    assert server.calls.last.request.headers["transfer-encoding"] == "chunked"


def test_asynchronous_iterators_need_the_asynchronous_client(api: Api, server: respx.MockRouter) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    server.route().respond(200, json=1)
    if type(api) is Api:
        with pytest.raises(InvalidRequestError):
            api.call(UPLOAD, {"body": chunks()})
    else:
        api.call(UPLOAD, {"body": chunks()})
        assert server.calls.last.request.content == b"ab"
