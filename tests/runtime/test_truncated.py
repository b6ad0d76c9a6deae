"""An answer of which a part is missing is an error, however it is read, and never a file."""

from __future__ import annotations

import gzip
import itertools
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Unpack

import httpx
import pytest

from trueline.runtime.errors import APIConnectionError, StreamError
from trueline.runtime.inflate import Inflater
from trueline.runtime.operation import RequestOptions
from trueline.runtime.resource import AsyncResource, SyncResource, raw, raw_async, streaming, streaming_async

from .loopback import Handler, serve
from .support import GET, Api, AsyncApi, operation

TEXT = operation(id="things.text", responses={"200": {"text/plain": None}})
JSON = b'{"a": "' + b"x y z " * 500 + b'"}'


def _raw_deflate(data: bytes) -> bytes:
    made = zlib.compressobj(wbits=-15)
    return made.compress(data) + made.flush()


def _with(library: str, data: bytes, **options: int) -> bytes:
    """As a library compresses it that not every machine has."""
    try:
        return bytes(import_module(library).compress(data, **options))
    except ImportError:
        pytest.skip(f"{library} is not installed")


ENCODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "nothing": ("", bytes),
    "gzip": ("gzip", gzip.compress),
    "two members": ("gzip", lambda data: gzip.compress(data[:700]) + gzip.compress(data[700:])),
    "deflate": ("deflate", zlib.compress),
    "bare deflate": ("deflate", _raw_deflate),
    "br": ("br", lambda data: _with("brotli", data, quality=9)),
    "zstd": ("zstd", lambda data: _with("zstandard", data)),
    "two layers": ("deflate, gzip", lambda data: gzip.compress(zlib.compress(data))),
}
encoded = pytest.mark.parametrize("encoding", ["nothing", "two members"])


class Things(SyncResource):
    def text(self, **options: Unpack[RequestOptions]) -> Any:
        return self._client.call(TEXT, {}, options)


class AsyncThings(AsyncResource):
    async def text(self, **options: Unpack[RequestOptions]) -> Any:
        return await self._client.call(TEXT, {}, options)


def whole(handler: Handler, name: str, body: bytes, content_type: str) -> None:
    more = {"content_encoding": name} if name else {}
    handler.answer(200, body, content_type=content_type, **more)


def chunked(handler: Handler, name: str, body: bytes, content_type: str, *, size: int = 7) -> None:
    """All that is given, properly ended, in small pieces."""
    handler.send_response(200)
    handler.send_header("content-type", content_type)
    handler.send_header("transfer-encoding", "chunked")
    if name:
        handler.send_header("content-encoding", name)
    handler.end_headers()
    for start in range(0, len(body), size):
        piece = body[start : start + size]
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
    handler.wfile.write(b"0\r\n\r\n")


def short(handler: Handler, name: str, body: bytes, content_type: str) -> None:
    """One byte less than was announced."""
    more = {"content_encoding": name} if name else {}
    handler.answer(200, body[:-1], content_type=content_type, content_length=str(len(body)), **more)
    handler.drop()


def read(api: Api, response: Any, how: str, target: Path) -> Any:
    """The whole body, as text or bytes, in each of the ways."""
    if how == "write_to":
        api.do(response, "write_to", target)
        return target.read_bytes()
    if how == "read":
        return api.do(response, "read")
    parts: list[Any] = api.collect(response, how)
    return ("\n" if how == "iter_lines" else type(parts[0])()).join(parts)


WAYS = ["read", "iter_bytes", "iter_text", "iter_lines", "write_to"]
ways = pytest.mark.parametrize("how", WAYS)


@encoded
@ways
@pytest.mark.parametrize("sent", [whole, chunked])
def test_a_whole_body_is_read(make: Callable[..., Api], tmp_path: Path, encoding: str, how: str, sent: Any) -> None:
    name, compress = ENCODINGS[encoding]
    body = compress(JSON)
    with serve(lambda handler: sent(handler, name, body, "text/plain")) as server:
        api = make(base_url=server.url)
        found = read(api, api.call(TEXT), how, tmp_path / "x")
    assert found == (JSON.decode() if how in {"iter_text", "iter_lines"} else JSON)


