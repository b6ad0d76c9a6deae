"""What servers really send, byte by byte over real sockets: nothing untyped escapes, and both clients say the same.

Each row is an answer, how it is read, and what comes of it: the value, or the class and words of the error.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import itertools
import json
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
import trio
from support.wire import client_class

from trueline.spec.document import is_array

pytestmark = pytest.mark.waits

SPEC = """
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: things.get
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        '404': {description: none, content: {application/json: {schema: {$ref: '#/components/schemas/Fault'}}}}
    delete: {operationId: things.delete, responses: {'204': {description: gone}}}
  /things:
    get:
      operationId: things.list
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      x-pagination: {type: cursor, request: cursor, next: next, items: data}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Things'}}}}
    post:
      operationId: things.create
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}
      responses:
        '201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
  /file:
    get:
      operationId: file.get
      responses: {'200': {description: ok, content: {application/octet-stream: {schema: {type: string, format: binary}}}}}
  /events:
    get:
      operationId: events.watch
      responses: {'200': {description: ok, content: {text/event-stream: {schema: {$ref: '#/components/schemas/Thing'}}}}}
  /lines:
    get:
      operationId: lines.read
      responses: {'200': {description: ok, content: {application/jsonl: {schema: {$ref: '#/components/schemas/Thing'}}}}}
components:
  securitySchemes: {token: {type: apiKey, in: query, name: api_key}}
  schemas:
    Thing:
      type: object
      required: [name]
      properties:
        name: {type: string}
        count: {type: integer}
        made: {type: string, format: date-time}
        on: {type: string, format: date}
        tags: {type: array, items: {type: string}}
    Things:
      type: object
      required: [data]
      properties: {data: {type: array, items: {$ref: '#/components/schemas/Thing'}}, next: {type: [string, 'null']}}
    Fault: {type: object, required: [code], properties: {code: {type: string}}}
