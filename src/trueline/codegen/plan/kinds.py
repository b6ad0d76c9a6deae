"""The kinds that a plan tells apart, each with all its values."""

from __future__ import annotations

from typing import Literal, NamedTuple

#: What a method does: one call with one answer, a list in pages, a stream of events.
MethodKind = Literal["call", "page", "stream"]
#: What a command answers with, in the runtime's words; ``any`` where its options decide.
CliKind = Literal["call", "page", "stream", "binary", "any"]
#: How the runtime writes a body.
BodyKind = Literal["json", "form", "multipart", "text", "bytes"]
#: An answer of bytes, as the sync and the async client give it.
Binary = Literal["BinaryResponse", "AsyncBinaryResponse"]
SchemeKind = Literal["bearer", "basic", "api_key", "client_credentials", "oauth2", "mutual_tls", "challenge", "http"]
EnumBase = Literal["OpenEnum", "OpenIntEnum", "OpenFloatEnum"]


class ContentKind(NamedTuple):
    """A media type of a body, and how the runtime writes it."""

    media_type: str
    kind: BodyKind
