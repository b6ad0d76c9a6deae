"""Webhooks as the API would send them, signed, for the tests of those who receive them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..encoding import dumps
from ..webhooks import WebhookSecret, sign

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