@encoded
@ways
@pytest.mark.parametrize("cut", ["length", "chunks", "inside"])
def test_a_body_that_is_cut_short_is_an_error(
    make: Callable[..., Api], tmp_path: Path, encoding: str, how: str, cut: str
) -> None:
    """Its length says so, the last chunk is missing, or only what is inside can tell."""
    name, compress = ENCODINGS[encoding]
    body = compress(JSON)
    if cut == "inside" and not name:
        pytest.skip("plain bytes have no end of their own")

    def turn(handler: Handler) -> None:
        if cut == "length":
            short(handler, name, body, "text/plain")
        elif cut == "inside":
            chunked(handler, name, body[:-1], "text/plain")
        else:
            handler.chunks("text/plain", body, end=False)

    (tmp_path / "x").write_bytes(b"older")
    with serve(turn) as server:
        api = make(base_url=server.url)
        response = api.call(TEXT)
        with pytest.raises(APIConnectionError):
            read(api, response, how, tmp_path / "x")
        with pytest.raises(StreamError):
            read(api, response, how, tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("encoding", [name for name in ENCODINGS if name not in {"nothing", "two members"}])
def test_a_body_is_whole_at_its_end_and_not_before(encoding: str) -> None:
    name, compress = ENCODINGS[encoding]
    body = compress(JSON)
    for kept in range(1, len(body)):
        with pytest.raises(APIConnectionError, match="ended early"):
            inflated(name, body[:kept], size=1 + kept % 11)
    assert inflated(name, body, size=3) == JSON


@pytest.mark.parametrize("kept", range(22, 41))
def test_the_second_member_is_looked_after_as_the_first(kept: int) -> None:
    body = gzip.compress(b"a") + gzip.compress(b"b")
    assert len(gzip.compress(b"a")) == 21
    with pytest.raises(APIConnectionError, match="ended early"):
        inflated("gzip", body[:kept], size=5)


def inflated(name: str, body: bytes, size: int) -> bytes:
    inflater = Inflater(name)
    parts = (inflater.feed(body[start : start + size]) for start in range(0, len(body), size))
    found = b"".join(itertools.chain.from_iterable(parts))
    inflater.end()
    return found


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_what_grows_a_thousand_times_comes_in_pieces(name: str) -> None:
    _, compress = ENCODINGS[name]
    inflater, sizes = Inflater(name), list[int]()
    for piece in inflater.feed(compress(bytes(64 << 20))):
        assert not any(piece[:: 1 << 12])
        sizes.append(len(piece))
    inflater.end()
    assert sum(sizes) == 64 << 20
    assert max(sizes) <= 10 << 20


@encoded
def test_json_that_is_cut_short_is_asked_for_again(make: Callable[..., Api], encoding: str) -> None:
    name, compress = ENCODINGS[encoding]
    body = compress(JSON)
    with serve(
        lambda handler: short(handler, name, body, "application/json"),
        lambda handler: whole(handler, name, body, "application/json"),
    ) as server:
        api = make(base_url=server.url)
        assert api.call(GET) == {"a": "x y z " * 500}
        assert len(server.seen) == 2


@encoded
@pytest.mark.parametrize("view", ["raw", "streamed"])
def test_the_views_of_a_response_see_it_too(make: Callable[..., Api], encoding: str, view: str) -> None:
    name, compress = ENCODINGS[encoding]
    body = compress(JSON)
    with serve(lambda handler: short(handler, name, body, "text/plain")) as server:
        api = make(base_url=server.url, max_retries=0)
        with pytest.raises(APIConnectionError):
            viewed(api, view)


def viewed(api: Api, view: str) -> Any:
    if isinstance(api, AsyncApi):
        return api.portal.call(viewed_async, AsyncThings(api.client), view)
    things = Things(api.client)
    if view == "raw":
        return raw(things.text)()
    with streaming(things.text)() as response:
        return response.read()


async def viewed_async(things: AsyncThings, view: str) -> Any:
    if view == "raw":
        return await raw_async(things.text)()
    async with streaming_async(things.text)() as response:
        return await response.read()


@pytest.mark.parametrize("how", ["content", "stream"])
@pytest.mark.parametrize("missing", ["length", "inside", "nothing"])
def test_a_transport_that_does_not_look_is_looked_after(kind: str, how: str, missing: str) -> None:
    """A mock gives what it was given, and the HTTP library takes it for whole."""
    body = gzip.compress(JSON)
    headers = {"content-encoding": "gzip", "content-type": "text/plain"}
    if missing == "length":
        headers["content-length"] = str(len(body) + 1)
    sent = body[:-1] if missing == "inside" else body
    made: dict[str, Any] = {"content": sent} if how == "content" else {"stream": httpx.ByteStream(sent)}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, **made))
    api = over(kind, transport)
    if missing == "nothing":
        assert api.do(api.call(TEXT), "read") == JSON
    else:
        with pytest.raises(APIConnectionError, match="ended early"):
            api.do(api.call(TEXT), "read")
    shut(api)


