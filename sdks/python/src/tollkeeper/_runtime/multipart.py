from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, cast
from urllib.parse import unquote
from uuid import uuid4

from .bodies import styled_fields, with_charset
from .encoding import dumps, encode
from .errors import InvalidRequestError
from .files import is_file, is_named, may_be_file, upload
from .messages import Payload
from .operation import PartEncoding
from .params import header_text, primitive
from .unset import is_array, is_mapping, is_tuple

_Part = tuple[bytes, Payload]


def encode_multipart(
    values: Mapping[str, Any],
    encodings: Mapping[str, PartEncoding],
    media_type: str,
    boundary: str | None = None,
    *,
    headers: Mapping[str, Mapping[str, str]] | None = None,
    rest: PartEncoding | None = None,
) -> Payload:
    boundary = boundary or uuid4().hex
    parts: list[_Part] = []
    for name, value in values.items():
        encoding = encodings.get(name) or rest or PartEncoding()
        parts += _parts(name, value, encoding, _headers(name, encoding, (headers or {}).get(name, {})))
    heads = [b"--" + boundary.encode() + b"\r\n" + head for head, _ in parts]
    tail = b"--" + boundary.encode() + b"--\r\n"
    essence = media_type.partition(";")[0].strip()
    content_type = f"{essence if '*' not in essence else 'multipart/form-data'}; boundary={boundary}"
    bodies = [payload for _, payload in parts]
    if all(payload.chunks is None for payload in bodies):
        whole = b"".join(head + payload.content + b"\r\n" for head, payload in zip(heads, bodies, strict=True))
        return Payload(content_type, whole + tail)
    lengths = [len(payload.content) if payload.chunks is None else payload.length for payload in bodies]
    known = [length for length in lengths if length is not None]
    framing = sum(len(head) + 2 for head in heads) + len(tail)
    awaited = any(payload.awaited for payload in bodies)
    stream = _stream_async if awaited else _stream
    return Payload(
        content_type,
        chunks=lambda: stream(list(zip(heads, bodies, strict=True)), tail),
        awaited=awaited,
        length=framing + sum(known) if len(known) == len(lengths) else None,
        replayable=all(payload.replayable for payload in bodies),
    )


def _stream(parts: list[_Part], tail: bytes) -> Iterator[bytes]:
    for head, payload in parts:
        yield head
        if payload.chunks is None:
            yield payload.content
        else:
            yield from cast("Iterator[bytes]", payload.chunks())
        yield b"\r\n"
    yield tail


async def _stream_async(parts: list[_Part], tail: bytes) -> AsyncIterator[bytes]:
    for head, payload in parts:
        yield head
        if payload.chunks is None:
            yield payload.content
        elif payload.awaited:
            async for chunk in cast("AsyncIterator[bytes]", payload.chunks()):
                yield chunk
        else:
            for chunk in cast("Iterator[bytes]", payload.chunks()):
                yield chunk
        yield b"\r\n"
    yield tail


def _headers(name: str, encoding: PartEncoding, headers: Mapping[str, str]) -> dict[str, str]:
    lower = {header.lower() for header in headers}
    found = {header: text for header, _, text in encoding.headers if text is not None and header.lower() not in lower}
    for header, required, text in encoding.headers:
        if required and text is None and header.lower() not in lower:
            raise InvalidRequestError(f"{encoding.headers_arg or name}: the part {name!r} needs the header {header}")
    return {**found, **headers}


def _parts(name: str, value: Any, encoding: PartEncoding, headers: Mapping[str, str]) -> Iterator[_Part]:
    if encoding.file in {"one", "many"} or (encoding.file and may_be_file(value)):
        files = _files(name, value, encoding)
        yield from (_file(key, item, encoding.content_type, headers) for key, item in files if item is not None)
        return
    several = is_array(value) or (is_tuple(value) and not is_file(value))
    items: list[Any] = list(value) if several else [value]
    if encoding.base64:
        items = [encode(cast("Any", item)) if isinstance(item, (bytes, bytearray)) else item for item in items]
    if any(is_file(item) for item in items):
        yield from (_file(name, item, encoding.content_type, headers) for item in items)
        return
    content_type = (encoding.content_type or "").partition(",")[0].strip()
    if encoding.is_styled:
        for piece in styled_fields(name, encode(value), encoding):
            key, _, text = piece.partition("=")
            yield _field(unquote(key), unquote(text).encode(), "", headers)
        return
    if "json" in content_type:
        yield _field(name, dumps(value), content_type, headers)
        return
    for item in items:
        encoded = encode(item)
        if encoded is None:
            continue
        if isinstance(encoded, (dict, list)):
            yield _field(name, dumps(cast("Any", encoded)), content_type or "application/json", headers)
        else:
            kind = with_charset(content_type) if content_type.startswith("text/") else content_type
            yield _field(name, primitive(encoded).encode(), kind, headers)


def _files(name: str, value: Any, encoding: PartEncoding) -> list[tuple[str, Any]]:
    if encoding.file == "many" and is_mapping(value):
        return [(f"{name}[{key}]", item) for key, item in value.items()]
    if encoding.file == "many" and (is_array(value) or (is_tuple(value) and not is_named(value))):
        return [(name, item) for item in value]
    return [(name, value)]


def _field(name: str, content: bytes, content_type: str, headers: Mapping[str, str]) -> _Part:
    more = {**({"Content-Type": content_type} if content_type else {}), **headers}
    return f'Content-Disposition: form-data; name="{_quoted(name)}"\r\n{_lines(name, more)}\r\n'.encode(), Payload(
        "", content
    )


def _file(name: str, value: Any, content_type: str | None, headers: Mapping[str, str]) -> _Part:
    try:
        file = upload(value, name, content_type)
    except InvalidRequestError as error:
        raise InvalidRequestError(f"{name}: {error}") from None
    head = f'Content-Disposition: form-data; name="{_quoted(name)}"; filename="{_quoted(file.name)}"\r\n'
    own = {key.lower() for key in file.headers}
    rest = {key: text for key, text in headers.items() if key.lower() not in own}
    return (
        f"{head}{_lines(name, {'Content-Type': file.content_type, **rest, **file.headers})}\r\n".encode(),
        file.payload,
    )


def _lines(name: str, headers: Mapping[str, str]) -> str:
    return "".join(f"{header_text(name, key)}: {header_text(name, text)}\r\n" for key, text in headers.items())


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
