"""A request about to be sent and the answer to it, independent of the library that carries them."""

from __future__ import annotations

import json
import warnings
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .redact import Confidential, redact_headers, redact_url

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
