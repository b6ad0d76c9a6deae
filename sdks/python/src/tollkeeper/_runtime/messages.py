from __future__ import annotations

import json
import re
import warnings
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, NoReturn
from urllib.parse import urlsplit, urlunsplit

REDACTED = "[redacted]"
_SENSITIVE = (
    r"auth|cookie|token|secret|passw|api-?_?key|access-?_?key|signature|credential|session|^(key|sig|code|jwt)$"
)
_HARMLESS = r"ratelimit|rate-limit|idempotency|webhook-id|next_?token|page_?token|www-authenticate"


class Secret:
    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"Secret('{REDACTED}')"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a credential is not pickled")


def is_sensitive(name: str) -> bool:
    found = re.search(_SENSITIVE, name, re.IGNORECASE)
    return found is not None and re.search(_HARMLESS, name, re.IGNORECASE) is None


def redact_headers(headers: Mapping[str, str], also: Iterable[str] = ()) -> dict[str, str]:
    more = frozenset(also)
    return {name: REDACTED if name.lower() in more or is_sensitive(name) else value for name, value in headers.items()}


def redact_url(url: str, also: Iterable[str] = ()) -> str:
    if "?" not in url and "@" not in url and "#" not in url:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return REDACTED
    more = frozenset(also)
    fields = [_redact_field(field, more) for field in parts.query.split("&")] if parts.query else []
    userinfo, at, host = parts.netloc.rpartition("@")
    netloc = f"{REDACTED}@{host}" if at and userinfo else host
    return urlunsplit((parts.scheme, netloc, parts.path, "&".join(fields), ""))


def _redact_field(field: str, also: frozenset[str]) -> str:
    name, equals, _ = field.partition("=")
    return f"{name}={REDACTED}" if equals and (name.lower() in also or is_sensitive(name)) else field


class Unshown(NamedTuple):
    content: bytes

    def __repr__(self) -> str:
        return f"<{len(self.content)} bytes>"

    def __reduce__(self) -> tuple[Any, ...]:
        from .scrubbing import without_fields

        text = without_fields(self.content.decode("utf-8", "surrogateescape"))
        return Unshown, (text.encode("utf-8", "surrogateescape"),)

    def __deepcopy__(self, memo: object) -> Unshown:
        return self


class Confidential(dict[str, Any]):
    def __repr__(self) -> str:
        return f"{{{', '.join(f'{name!r}: ...' for name in self)}}}"


Chunks = Callable[[], "Iterator[bytes] | AsyncIterator[bytes]"]


class Headers(Mapping[str, str]):
    """The headers of an answer: names in any case, several of one name joined by a comma. Shows no secret."""

    __slots__ = ("_values",)

    def __init__(self, items: Iterable[tuple[str | bytes, str | bytes]] = ()) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in items:
            self._values.setdefault(_text(name).lower(), []).append(_text(value))

    def __getitem__(self, name: str) -> str:
        return ", ".join(self._values[name.lower()])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def get_all(self, name: str) -> list[str]:
        """Each value of the header, in the order in which they came. ``Set-Cookie`` cannot be joined."""
        return list(self._values.get(name.lower(), ()))

    def __repr__(self) -> str:
        return f"Headers({redact_headers(self)!r})"


def _text(value: str | bytes) -> str:
    if isinstance(value, str):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


class Payload:
    __slots__ = ("awaited", "chunks", "content", "content_type", "length", "replayable", "started")

    def __init__(
        self,
        content_type: str,
        content: bytes = b"",
        chunks: Chunks | None = None,
        length: int | None = None,
        *,
        replayable: bool = True,
        awaited: bool = False,
    ) -> None:
        self.content_type = content_type
        self.content = content
        self.chunks = chunks
        self.length = length
        self.replayable = replayable
        self.started = False
        self.awaited = awaited

    @property
    def spent(self) -> bool:
        return self.started and not self.replayable


class Request(NamedTuple):
    method: str
    url: str
    headers: dict[str, str]
    payload: Payload | None = None
    foreign: bool = False
    without: frozenset[str] = frozenset()
    after: Request | None = None

    def with_header(self, name: str, value: str) -> Request:
        return self.but(self.url, Confidential({**self.headers, name: value}))

    def but(self, url: str, headers: dict[str, str]) -> Request:
        return Request(self.method, url, headers, self.payload, self.foreign, self.without, self.after)

    def __repr__(self) -> str:
        return f"<Request {self.method} {redact_url(self.url)}>"


class SentRequest(NamedTuple):
    """A request as it may be shown: no value in it is a secret."""

    method: str
    url: str
    headers: Mapping[str, str] = {}


class ReceivedResponse(NamedTuple):
    """A response that was an error, as it may be shown."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes
    request: SentRequest

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as a JSON value."""
        return json.loads(self.content)

    def __repr__(self) -> str:
        return f"<ReceivedResponse {self.status_code}>"


class Answer:
    __slots__ = (
        *("_headers", "content", "drop", "ended", "name", "open", "partial", "raw_headers", "response", "rest"),
        *("status", "watch"),
    )

    def __init__(
        self,
        status: int,
        raw_headers: Iterable[tuple[bytes, bytes]],
        content: bytes | None = None,
        *,
        open: Any = None,
        response: Any = None,
        drop: Callable[[], object] | None = None,
    ) -> None:
        self.status = status
        self.raw_headers = raw_headers
        self.content = content
        self.open = open
        self.response = response
        self.drop = drop
        self.rest: Any = None
        self.watch: Any = None
        self.ended = self.partial = False
        self.name: Callable[[Any], object] | None = None
        self._headers: Headers | None = None

    @property
    def headers(self) -> Headers:
        if self._headers is None:
            self._headers = Headers(self.raw_headers)
        return self._headers

    @property
    def content_type(self) -> str:
        for name, value in self.raw_headers:
            if name.lower() == b"content-type":
                return _text(value)
        return ""

    def __repr__(self) -> str:
        return f"<Answer {self.status}>"

    def __del__(self) -> None:
        if self.open is not None:
            try:
                warnings.warn("a response was neither read nor closed", ResourceWarning, stacklevel=2)
            finally:
                if self.drop is not None:
                    self.drop()
