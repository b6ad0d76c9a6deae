"""What tests meet: what the fake server was asked, what it refuses, and webhooks as the API would send them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..decoding import DecodeError, read_value
from ..encoding import dumps
from ..redact import redact_url
from ..webhooks import WebhookSecret, sign


class FakeServerError(AssertionError):
    """A test asked the fake server for what the document does not have, or told it to answer what it does not say."""


Decoder = Callable[[Any], Any]


def problem(decoder: Decoder, value: Any) -> str:
    """What is wrong with a value, and where; empty for nothing."""
    try:
        read_value(decoder, value, strict=True)
    except DecodeError as error:
        return str(error)
    return ""


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """One request. Header names are in lower case. ``body`` is the documented type where it is a model."""

    #: The method of the client, like ``keys.create``; its document has the operation as ``key``, ``POST /v1/keys``.
    operation: str
    key: str
    method: str
    url: str
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    content: bytes
    #: The body as JSON; ``None`` where it is none.
    json: Any
    body: Any

    def __repr__(self) -> str:
        return f"<Call {self.operation}: {self.method} {redact_url(self.url)}>"


#: A secret for tests: ``whsec_`` and 24 bytes in base64, as Standard Webhooks has them.
SECRET = "whsec_dGVzdC1zZWNyZXQtZm9yLXRlc3RzLW9ubHk="  # noqa: S105 - it guards nothing


class SignedWebhook(NamedTuple):
    """What arrives at an endpoint: the body exactly as it was signed, and the headers."""

    payload: bytes
    headers: Mapping[str, str]


def signed(
    event: Any, secret: WebhookSecret = SECRET, *, message_id: str = "msg_test", timestamp: float | None = None
) -> SignedWebhook:
    """A delivery of an event (a model, JSON, or bytes as they are), signed now or at ``timestamp`` (seconds)."""
    payload = event if isinstance(event, bytes) else dumps(event)
    at = time.time() if timestamp is None else timestamp
    return SignedWebhook(payload, sign(payload, secret=secret, message_id=message_id, timestamp=at))
