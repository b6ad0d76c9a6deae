from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..encoding import dumps
from ..webhooks import WebhookSecret, sign

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