def test_a_body_that_a_hook_has_read_is_counted(kind: str) -> None:
    hooks: dict[str, list[Any]] = {"response": [read_it if kind == "sync" else aread_it]}
    more = {"content-encoding": "gzip", "content-length": "5000", "content-type": "text/plain"}
    body = gzip.compress(JSON)
    api = over(
        kind,
        httpx.MockTransport(lambda _: httpx.Response(200, headers=more, stream=httpx.ByteStream(body))),
        event_hooks=hooks,
    )
    with pytest.raises(APIConnectionError, match=f"{len(body)} of 5000 bytes"):
        api.do(api.call(TEXT), "read")
    shut(api)


def read_it(response: httpx.Response) -> None:
    response.read()


async def aread_it(response: httpx.Response) -> None:
    await response.aread()


def over(kind: str, transport: httpx.MockTransport, **more: Any) -> Api:
    if kind == "sync":
        return Api(http_client=httpx.Client(transport=transport, **more), max_retries=0)
    return AsyncApi(kind, http_client=httpx.AsyncClient(transport=transport, **more), max_retries=0)


def shut(api: Api) -> None:
    inner = api.client._driver.pool.http_client
    if isinstance(api, AsyncApi):
        api.portal.call(inner.aclose)
    else:
        inner.close()
    api.close()


@pytest.mark.parametrize("after", [b"\0\0\0\0", b"garbage"])
def test_padding_behind_a_body_is_no_fault(make: Callable[..., Api], after: bytes) -> None:
    body = gzip.compress(JSON) + after
    with serve(lambda handler: chunked(handler, "gzip", body, "text/plain")) as server:
        api = make(base_url=server.url)
        assert api.do(api.call(TEXT), "read") == JSON


@pytest.mark.parametrize("name", ["gzip", "deflate"])
def test_a_body_that_is_not_what_it_says_is_an_error(make: Callable[..., Api], name: str) -> None:
    with serve(lambda handler: whole(handler, name, b"\xff\xff plain", "text/plain")) as server:
        api = make(base_url=server.url)
        with pytest.raises(APIConnectionError, match=f"not {name}"):
            api.do(api.call(TEXT), "read")


def test_an_encoding_that_nothing_here_reads_is_an_error(make: Callable[..., Api], monkeypatch: Any) -> None:
    for module in ("brotli", "brotlicffi"):
        monkeypatch.setitem(__import__("sys").modules, module, None)
    with serve(lambda handler: whole(handler, "br", b"\x0b\x02\x80a\x03", "text/plain")) as server:
        api = make(base_url=server.url)
        with pytest.raises(APIConnectionError, match="brotli"):
            api.do(api.call(TEXT), "read")


def test_a_name_that_is_no_encoding_says_nothing(make: Callable[..., Api]) -> None:
    with serve(lambda handler: whole(handler, "UTF-8", JSON, "text/plain")) as server:
        api = make(base_url=server.url)
        assert api.do(api.call(TEXT), "read") == JSON


