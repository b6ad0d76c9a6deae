"""Files to upload: bytes, a path, a file object, an iterator of bytes, or ``(name, content[, type[, headers]])``."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from .bodies import concrete
from .errors import InvalidRequestError
from .messages import Payload
from .unset import is_tuple

_Whole = bytes | bytearray | memoryview | str | os.PathLike[str] | IO[bytes]
FileContent = _Whole | Iterable[bytes] | AsyncIterable[bytes]
FileTypes = (
    FileContent
    | tuple[str, FileContent]
    | tuple[str, FileContent, str]
    | tuple[str, FileContent, str, Mapping[str, str]]
)
#: A series of items that is written already; its parts, one by one, are an argument's items.
WrittenTypes = _Whole | tuple[str, _Whole]
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is sent. ``source`` makes its bytes, ``length`` is ``None`` where it can't be known before."""

    name: str
    content_type: str
    headers: Mapping[str, str]
    payload: Payload


def is_file(value: Any) -> bool:
    """Whether a value can only be a file: plain text, numbers and objects are fields."""
    _, content = cast("tuple[str, Any]", value[:2]) if is_named(value) else ("", value)
    return is_file_content(content)


def is_named(value: Any) -> bool:
    """Whether a value is ``(name, content)`` with or without a type and headers, and no list of files."""
    if not is_tuple(value) or not 2 <= len(value) <= 4:
        return False
    name, content, *rest = value
    typed = not rest or rest[0] is None or isinstance(rest[0], str)
    return typed and isinstance(name, str) and not is_tuple(content)


def may_be_file(value: Any) -> bool:
    """Whether a value is a file where text and objects may stand as well."""
    return is_file(value) or is_named(value) or isinstance(value, Iterator)


def is_file_content(value: Any) -> bool:
    """Whether a value is bytes or something that they are read from."""
    readable = isinstance(value, (bytes, bytearray, memoryview, os.PathLike, AsyncIterable))
    return readable or hasattr(value, "read")


def upload(value: Any, field: str, content_type: str | None = None) -> Upload:
    """The file that ``value`` stands for. Its type is what the caller says, else the document, else its name."""
    name, headers = "", cast("Mapping[str, str]", {})
    if is_tuple(value):
        parts = value
        name, value = parts[0], parts[1]
        content_type = parts[2] if len(parts) > 2 and parts[2] else content_type
        headers = parts[3] if len(parts) > 3 and parts[3] else headers
    name = name or _name(value) or field
    content_type = concrete(content_type or "*/*", name)
    return Upload(name, content_type, headers, payload(value, content_type))


def payload(value: Any, media_type: str) -> Payload:
    """A whole body of bytes, or of JSON values where the media type is a series of them."""
    from .series import lines, mark_of

    mark = mark_of(media_type)
    if mark is not None and not _is_written(value):
        return lines(value, media_type, mark)
    if isinstance(value, tuple):
        single = upload(value, "", None if "*" in media_type else media_type)
        return single.payload
    media_type = concrete(media_type, _name(value))
    if isinstance(value, (str, bytes, bytearray, memoryview)):
        return Payload(media_type, value.encode() if isinstance(value, str) else bytes(cast("bytes", value)))
    if isinstance(value, os.PathLike):
        return _from_path(Path(cast("os.PathLike[str]", value)), media_type)
    if hasattr(value, "read") and not isinstance(value, AsyncIterable):
        return _from_object(value, media_type)
    return _from_iterable(value, media_type)


def _is_written(value: Any) -> bool:
    """Whether a body that is a series of items is given whole."""
    return isinstance(value, (str, os.PathLike)) or is_named(value) or (is_file_content(value) and not _is_async(value))


def _is_async(value: Any) -> bool:
    return isinstance(value, AsyncIterable)


def _from_iterable(value: Any, media_type: str) -> Payload:
    if isinstance(value, AsyncIterable):
        stream = cast("AsyncIterable[bytes]", value)
        return Payload(media_type, chunks=lambda: _aiter(stream), replayable=False, awaited=True)
    if isinstance(value, Iterable) and not isinstance(value, Mapping):
        items, once = cast("Iterable[object]", value), isinstance(value, Iterator)
        return Payload(media_type, chunks=lambda: map(_bytes, items), replayable=not once)
    raise InvalidRequestError(f"a file can't be {type(cast('object', value)).__name__}")


def _bytes(chunk: object) -> bytes:
    if isinstance(chunk, (bytes, bytearray, memoryview)):
        return bytes(cast("bytes", chunk))
    raise InvalidRequestError(f"a file is made of bytes, not of {type(chunk).__name__}")


def _name(value: Any) -> str:
    if isinstance(value, os.PathLike):
        return Path(cast("os.PathLike[str]", value)).name
    name = getattr(value, "name", "")
    return Path(name).name if isinstance(name, str) else ""


def _from_path(path: Path, media_type: str) -> Payload:
    """A file on disk. Only what is one has a length; a pipe or a device gives what it has, once."""
    facts = path.stat()
    if stat.S_ISDIR(facts.st_mode):
        raise InvalidRequestError(f"{path} is a folder, not a file")
    if not stat.S_ISREG(facts.st_mode):
        return Payload(media_type, chunks=lambda: _opened(path), replayable=False)
    if not facts.st_size:  # as files are that a system makes up when they are read
        return Payload(media_type, path.read_bytes())
    length = facts.st_size
    return Payload(media_type, chunks=lambda: _exactly(_opened(path), length), length=length)


def _opened(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _exactly(chunks: Iterator[bytes], length: int) -> Iterator[bytes]:
    """As many bytes as were announced: of a file that grows meanwhile, those that were there."""
    left = length
    for chunk in chunks:
        yield chunk[:left]
        left -= len(chunk)
        if left <= 0:
            return
    raise InvalidRequestError(f"a file became shorter while it was sent: {length - left} of {length} bytes are there")


def _from_object(file: Any, media_type: str) -> Payload:
    """A file object, read from where it stands; read again from there when it can be moved back."""
    if getattr(file, "closed", False):
        raise InvalidRequestError("a file must be open, and this one has been closed")
    try:
        start: int = file.tell()
        length: int = file.seek(0, io.SEEK_END) - start
        file.seek(start)
    except (AttributeError, OSError, TypeError, ValueError):
        return Payload(media_type, chunks=lambda: _read(file), replayable=False)
    if isinstance(file, io.TextIOBase):
        raise InvalidRequestError("a file must be opened in binary mode")

    def chunks() -> Iterator[bytes]:
        file.seek(start)
        return _exactly(_read(file), length) if length > 0 else _read(file)

    return Payload(media_type, chunks=chunks, length=length)


def _read(file: Any) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        if not isinstance(chunk, (bytes, bytearray)):
            raise InvalidRequestError("a file must be opened in binary mode, and be read without await")
        yield bytes(chunk)


async def _aiter(stream: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    async for chunk in stream:
        yield _bytes(chunk)
