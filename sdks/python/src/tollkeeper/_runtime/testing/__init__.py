from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..answers import is_json
from ..decoding import DecodeError, read_value
from ..encoding import dumps, encode
from ..messages import redact_url
from ..operation import Pagination
from ..unset import UNSET, Unset, is_object
from ..webhooks import WebhookSecret, sign


class FakeServerError(AssertionError):
    """A test asked the fake server for what the document does not have, or told it to answer what it does not say."""


Decoder = Callable[[Any], Any]


def problem(decoder: Decoder, value: Any) -> str:
    try:
        read_value(decoder, value, strict=True)
    except DecodeError as error:
        return str(error)
    return ""


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """One request. Header names are in lower case. ``body`` is the documented type where it is a model."""

    operation: str
    key: str
    method: str
    url: str
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    content: bytes
    json: Any
    body: Any

    def __repr__(self) -> str:
        return f"<Call {self.operation}: {self.method} {redact_url(self.url)}>"


SECRET = "whsec_dGVzdC1zZWNyZXQtZm9yLXRlc3RzLW9ubHk="


class SignedWebhook(NamedTuple):
    """What arrives at an endpoint: the body exactly as it was signed, and the headers."""

    payload: bytes
    headers: Mapping[str, str]


def signed(
    event: Any, secret: WebhookSecret = SECRET, *, message_id: str = "msg_test", timestamp: float | None = None
) -> SignedWebhook:
    payload = event if isinstance(event, bytes) else dumps(event)
    at = time.time() if timestamp is None else timestamp
    return SignedWebhook(payload, sign(payload, secret=secret, message_id=message_id, timestamp=at))


def page(
    how: Pagination, decoder: Decoder, shape: Any, items: list[Any] | None, number: int, url: str, *, last: bool
) -> tuple[Any, Mapping[str, str]]:
    sent = None if items is None else [encode(item) for item in items]
    token = f"page-{number + 1}"
    following = f"{url.partition('?')[0]}?page={token}"
    lead = following if how.type == "url" else token
    named = (
        {"Link": f'<{following}>; rel="next"'} if how.type == "link" else {how.header.replace("*", "Next-Page"): lead}
    )
    headers = {} if last else {name: value for name, value in named.items() if name}
    if not how.items:
        return shape if sent is None else sent, headers
    body = decoder(shape)
    if sent is not None:
        put(body, how.items, sent)
    if how.has_more:
        put(body, how.has_more, not last)
    if how.type in {"cursor", "url"} and not how.header:
        _lead_on(how, decoder, body, "" if last else token if how.type == "cursor" else following)
    return encode(body), headers


def _lead_on(how: Pagination, decoder: Decoder, body: Any, following: str) -> None:
    for value in (following,) if following else (None, UNSET, ""):
        put(body, how.next, value)
        if not problem(decoder, encode(body)):
            return


def put(body: Any, path: str, value: Any) -> None:
    *way, name = path.split(".")
    for step in way:
        body = body.get(step) if is_object(body) else getattr(body, step, None)
    if is_object(body):
        body[name] = value
    elif body is not None and not isinstance(body, Unset):
        setattr(body, name, value)


@dataclass(frozen=True, slots=True)
class Wire:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    content: bytes = b""


def preferred(content: Mapping[str, Any], accept: str = "") -> str | None:
    for part in accept.split(","):
        if (name := part.partition(";")[0].strip()) in content:
            return name
    return next((name for name in content if is_json(name)), next(iter(content), None))


def body_of(value: Any, media: str | None) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) and media is not None and not is_json(media):
        return value.encode()
    return b"" if value is None and media is None else dumps(value)


def stream_of(mark: bytes | None, events: Iterable[Any]) -> bytes:
    if mark is not None:
        return b"".join(mark + dumps(event) + b"\n" for event in events)
    return b"".join(b"id: %d\ndata: %s\n\n" % (n, dumps(event)) for n, event in enumerate(events, start=1))
