"""``multipart/form-data`` bodies (RFC 7578), streamed part by part with a boundary nobody can guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast
from uuid import uuid4

from .bodies import with_charset
from .encoding import dumps, encode
from .files import is_file, upload
from .guards import is_array, is_tuple
from .messages import Payload
from .operation import PartEncoding
from .params import header_text, primitive

_Part = tuple[bytes, Payload]


def encode_multipart(
    values: Mapping[str, Any], encodings: Mapping[str, PartEncoding], media_type: str, boundary: str | None = None
) -> Payload:
    """The body of a form: a part for each property, one for each item of an array."""
    boundary = boundary or uuid4().hex
    parts = [part for name, value in values.items() for part in _parts(name, value, encodings.get(name))]
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
    return Payload(
        content_type,
        chunks=lambda: _stream(list(zip(heads, bodies, strict=True)), tail),
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


def _parts(name: str, value: Any, encoding: PartEncoding | None) -> Iterator[_Part]:
    content_type = encoding.content_type.partition(",")[0].strip() if encoding and encoding.content_type else None
    several = is_array(value) or (is_tuple(value) and not is_file(value))
    items: list[Any] = list(value) if several else [value]
    if any(is_file(item) for item in items):
        yield from (_file(name, item, content_type) for item in items)
        return
    if content_type and "json" in content_type:
        yield _field(name, dumps(value), content_type)
        return
    for item in items:
        encoded = encode(item)
        if encoded is None:
            continue
        if isinstance(encoded, (dict, list)):
            yield _field(name, dumps(cast("Any", encoded)), content_type or "application/json")
        else:
            yield _field(name, primitive(encoded).encode(), with_charset(content_type) if content_type else "")


def _field(name: str, content: bytes, content_type: str) -> _Part:
    kind = f"Content-Type: {header_text(name, content_type)}\r\n" if content_type else ""
    return f'Content-Disposition: form-data; name="{_quoted(name)}"\r\n{kind}\r\n'.encode(), Payload("", content)


def _file(name: str, value: Any, content_type: str | None) -> _Part:
    file = upload(value, name, content_type)
    head = f'Content-Disposition: form-data; name="{_quoted(name)}"; filename="{_quoted(file.name)}"\r\n'
    more = {"Content-Type": file.content_type, **file.headers}
    lines = "".join(f"{header_text(name, key)}: {header_text(name, value)}\r\n" for key, value in more.items())
    return f"{head}{lines}\r\n".encode(), file.payload


def _quoted(text: str) -> str:
    """A name inside quotes, as the HTML standard escapes it."""
    return text.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
