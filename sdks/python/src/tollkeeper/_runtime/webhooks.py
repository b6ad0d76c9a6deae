from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, TypeVar, cast

from .decoding import DecodeError, Strictness, read_value
from .errors import WebhookVerificationError
from .forms import payload_value
from .unset import is_object

T = TypeVar("T")
TOLERANCE = 300
_PREFIX = "whsec_"
WebhookSecret = str | bytes
Scheme = Literal["standard", "github", "stripe", "slack"]
WebhookHeaders = Mapping[str, Any] | Iterable[tuple[str | bytes, str | bytes]]
_HEADERS: Mapping[Scheme, str] = {
    "github": "x-hub-signature-256",
    "stripe": "stripe-signature",
    "slack": "x-slack-signature",
}
_SLACK_TIME = "x-slack-request-timestamp"


def sign(
    payload: bytes | str,
    *,
    secret: WebhookSecret,
    message_id: str = "",
    timestamp: float | datetime = 0,
    scheme: Scheme = "standard",
    header: str = "",
) -> dict[str, str]:
    """The headers of a signed webhook. ``timestamp`` is in seconds since 1970, or an aware ``datetime``."""
    if isinstance(timestamp, datetime):
        if timestamp.tzinfo is None:
            raise ValueError("a timestamp without a time zone means another time on every machine")
        timestamp = timestamp.timestamp()
    seconds, body = str(int(timestamp)), _bytes(payload)
    if scheme == "github":
        return {header or _HEADERS[scheme]: f"sha256={_hex(_plain(secret), body)}"}
    if scheme == "stripe":
        signature = _hex(_plain(secret), seconds.encode() + b"." + body)
        return {header or _HEADERS[scheme]: f"t={seconds},v1={signature}"}
    if scheme == "slack":
        signature = _hex(_plain(secret), b"v0:" + seconds.encode() + b":" + body)
        return {_SLACK_TIME: seconds, header or _HEADERS[scheme]: f"v0={signature}"}
    signature = base64.b64encode(_signature(_key(secret), message_id, seconds, body)).decode()
    return {"webhook-id": message_id, "webhook-timestamp": seconds, "webhook-signature": f"v1,{signature}"}


def verify_signature(
    payload: bytes | str,
    headers: WebhookHeaders,
    secret: WebhookSecret | Sequence[WebhookSecret],
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
    scheme: Scheme = "standard",
    header: str = "",
) -> bytes:
    given, body = _lower(headers), _bytes(payload)
    secrets = [secret] if isinstance(secret, (str, bytes)) else list(secret)
    clock = time.time() if now is None else now
    if scheme == "standard":
        expected, candidates = _standard(given, body, secrets, clock, tolerance)
    else:
        expected, candidates = _hexadecimal(given, body, secrets, clock, tolerance, scheme, header)
    matches = [hmac.compare_digest(one, other) for one in expected for other in candidates]
    if not any(matches):
        raise WebhookVerificationError("no signature matches")
    return body


def _standard(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[WebhookSecret], now: float, tolerance: float
) -> tuple[list[bytes], list[bytes]]:
    if "webhook-id" not in headers and (others := [name for name in headers if "signature" in name]):
        raise WebhookVerificationError(
            f"webhook-id is missing, and {others[0][:50]} is there: say the scheme, and the header where it has another"
            " name; a signature of another kind is for the sender's own library, and parse_event reads the payload"
        )
    message_id = _needed(headers, "webhook-id")
    timestamp = _needed(headers, "webhook-timestamp")
    signatures = _needed(headers, "webhook-signature")
    _check_age(timestamp, now, tolerance, "webhook-timestamp")
    expected = [_signature(_key(each), message_id, timestamp, body) for each in secrets]
    return expected, list(_candidates(signatures))


def _hexadecimal(
    headers: Mapping[str, str],
    body: bytes,
    secrets: Sequence[WebhookSecret],
    now: float,
    tolerance: float,
    scheme: Scheme,
    header: str,
) -> tuple[list[bytes], list[bytes]]:
    name = header.lower() or _HEADERS[scheme]
    text = _needed(headers, name)
    if scheme == "github":
        signed, found = body, [text.strip().removeprefix("sha256=")]
    elif scheme == "slack":
        timestamp = _needed(headers, _SLACK_TIME)
        _check_age(timestamp, now, tolerance, _SLACK_TIME)
        signed, found = b"v0:" + timestamp.encode() + b":" + body, [text.strip().removeprefix("v0=")]
    else:
        parts = [part.strip().partition("=") for part in text.split(",")]
        timestamp = next((value for key, _, value in parts if key == "t"), "")
        _check_age(timestamp, now, tolerance, name)
        signed, found = timestamp.encode() + b"." + body, [value for key, _, value in parts if key == "v1"]
    expected = [_hex(_plain(each), signed).encode() for each in secrets]
    return expected, [each.lower().encode("utf-8", "surrogateescape") for each in found]


def _check_age(timestamp: str, now: float, tolerance: float, name: str) -> None:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15):
        raise WebhookVerificationError(f"{name} has no number of seconds")
    age = now - int(timestamp)
    if not abs(age) <= tolerance:
        raise WebhookVerificationError(f"the webhook is {'too old' if age > 0 else 'from the future'}")


def verify_event(
    payload: bytes | str,
    headers: WebhookHeaders,
    secret: WebhookSecret | Sequence[WebhookSecret],
    decode: Callable[[Any], T],
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
    scheme: Scheme = "standard",
    header: str = "",
    strict: Strictness = False,
) -> T:
    body = verify_signature(payload, headers, secret, tolerance=tolerance, now=now, scheme=scheme, header=header)
    try:
        value = payload_value(body, decode)
    except DecodeError as error:
        raise WebhookVerificationError(error.reason) from error
    try:
        event: T = read_value(decode, value, strict=strict) if is_object(value) else decode(value)
    except DecodeError as error:
        raise WebhookVerificationError(f"the payload is not what is documented: {error}") from error
    except RecursionError as error:
        raise WebhookVerificationError("the payload is nested too deeply") from error
    return event


def _hex(key: bytes, signed: bytes) -> str:
    return hmac.new(key, signed, hashlib.sha256).hexdigest()


def _plain(secret: WebhookSecret) -> bytes:
    key = secret if isinstance(secret, bytes) else secret.strip().encode("utf-8", "surrogateescape")
    if not key:
        raise WebhookVerificationError("the secret is empty")
    return key


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


def _lower(headers: Any) -> dict[str, str]:
    try:
        pairs = [
            (_text(name), _text(value)) for name, value in (headers.items() if hasattr(headers, "items") else headers)
        ]
    except (TypeError, ValueError):
        raise WebhookVerificationError("the headers are neither a mapping nor a list of pairs") from None
    return {name.removeprefix("HTTP_").replace("_", "-").lower(): value for name, value in pairs}


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return " ".join(map(_text, cast("Iterable[object]", value)))
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _needed(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name, "")
    if not value:
        raise WebhookVerificationError(f"{name} is missing")
    return value