security: [{token: []}]
"""  # noqa: E501 - a document
SECRET = "hunter2-hunter2"
GOOD = b'{"name": "a"}'
#: What becomes of the value of ``GOOD``.
AS_GOOD = '{"name": "a"}'
WHOLE = b"x y z " * 2_000


def answer(body: bytes = GOOD, status: str = "200 OK", /, **headers: str) -> bytes:
    """An answer whose length is that of its body, unless it lies."""
    named = {"content_type": "application/json", "content_length": str(len(body))}
    named["connection"] = "close"
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in {**named, **headers}.items() if value]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1") + body


def typed(body: bytes, content_type: str, **headers: str) -> bytes:
    return answer(body, content_type=content_type, **headers)


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n", **headers: str) -> bytes:
    head = answer(b"", content_length="", transfer_encoding="chunked", **headers)
    return head + b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + end


def until_closed(body: bytes, content_type: str) -> bytes:
    """A body that ends with its connection."""
    return answer(body, content_type=content_type, content_length="")


def packed(name: str, data: bytes) -> bytes:
    if name in {"gzip", "deflate"}:
        return gzip.compress(data) if name == "gzip" else zlib.compress(data)
    library = {"br": "brotli", "zstd": "zstandard"}[name]
    return bytes(pytest.importorskip(library).compress(data))


def say_packed(name: str, data: bytes, cut: int, content_type: str, line: socket.socket) -> None:
    """A compressed body, without the last bytes of it."""
    body = packed(name, data)
    line.sendall(chunked(body[: len(body) - cut], content_encoding=name, content_type=content_type))


def twice(line: socket.socket) -> None:
    head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nconnection: close\r\nContent-Encoding: gzip\r\n\r\n"
    line.sendall(head.encode() + packed("gzip", packed("gzip", GOOD)))


def drip(line: socket.socket) -> None:
    """One byte now and then, never all of them."""
    with contextlib.suppress(OSError):
        line.sendall(answer(b"", content_length="100000"))
        for _ in range(200):
            line.sendall(b" ")
            time.sleep(0.05)


def drip_headers(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(200):
            line.sendall(b"x-%d: y\r\n" % number)
            time.sleep(0.05)


def endless_line(line: socket.socket) -> None:
    """A line that does not end, of a stream of events or of JSON lines."""
    with contextlib.suppress(OSError):
        line.sendall(until_closed(b"data: ", "text/event-stream"))
        while True:
            line.sendall(b"x" * 1_000_000)


def endless(name: str, content_type: str, line: socket.socket) -> None:
    """A compressed body without an end: a little on the wire, and a thousand times as much of it."""
    spaces = b" " * (1 << 22)
    more: Callable[[], bytes]
    if name in {"gzip", "deflate"}:
        zipped = zlib.compressobj(wbits=31 if name == "gzip" else 15)
        first, again = (zipped.compress(spaces) + zipped.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
        more = itertools.chain([first], itertools.repeat(again)).__next__  # nothing in it leads back to what was before
    elif name == "br":
        brotli = pytest.importorskip("brotli").Compressor(quality=1)
        more = lambda: brotli.process(spaces) + brotli.flush()  # noqa: E731 - one of three
    else:
        zstd = pytest.importorskip("zstandard").ZstdCompressor().compressobj()
        more = lambda: zstd.compress(spaces) + zstd.flush(1)  # noqa: E731 - 1: the end of a block
    with contextlib.suppress(OSError):
        line.sendall(chunked(end=b"", content_encoding=name, content_type=content_type))
        while True:
            data = more()
            if data:
                line.sendall(b"%x\r\n%b\r\n" % (len(data), data))


UTF_8, LATIN = "application/json; charset=utf-8", "application/json; charset=iso-8859-1"


class Row(NamedTuple):
    """``name``: an id. ``say``: what is sent first, and ``then`` for ever. ``gives``: a pattern of what comes of it."""

    name: str
    say: bytes | Callable[[socket.socket], None]
    gives: str
    read: str = "get"
    then: bytes = b""


def refused(words: str, kind: str = "APIConnectionError") -> str:
    return rf"{kind}: GET http://HOST/\S+.*{words}"


ROWS = (
    # What the answer says it is.
    Row("no type", typed(GOOD, ""), AS_GOOD),
    Row("a type that is text", typed(GOOD, "text/plain"), AS_GOOD),
    Row("a type that is garbage", typed(GOOD, ";;;=\xff"), AS_GOOD),
    Row("a charset that is garbage", typed(GOOD, "application/json; charset=nonsense"), AS_GOOD),
    Row("UTF-16", typed('{"name": "ż"}'.encode("utf-16"), "application/json; charset=utf-16"), '{"name": "ż"}'),
    Row("a byte order mark", answer(b"\xef\xbb\xbf" + GOOD), AS_GOOD),
    Row("UTF-8 that is none", typed(b'{"name": "\xff"}', UTF_8), refused("", "ResponseDecodeError")),
    Row("a mark and a charset", typed(b"\xef\xbb\xbf" + GOOD, UTF_8), AS_GOOD),
    Row("UTF-8 called ASCII", typed('{"name": "ż"}'.encode(), "application/json; charset=us-ascii"), '{"name": "ż"}'),
    Row("Latin-1 that says so", typed('{"name": "ü"}'.encode("latin-1"), LATIN), '{"name": "ü"}'),
    *(
        Row(f"a codec of Python's own: {name}", typed(GOOD, f"application/json; charset={name}"), AS_GOOD)
        for name in ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "hex", "mbcs")
    ),
    Row("Latin-1 without a word", answer('{"name": "ü"}'.encode("latin-1")), refused("", "ResponseDecodeError")),
    Row("HTML", typed(b"<html>down", "text/html"), refused("unexpected body", "ResponseDecodeError")),
    Row("HTML as JSON", answer(b"<html>down"), refused("unexpected body", "ResponseDecodeError")),
    Row("nothing", answer(b""), "null"),
    Row("half a value", answer(b'{"name": '), refused("", "ResponseDecodeError")),
    Row("two values", answer(GOOD + GOOD), refused("", "ResponseDecodeError")),
    Row("NaN", answer(b'{"name": NaN}'), '{"name": NaN}'),
    Row("too deep", answer(b"[" * 200_000), refused("", "ResponseDecodeError")),
    # Values that are not as documented.
    Row("null", answer(b'{"name": null}'), '{"name": null}'),
    Row("a number as text", answer(b'{"name": "a", "count": "7"}'), '{"name": "a", "count": "7"}'),
    Row("a number beyond all", answer(b'{"name":"a","count":1e400}'), '{"name":"a","count":1e400}'),
    Row("a long integer", answer(b'{"name":"a","count":123456789012345678901}'), ".*123456789012345678901"),
    Row("no zone", answer(b'{"name": "a", "made": "2026-01-31T09:30:00"}'), '.*"2026-01-31T09:30:00"'),
    Row("no date", answer(b'{"name": "a", "on": "", "made": "0000-00-00"}'), '.*"made": "0000-00-00", "on": ""'),
    Row("a list for an object", answer(b"[]"), r"\[\]"),
    Row("text for an object", answer(b'"up"'), '"up"'),
    Row("something missing", answer(b"{}"), "{}"),
    Row("a lone surrogate", answer(b'{"name": "\\ud800"}'), '{"name": "\ud800"}'),
    Row("a name twice", answer(b'{"name": "b", "name": "a"}'), AS_GOOD),
    # Statuses.
    Row("200 for 201", answer(), AS_GOOD, "create"),
    Row("202 for 201", answer(GOOD, "202 Accepted"), AS_GOOD, "create"),
    Row("201 for 200", answer(GOOD, "201 Created"), AS_GOOD),
    Row("204 for 200", answer(b"", "204 No Content", content_length=""), "null"),
    Row("200 for 204", answer(), AS_GOOD, "delete"),
    Row("a status without a reason", answer(GOOD, "200"), AS_GOOD),
    Row("an error in HTML", typed(b"<html>no", "text/html").replace(b"200 OK", b"404 No"), "NotFoundError: .* 404"),
    Row("an error that is not JSON", answer(b"oops", "404 No"), "NotFoundError: .* 404"),
    Row("an error without a body", answer(b"", "502 Bad"), "InternalServerError: .* 502"),
    Row("an error that breaks off", answer(b"oops", "500 No", content_length="50"), "InternalServerError: .* 500"),
    Row("a status of tomorrow", answer(GOOD, "799 What"), "InternalServerError: .* 799"),
    Row("early hints first", b"HTTP/1.1 103 Early\r\nlink: </x>\r\n\r\n" + answer(), AS_GOOD),
    Row("an upgrade", answer(b"", "101 Switching", upgrade="h2c", connection="upgrade"), "API.*Error: GET http://HOST"),
    # Lengths and chunks.
    Row("less than announced", answer(content_length=str(len(GOOD) + 5)), refused("")),
    Row("more than announced", answer(content_length="4"), refused("", "ResponseDecodeError")),
    Row("a length that is none", answer(content_length="many"), refused("")),
    Row("two lengths", answer(content_length=f"{len(GOOD)}, 5"), refused("")),
    Row("a length below zero", answer(content_length="-1"), refused("")),
    Row("chunks", chunked(GOOD[:3], GOOD[3:]), AS_GOOD),
    Row("chunks that break off", chunked(GOOD, end=b""), refused("")),
    Row("chunks that are garbage", chunked(end=b"zz\r\nabc\r\n"), refused("")),
    Row("a chunk below zero", chunked(end=b"-5\r\nabc\r\n"), refused("")),
    Row("no length at all", until_closed(GOOD, "application/json"), AS_GOOD),
    Row("nothing, and closed", b"", refused("")),
    Row("no HTTP", b"SSH-2.0-OpenSSH_9.6\r\n", refused("")),
    Row("HTTP/0.9", GOOD, refused("")),
    Row("headers that break off", b"HTTP/1.1 200 OK\r\ncontent-ty", refused("")),
    Row("a header that is none", b"HTTP/1.1 200 OK\r\n: x\r\n\r\n", refused("")),
    Row("huge headers", answer(x_huge="y" * 200_000), refused("")),
    Row("a header in UTF-8", answer(x_request_id="\xc5\xbc"), AS_GOOD),
    # Time.
    Row("a body that dribbles", drip, refused("", "APITimeoutError")),
    Row("headers that dribble", drip_headers, refused("", "APITimeoutError")),
    # Compression.
    *(
        row
        for name in ("gzip", "deflate", "br", "zstd")
        for row in (
            Row(f"{name}", partial(say_packed, name, GOOD, 0, "application/json"), AS_GOOD),
            Row(f"{name} cut", partial(say_packed, name, WHOLE, 8, "application/json"), refused("ended early|not")),
            Row(
                f"a file of {name} cut",
                partial(say_packed, name, WHOLE, 8, "application/octet-stream"),
                refused("ended early|not") + " file kept",
                "file",
            ),
        )
    ),
    *(
        row
        for name in ("gzip", "deflate", "br", "zstd")
        for row in (
            Row(f"{name} without an end", partial(endless, name, "application/json"), refused("given up")),
            Row(
                f"events of {name} without an end",
                partial(endless, name, "text/event-stream"),
                "StreamError: .*longer than",
                "events",
            ),
        )
    ),
    Row("gzip twice, and said twice", twice, AS_GOOD),
    Row("gzip that is none", answer(content_encoding="gzip"), refused("not gzip")),
    Row("an encoding that is none", answer(content_encoding="utf-8"), AS_GOOD),
    # Files.
    Row("a file", typed(WHOLE, "application/octet-stream"), "12000 bytes", "file"),
    Row(
        "half a file",
        typed(WHOLE, "application/octet-stream", content_length="12001"),
        ".*Error: GET .* file kept",
        "file",
    ),
    Row(
        "a file in chunks, half", chunked(WHOLE, end=b"", content_type="image/png"), ".*Error: GET .* file kept", "file"
    ),
    Row("an error for a file", answer(b"no", "404 No"), "NotFoundError: .* file kept", "file"),
    # Pages.
    Row("a page", answer(b'{"data": [{"name": "a"}], "next": null}'), r'\[{"name": "a"}\]', "list"),
    Row("the same cursor for ever", answer(b'{"data": [{"name": "a"}], "next": "c"}'), "PaginationError: .*", "list"),
    Row("no items", answer(b'{"next": null}'), r"\[\]", "list"),
    Row("items that are none", answer(b'{"data": "x", "next": null}'), r".*", "list"),
    Row(
        "HTML on the second page",
        answer(b'{"data": [], "next": "c"}'),
        refused("", "ResponseDecodeError"),
        "list",
        typed(b"<html>", "text/html"),
    ),
    Row(
        "a second page that breaks off",
        answer(b'{"data": [], "next": "c"}'),
        refused(""),
        "list",
        answer(b"{", content_length="9"),
    ),
    # Events.
    Row("CR", typed(b'data: {"name": "a"}\r\r', "text/event-stream"), r'\[{"name": "a"}\]', "events"),
    Row(
        "CRLF over chunks",
        chunked(b'data: {"name": "a"}\r', b"\n\r", b"\n", content_type="text/event-stream"),
        r'\[{"name": "a"}\]',
        "events",
    ),
    Row(
        "a mark and a comment",
        typed(b'\xef\xbb\xbf: hi\n\ndata: {"name":\ndata: "a"}\n\n', "text/event-stream"),
        r'\[{"name": "a"}\]',
        "events",
    ),
    Row(
        "an id with NUL",
        typed(b'id: a\0b\ndata: {"name": "a"}\n\n', "text/event-stream"),
        r'\[{"name": "a"}\]',
        "events",
    ),
    Row(
        "an event that is not JSON",
        typed(b"data: {oops\n\n", "text/event-stream"),
        "ResponseDecodeError: GET .*",
        "events",
    ),
    Row("an event that breaks off", typed(b'data: {"name": "a"}\n', "text/event-stream"), r"\[\]", "events"),
    Row(
        "events that break off",
        typed(b'data: {"name": "a"}\n\n', "text/event-stream", content_length="999"),
        refused(""),
        "events",
    ),
    Row("events that are JSON", answer(), "ResponseDecodeError: GET .*", "events"),
    Row("a line without an end", endless_line, "StreamError: .*longer than", "events"),
    Row("lines", typed(GOOD + b"\n\n" + GOOD, "application/jsonl"), r'\[{"name": "a"}, {"name": "a"}\]', "lines"),
    Row("lines that break off", typed(GOOD + b"\n", "application/jsonl", content_length="99"), refused(""), "lines"),
    Row("a line that is not JSON", typed(b"oops\n", "application/jsonl"), "ResponseDecodeError: GET .*", "lines"),
    # Elsewhere.
    Row("a redirect to itself", answer(b"", "302 Found", location="/things/1"), ".*Error: GET http://HOST", "get"),
    Row("a redirect to nowhere", answer(b"", "302 Found", location="http://127.0.0.1:9/"), ".*Error: GET http://"),
    Row(
        "a redirect to a file",
        answer(b"", "302 Found", location="file:///etc/passwd"),
        ".*Error: GET http://HOST.* 302",
    ),
    Row("a redirect without a place", answer(b"", "302 Found"), ".*Error: GET http://HOST.* 302"),
    Row("a redirect that is not a URL", answer(b"", "307 To", location="http://[::1"), ".*Error: GET http://HOST"),
    Row("a redirect that repeats a secret", answer(b"", "302 Found", location=f"/x?api_key={SECRET}"), ".*Error: GET"),
    # Another try, in good time or never.
    *(
        Row(f"try again: {value}", answer(b"{}", "503 Busy", retry_after=value), AS_GOOD, "again", answer())
        for value in ("0", "0.01", "-5", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "\xff", "1e-3", "")
    ),
    Row(
        "try again in a year", answer(b"{}", "503 Busy", retry_after="31536000"), "InternalServerError: .* 503", "again"
    ),
    Row("try again: a secret", answer(SECRET.encode(), "500 No"), "InternalServerError: .* 500"),
)


class Hostile:
    """A server that reads a request, sends what a row says, and closes."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._says: list[Any] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def will(self, row: Row) -> None:
        self._says = [row.say, row.then] if row.then else [row.say]

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                say = self._says.pop(0) if len(self._says) > 1 else self._says[0]
                threading.Thread(target=self._speak, args=(line, say), daemon=True).start()

    @staticmethod
    def _speak(line: socket.socket, say: Any) -> None:
        with line, contextlib.suppress(OSError):
            line.settimeout(20)
            head = b""
            while b"\r\n\r\n" not in head:
                head += line.recv(65_536)
            length = re.search(rb"content-length: (\d+)", head)
            while length and len(head.partition(b"\r\n\r\n")[2]) < int(length[1]):
                head += line.recv(65_536)
            if callable(say):
                say(line)
            else:
                line.sendall(say)
            line.shutdown(socket.SHUT_WR)
            while line.recv(65_536):  # what is unread would reset the connection
                pass


