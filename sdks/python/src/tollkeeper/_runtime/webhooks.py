"""Standard Webhooks 1.0: who sent this, and when. Every failure is one exception type, whatever the bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from .decoding import DecodeError, read_value
from .encoding import loads
from .errors import WebhookVerificationError
from .guards import is_object

T = TypeVar("T")
#: Seconds that the clocks of both sides may differ.
TOLERANCE = 300
_PREFIX = "whsec_"
WebhookSecret = str | bytes


def sign(
    payload: bytes | str,
    *,
    secret: WebhookSecret,
    message_id: str,
    timestamp: float | datetime,
) -> dict[str, str]:
    """The headers of a signed webhook. ``timestamp`` is in seconds since 1970, or an aware ``datetime``."""
    if isinstance(timestamp, datetime):
        if timestamp.tzinfo is None:
            raise ValueError("a timestamp without a time zone means another time on every machine")
        timestamp = timestamp.timestamp()
    seconds = str(int(timestamp))
    signature = base64.b64encode(_signature(_key(secret), message_id, seconds, _bytes(payload))).decode()
    return {"webhook-id": message_id, "webhook-timestamp": seconds, "webhook-signature": f"v1,{signature}"}


def verify_signature(
    payload: bytes | str,
    headers: Mapping[str, str],
    secret: WebhookSecret | Sequence[WebhookSecret],
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> bytes:
    """The payload, once it is certain that it was signed with (one of) ``secret`` within ``tolerance`` seconds of now.

    ``payload`` is the body exactly as it came. ``headers`` may be in any case. Several secrets serve while they rotate.
    """
    given = _lower(headers)
    message_id = _needed(given, "webhook-id")
    timestamp = _needed(given, "webhook-timestamp")
    signatures = _needed(given, "webhook-signature")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15):
        raise WebhookVerificationError("webhook-timestamp is not a number of seconds")
    age = (time.time() if now is None else now) - int(timestamp)
    if not abs(age) <= tolerance:
        raise WebhookVerificationError(f"the webhook is {'too old' if age > 0 else 'from the future'}")
    body = _bytes(payload)
    secrets = [secret] if isinstance(secret, (str, bytes)) else list(secret)
    expected = [_signature(_key(each), message_id, timestamp, body) for each in secrets]
    candidates = list(_candidates(signatures))
    matches = [hmac.compare_digest(one, other) for one in expected for other in candidates]
    if not any(matches):
        raise WebhookVerificationError("no signature matches")
    return body


def verify_event(
    payload: bytes | str,
    headers: Mapping[str, str],
    secret: WebhookSecret | Sequence[WebhookSecret],
    decode: Callable[[Any], T],
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> T:
    """The event in a payload, decoded, once its signature has been verified."""
    body = verify_signature(payload, headers, secret, tolerance=tolerance, now=now)
    try:
        value = loads(body)
        event: T = read_value(decode, value) if is_object(value) else decode(value)
    except DecodeError as error:
        raise WebhookVerificationError(f"the payload is not what is documented: {error}") from error
    except (ValueError, RecursionError) as error:
        raise WebhookVerificationError("the payload is not JSON") from error
    return event


def _signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> bytes:
    signed = b".".join((message_id.encode("utf-8", "surrogateescape"), timestamp.encode(), body))
    return hmac.new(key, signed, hashlib.sha256).digest()


def _candidates(header: str) -> Iterable[bytes]:
    for entry in header.split():
        version, _, text = entry.partition(",")
        if version == "v1":
            try:
                yield base64.b64decode(text, validate=True)
            except ValueError:
                continue


def _key(secret: WebhookSecret) -> bytes:
    """The key in a secret: base64 after ``whsec_`` (which may be missing), or bytes as they are."""
    if isinstance(secret, bytes):
        key = secret
    else:
        text = secret.strip().removeprefix(_PREFIX)
        try:
            key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        except (ValueError, binascii.Error):
            raise WebhookVerificationError("the secret is not base64") from None
    if not key:
        raise WebhookVerificationError("the secret is empty")
    return key


def _bytes(payload: bytes | str) -> bytes:
    if isinstance(payload, str):
        return payload.encode("utf-8", "surrogateescape")
    return bytes(payload)


def _lower(headers: Mapping[Any, Any]) -> dict[str, str]:
    """The headers, names in lower case. Frameworks give text or bytes."""
    return {_text(name).lower(): _text(value) for name, value in headers.items()}


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _needed(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name, "")
    if not value:
        raise WebhookVerificationError(f"{name} is missing")
    return value
