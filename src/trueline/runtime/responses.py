"""Bodies that the caller reads: downloads, and responses that are opened without being read."""

from __future__ import annotations

import codecs
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path, PureWindowsPath
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import uuid4

from .answers import charset, request_id
from .drive import AsyncDriver, Chunk, Close, Do, Driver, Flow, Read
from .errors import StreamError
from .flow import Exchange
from .messages import Answer, Headers, SentRequest, redact_headers
from .retry import RateLimit, rate_limit
from .series import LineSplitter

if TYPE_CHECKING:
    from typing_extensions import Self


_KEPT = ("utf-8", "surrogatepass")
#: Byte order marks, the one that a body without any is read by first.
_MARKS = {"utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE), "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)}


class ResponseInfo:
    """What is known of a response before its body is read."""

    __slots__ = ("_exchange",)

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self._exchange.answer.status

    @property
    def headers(self) -> Headers:
        """The headers; names in any case."""
        return self._exchange.answer.headers

    @property
    def request_id(self) -> str | None:
        """The id that the server gave the request."""
        return request_id(self.headers)

    @property
    def rate_limit(self) -> RateLimit | None:
        """How much of the tightest limit is left, where the server says."""
        return rate_limit(self.headers, self._exchange.settings.timing.wall())

    @property
    def retries(self) -> int:
        """How many attempts failed before this one."""
        return self._exchange.retries

    @property
    def retries_taken(self) -> int:
        """How many attempts failed before this one."""
        return self._exchange.retries

    @property
    def elapsed(self) -> timedelta:
        """The time from the last request to its answer."""
        return timedelta(seconds=self._exchange.elapsed)

    @property
    def http_request(self) -> SentRequest:
        """The request, without secrets."""
        request, secret_names = self._exchange.request, self._exchange.settings.secret_names
        return SentRequest(request.method, self.url, redact_headers(request.headers, secret_names))

    @property
    def method(self) -> str:
        """The method of the request."""
        return self._exchange.request.method

    @property
    def url(self) -> str:
        """The URL of the request, without secrets."""
        return self._exchange.asked.url

    @property
    def content_type(self) -> str:
        """The ``Content-Type``; empty when there is none."""
        return self.headers.get("content-type", "")

    @property
    def filename(self) -> str | None:
        """The name that ``Content-Disposition`` suggests (RFC 6266): a bare name, never a path."""
        given = self.headers.get("content-disposition")
        return _filename(given) if given else None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status_code} {self.content_type}>"

    def __reduce__(self) -> tuple[Any, ...]:
        driver = getattr(self, "_driver", None)
        if type(self) not in {BinaryResponse, AsyncBinaryResponse} or self._exchange.answer.content is None:
            raise TypeError("a response with a connection is not pickled: read() it, and pickle what it gives")
        from . import pickling

        return type(self), (pickling.detached(self._exchange), pickling.no_driver(driver))