@pytest.fixture(scope="module")
def hostile() -> Iterator[Hostile]:
    server = Hostile()
    yield server
    server.close()


def options(server: Hostile, row: Row) -> dict[str, Any]:
    patience = 0.6 if "dribble" in row.name else 30
    again = row.read == "again"
    return {"base_url": f"http://{server.host}", "api_key": SECRET, "max_retries": int(again), "timeout": patience}


def plain(value: Any) -> Any:
    """A value as the JSON that is written of it."""
    if is_array(value):
        return list(map(plain, value))
    return value.to_dict() if hasattr(value, "to_dict") else value


def told(server: Hostile, error: BaseException) -> str:
    """Class and words of an error, the same on each machine."""
    words = str(error).replace(server.host, "HOST")
    assert SECRET not in f"{error!r} {error.__dict__} {words}"
    return f"{type(error).__name__}: {words}"


def by_blocking(sdk: ModuleType, server: Hostile, row: Row, file: Path) -> Any:
    with client_class(sdk)(**options(server, row)) as client:
        if row.read in {"get", "again"}:
            return client.things.get("1")
        if row.read == "create":
            return client.things.create(name="a")
        if row.read == "delete":
            return client.things.delete("1")
        if row.read == "list":
            return list(client.things.list())
        if row.read == "file":
            with client.file.get() as download:
                return f"{download.write_to(file).stat().st_size} bytes"
        with client.events.watch() if row.read == "events" else client.lines.read() as stream:
            return list(stream)