def test_no_body_is_not_half_a_body(make: Callable[..., Api]) -> None:
    nothing = operation(responses={"200": {}, "204": {}})
    with serve(lambda handler: handler.answer(200, b"", content_encoding="gzip")) as server:
        assert make(base_url=server.url).call(nothing) is None


def test_a_file_never_lacks_what_was_read_before(make: Callable[..., Api], tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"older")
    with serve(lambda handler: whole(handler, "", JSON, "text/plain")) as server:
        api = make(base_url=server.url)
        response = api.call(TEXT)
        begun(api, response)
        with pytest.raises(StreamError, match="has been read"):
            api.do(response, "write_to", tmp_path / "x")
        api.do(response, "close")
    assert (tmp_path / "x").read_bytes() == b"older"


def begun(api: Api, response: Any) -> None:
    """The first bytes of a response."""
    if isinstance(api, AsyncApi):

        async def first() -> Any:
            parts = response.iter_bytes(10)
            found = await anext(parts)
            await parts.aclose()
            return found

        assert api.portal.call(first) == JSON[:10]
    else:
        assert next(response.iter_bytes(10)) == JSON[:10]


def test_a_download_that_is_closed_on_its_way_is_not_whole(make: Callable[..., Api]) -> None:
    with serve(lambda handler: whole(handler, "", JSON, "text/plain")) as server:
        api = make(base_url=server.url)
        response = api.call(TEXT)

        async def gone_async() -> None:
            async for _ in response.iter_bytes(10):
                await response.close()

        def gone() -> None:
            for _ in response.iter_bytes(10):
                response.close()

        with pytest.raises(StreamError, match="given up"):
            api.portal.call(gone_async) if isinstance(api, AsyncApi) else gone()


def test_a_link_stays_a_link(make: Callable[..., Api], tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    for name in ("link", "dangling"):
        (tmp_path / name).symlink_to(Path("real") / name)
    (tmp_path / "real" / "link").write_bytes(b"older")
    with serve(lambda handler: whole(handler, "", JSON, "text/plain")) as server:
        api = make(base_url=server.url)
        for name in ("link", "dangling"):
            api.do(api.call(TEXT), "write_to", tmp_path / name)
            assert (tmp_path / name).is_symlink()
            assert (tmp_path / "real" / name).read_bytes() == JSON
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["dangling", "dangling", "link", "link", "real"]


def test_a_file_with_a_long_name_is_written(make: Callable[..., Api], tmp_path: Path) -> None:
    target = tmp_path / ("ż" * 120)
    with serve(lambda handler: whole(handler, "", JSON, "text/plain")) as server:
        api = make(base_url=server.url)
        api.do(api.call(TEXT), "write_to", target)
    assert target.read_bytes() == JSON


def test_a_device_is_written_to_and_stays_one(make: Callable[..., Api]) -> None:
    with serve(lambda handler: whole(handler, "", JSON, "text/plain")) as server:
        api = make(base_url=server.url)
        api.do(api.call(TEXT), "write_to", "/dev/null")
    assert Path("/dev/null").is_char_device()


CHARSETS = {
    **dict.fromkeys(("base64", "nonsense", "idna", "punycode", "undefined", "unicode_escape"), "zażółć\nü"),
    **dict.fromkeys(("latin-1", "utf-16", "utf-16-le", "utf-32", "utf-8-sig"), "ü\ré\r\nü"),
}


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_text_is_read_in_the_charset_it_names(make: Callable[..., Api], charset: str, mark: str) -> None:
    text = CHARSETS[charset]
    known = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(charset, charset if "z" not in text else "utf-8")
    mark = mark if charset in {"utf-16", "utf-32"} else ""
    typed = f"text/plain; charset={charset}"
    answer = operation(responses={"200": {"text/plain": None}})
    with serve(lambda handler: whole(handler, "", (mark + text).encode(known), typed)) as server:
        api = make(base_url=server.url)
        assert "".join(api.collect(api.call(answer), "iter_text", 1)) == text
        assert api.collect(api.call(answer), "iter_lines") == text.splitlines()