class BinaryResponse(ResponseInfo):
    """A download. Its connection is in use until the body has been read or ``close()`` is called, as ``with`` does."""

    __slots__ = ("_driver",)

    def __init__(self, exchange: Exchange, driver: Driver) -> None:
        super().__init__(exchange)
        self._driver = driver

    def read(self) -> bytes:
        """The whole body; what is left of it where a part was read before. The second call gives the same bytes."""
        return self._driver.run(_read(self._exchange))

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The body in parts: of ``chunk_size`` bytes, or as they come."""
        answer = _handed_out(self._exchange.answer)
        parts = Rechunked(chunk_size)
        yield from parts.add(answer.content or b"")
        while chunk := self._driver.perform(Chunk(answer)):
            yield from parts.add(chunk)
        yield from parts.end()

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        """The body as text in parts, in the charset that the response names, else UTF-8."""
        decoder = _text_decoder(self.content_type)
        for chunk in self.iter_bytes(chunk_size):
            if text := decoder.decode(chunk):
                yield text
        if text := decoder.decode(b"", final=True):
            yield text

    def iter_lines(self) -> Iterator[str]:
        """The body line by line, without line ends: LF, CR or both."""
        lines = _Lines()
        for text in self.iter_text():
            yield from lines.feed(text)
        yield from lines.end()

    def write_to(self, path: str | os.PathLike[str]) -> Path:
        """Write the body to a file, which is replaced when the whole body has arrived and not before."""
        return self._driver.run(_write(self._exchange.answer, Path(path)))

    def close(self) -> None:
        """Give the rest of the body up."""
        self._driver.perform(Close(self._exchange.answer))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncBinaryResponse(ResponseInfo):
    """A download. Its connection is in use until the body has been read or closed, as ``async with`` does."""

    __slots__ = ("_driver",)

    def __init__(self, exchange: Exchange, driver: AsyncDriver) -> None:
        super().__init__(exchange)
        self._driver = driver

    async def read(self) -> bytes:
        """The whole body; what is left of it where a part was read before. The second call gives the same bytes."""
        return await self._driver.run(_read(self._exchange))

    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """The body in parts: of ``chunk_size`` bytes, or as they come."""
        answer = _handed_out(self._exchange.answer)
        parts = Rechunked(chunk_size)
        for part in parts.add(answer.content or b""):
            yield part
        while chunk := await self._driver.perform(Chunk(answer)):
            for part in parts.add(chunk):
                yield part
        for part in parts.end():
            yield part

    async def iter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        """The body as text in parts, in the charset that the response names, else UTF-8."""
        decoder = _text_decoder(self.content_type)
        async for chunk in self.iter_bytes(chunk_size):
            if text := decoder.decode(chunk):
                yield text
        if text := decoder.decode(b"", final=True):
            yield text

    async def iter_lines(self) -> AsyncIterator[str]:
        """The body line by line, without line ends: LF, CR or both."""
        lines = _Lines()
        async for text in self.iter_text():
            for line in lines.feed(text):
                yield line
        for line in lines.end():
            yield line

    async def write_to(self, path: str | os.PathLike[str]) -> Path:
        """Write the body to a file, which is replaced when the whole body has arrived and not before."""
        return await self._driver.run(_write(self._exchange.answer, Path(path)))

    async def close(self) -> None:
        """Give the rest of the body up."""
        await self._driver.perform(Close(self._exchange.answer))

    aclose = close

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class Rechunked:
    """Parts of one size out of parts of any. ``None`` leaves them as they are."""

    __slots__ = ("_buffer", "_size")

    def __init__(self, size: int | None) -> None:
        if size is not None and size < 1:
            raise ValueError("chunk_size must be positive")
        self._size = size
        self._buffer = bytearray()

    def add(self, chunk: bytes) -> Iterator[bytes]:
        """The parts that are complete now."""
        if self._size is None:
            if chunk:
                yield chunk
            return
        self._buffer += chunk
        while len(self._buffer) >= self._size:
            yield bytes(self._buffer[: self._size])
            del self._buffer[: self._size]

    def end(self) -> Iterator[bytes]:
        """What is left."""
        if self._buffer:
            yield bytes(self._buffer)


class _Lines:
    """Lines out of text in parts."""

    __slots__ = ("_splitter",)

    def __init__(self) -> None:
        self._splitter = LineSplitter()

    def feed(self, text: str) -> Iterator[str]:
        """The lines that are complete now."""
        return (line.decode(*_KEPT) for line in self._splitter.feed(text.encode(*_KEPT)))

    def end(self) -> Iterator[str]:
        """The last line, which may lack an end."""
        return (line.decode(*_KEPT) for line in self._splitter.end())


def _check_unread(answer: Answer) -> None:
    if answer.content is None and answer.open is None:
        raise StreamError("the body has been read, or given up, before")


def _handed_out(answer: Answer) -> Answer:
    """The same, noting that its parts go to the caller and are not kept."""
    _check_unread(answer)
    answer.partial = answer.partial or answer.content is None
    return answer


def _text_decoder(content_type: str) -> codecs.IncrementalDecoder | _Marked:
    name = charset(content_type)
    decoder = codecs.getincrementaldecoder(name)("replace")
    return _Marked(decoder, _MARKS[name]) if name in _MARKS else decoder


class _Marked:
    """For charsets that begin with a byte order mark, and are refused by their decoders without one."""

    def __init__(self, decoder: codecs.IncrementalDecoder, marks: tuple[bytes, ...]) -> None:
        self._decoder, self._marks, self._start = decoder, marks, b""

    def decode(self, data: Any, final: bool = False) -> str:
        """The text that is complete now."""
        if self._marks:
            self._start += data
            if len(self._start) < 4 and not final:
                return ""
            data = self._start if self._start.startswith(self._marks) else self._marks[0] + self._start
            self._marks = ()
        return self._decoder.decode(data, final)


def _read(exchange: Exchange) -> Flow[bytes]:
    answer = exchange.answer
    if answer.content is None:
        _check_unread(answer)
        yield Read(answer)
    return answer.content or b""


def _write(answer: Answer, path: Path) -> Flow[Path]:
    """The new file grows beside the old one, under a name of its own, and takes its place in one step.

    A link stays a link to the file that it names. A device or a pipe holds nothing to be kept: it is written to.
    """
    _check_unread(answer)
    if answer.partial:
        raise StreamError("a part of the body has been read before: a file would lack it")
    target = path.resolve() if path.is_symlink() else path
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            yield from _copy(answer, file)
        return path
    part = target.with_name(f".{uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            yield from _copy(answer, file)
            yield Do(partial(os.fsync, file.fileno()))
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return path


def _copy(answer: Answer, file: BinaryIO) -> Flow[None]:
    if answer.content:
        yield Do(partial(file.write, answer.content))
    while chunk := (yield Chunk(answer)):
        yield Do(partial(file.write, chunk))
    yield Do(file.flush)


def _filename(header: str) -> str | None:
    """A bare name: no path, no drive, nothing that is not printed; ``None`` where nothing of it is left."""
    from email.message import Message

    message = Message()
    message["content-disposition"] = " ".join(header.split())
    params = cast("list[tuple[str, Any]]", message.get_params(failobj=[], header="content-disposition"))
    names = [value for name, value in params if name.lower() == "filename"]
    # ``filename*`` goes before ``filename``, which is there for those who don't know it.
    names.sort(key=lambda value: isinstance(value, str))
    return next((name for name in map(_bare, names) if name), None)


def _bare(value: Any) -> str:
    from email.utils import collapse_rfc2231_value

    name = PureWindowsPath("".join(filter(str.isprintable, collapse_rfc2231_value(value)))).name.strip()
    return name if name.strip(". ") else ""