async def by_awaiting(sdk: ModuleType, server: Hostile, row: Row, file: Path) -> Any:
    async with client_class(sdk, asynchronous=True)(**options(server, row)) as client:
        if row.read in {"get", "again"}:
            return await client.things.get("1")
        if row.read == "create":
            return await client.things.create(name="a")
        if row.read == "delete":
            return await client.things.delete("1")
        if row.read == "list":
            return [each async for each in client.things.list()]
        if row.read == "file":
            async with await client.file.get() as download:
                return f"{(await download.write_to(file)).stat().st_size} bytes"
        async with client.events.watch() if row.read == "events" else client.lines.read() as stream:
            return [each async for each in stream]


def outcome(sdk: ModuleType, server: Hostile, row: Row, file: Path, read: Callable[[], Any]) -> str:
    server.will(row)
    file.write_bytes(b"older")
    try:
        value = plain(read())
    except sdk.APIError as error:  # anything else fails the test as it is
        kept = " file kept" if row.read == "file" and file.read_bytes() == b"older" else ""
        assert list(file.parent.iterdir()) == [file]
        return told(server, error) + kept
    if row.read == "file":
        return str(value)
    dumps = import_module(f"{sdk.__name__}._runtime.encoding").dumps
    return json.dumps(value, ensure_ascii=False) if "inf" not in repr(value) else str(dumps(value).decode())


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_whatever_a_server_sends_both_clients_say_what_it_is(
    sdk_of: Any, hostile: Hostile, row: Row, tmp_path: Path
) -> None:
    sdk, file = sdk_of(SPEC), tmp_path / "file"
    blocking = outcome(sdk, hostile, row, file, lambda: by_blocking(sdk, hostile, row, file))
    awaiting = outcome(sdk, hostile, row, file, lambda: asyncio.run(by_awaiting(sdk, hostile, row, file)))
    by_trio = outcome(sdk, hostile, row, file, lambda: trio.run(by_awaiting, sdk, hostile, row, file))
    assert re.match(row.gives, blocking, re.DOTALL), blocking
    assert same(awaiting) == same(blocking) == same(by_trio)


def same(text: str) -> str:
    """The outcome without what the two network libraries word each in its own way."""
    text = re.sub(r"its \d+ bytes are \d+ without", "its bytes are more without", text)
    return re.sub(r" \((Read|Connect|RemoteProtocol)\w+(: .*?)?\)(?= file kept|$)", "", text)
