"""A request about to be sent and the answer to it, independent of the library that carries them.

Secrets are kept out of sight: what is logged, shown, pickled or put into an error message passes through here.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, NoReturn
from urllib.parse import urlsplit, urlunsplit

REDACTED = "[redacted]"
#: Names of headers, query parameters and cookies whose values are never shown; compiled when one is looked at.
_SENSITIVE = (
    r"auth|cookie|token|secret|passw|api-?_?key|access-?_?key|signature|credential|session|^(key|sig|code|jwt)$"
)
_HARMLESS = r"ratelimit|rate-limit|idempotency|webhook-id|next_?token|page_?token|www-authenticate"


class Secret:
    """A credential. It shows and pickles nothing of itself; ``reveal()`` is the only way to its value."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The credential."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret('{REDACTED}')"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a credential is not pickled")


def is_sensitive(name: str) -> bool:
    """Whether a header, query parameter or cookie of this name may carry a secret."""
    found = re.search(_SENSITIVE, name, re.IGNORECASE)
    return found is not None and re.search(_HARMLESS, name, re.IGNORECASE) is None


def redact_headers(headers: Mapping[str, str], also: Iterable[str] = ()) -> dict[str, str]:
    """The headers, without the values of those that may carry a secret. ``also`` names more of them, in lower case."""
    more = frozenset(also)
    return {name: REDACTED if name.lower() in more or is_sensitive(name) else value for name, value in headers.items()}


def redact_url(url: str, also: Iterable[str] = ()) -> str:
    """The URL without user information, fragment and values of query parameters that may carry a secret."""
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
    """A body that may hold secrets: it is not shown, and pickled without those that its properties' names betray."""

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
    """A mapping of names to values that shows the names only."""

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
    """The bytes of a request body: in ``content``, or made by ``chunks``, ``length`` of them where that is known."""

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
        #: Whether ``chunks`` can be called again. Once ``started``, a body that cannot is not sent another time.
        self.replayable = replayable
        self.started = False
        #: Whether ``chunks`` gives an asynchronous iterator, for which the asynchronous client is needed.
        self.awaited = awaited

    @property
    def spent(self) -> bool:
        """Whether the body is gone: it left once and can't be made again."""
        return self.started and not self.replayable


class Request(NamedTuple):
    """One HTTP request. Header names are in lower case, as HTTP/2 has them."""

    method: str
    url: str
    headers: dict[str, str]
    payload: Payload | None = None
    #: Whether it goes to another origin than the API's, where none of the caller's credentials may go.
    foreign: bool = False
    #: Headers that the caller takes away, wherever they come from; query parameters with ``?`` before their name.
    without: frozenset[str] = frozenset()
    #: The request whose answer led here.
    after: Request | None = None

    def with_header(self, name: str, value: str) -> Request:
        """A copy with one more header."""
        return self.but(self.url, Confidential({**self.headers, name: value}))

    def but(self, url: str, headers: dict[str, str]) -> Request:
        """A copy with another URL and other headers: for every call, and ``_replace`` takes three times as long."""
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
    """The answer to a request. ``content`` is ``None`` while the body is ``open``: unread, its connection in use."""

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
        #: The HTTP library's own response, also when the body has been read.
        self.response = response
        #: Gives the body up without waiting, where that is possible.
        self.drop = drop
        #: Iterator over the rest of the body, made when the first part is asked for.
        self.rest: Any = None
        #: What watches the body for its end, made with ``rest``.
        self.watch: Any = None
        #: Whether the body came to its end, so that there is no more of it; ``partial``: a part was handed out unkept.
        self.ended = self.partial = False
        #: Says in an error of the connection which request it was; for what goes wrong while the body is read.
        self.name: Callable[[Any], object] | None = None
        self._headers: Headers | None = None

    @property
    def headers(self) -> Headers:
        """The headers, parsed when first asked for."""
        if self._headers is None:
            self._headers = Headers(self.raw_headers)
        return self._headers

    @property
    def content_type(self) -> str:
        """The ``Content-Type``, ``""`` for none; found without parsing the other headers."""
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
