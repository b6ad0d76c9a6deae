from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar, cast
from urllib.parse import parse_qsl

from .decoding import ByName, DecodeError, Decoder, Strictness, anything, parts_of, read_value
from .encoding import loads
from .errors import WebhookVerificationError
from .unset import is_object

T = TypeVar("T")
_BRACKETS = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")
_LONGEST = 200
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


def payload_value(payload: bytes | str, decode: Decoder[Any]) -> Any:
    try:
        return loads(payload)
    except (ValueError, RecursionError):
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else payload
    if text.startswith("--"):
        raise DecodeError("the payload is multipart: read it with your framework, and give its fields to parse_...")
    fields: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True) if "=" in text else ():
        fields.setdefault(name, []).append(value)
    if not fields:
        raise DecodeError("the payload is neither JSON nor a form")
    plain = {name: values[0] if len(values) == 1 else values for name, values in fields.items()}
    objects = _objects([decode], plain)
    return _read([(_path(name, fields, objects), values) for name, values in fields.items()], objects)


_Object = tuple[dict[str, Decoder[Any]], Decoder[Any]]
_Entries = list[tuple[list[str], list[str]]]


def _path(name: str, fields: dict[str, Any], objects: list[_Object]) -> list[str]:
    match = _BRACKETS.fullmatch(name) if len(name) < _LONGEST else None
    if match and match[1] not in fields and _decoders(match[1], objects) and not _decoders(name, objects):
        return [match[1], *match[2][1:-1].split("][")]
    return [name]


def _read(entries: _Entries, objects: list[_Object]) -> dict[str, Any]:
    groups: dict[str, _Entries] = {}
    for (key, *rest), values in entries:
        groups.setdefault(key, []).append((rest, values))
    return {key: _value(group, _decoders(key, objects)) for key, group in groups.items()}


def _value(entries: _Entries, decoders: list[Decoder[Any]]) -> Any:
    below = [entry for entry in entries if entry[0]]
    if not below:
        return _field([value for _, values in entries for value in values], decoders)
    items = [inner for kind, inner in _shapes(decoders, {}) if kind == "array"]
    if items and all(not keys[0] or keys[0].isdecimal() for keys, _ in below):
        return [_value(each, items) for each in _items(below)]
    return _read(below, _objects(decoders, {}))


def _items(entries: _Entries) -> list[_Entries]:
    items: dict[int, _Entries] = {}
    for (key, *rest), values in entries:
        for turn, value in enumerate(values):
            items.setdefault(int(key or turn), []).append((rest, [value]))
    return [items[number] for number in sorted(items)]


def _decoders(name: str, objects: list[_Object]) -> list[Decoder[Any]]:
    rests = ((named, rest.of(name) if isinstance(rest, ByName) else rest) for named, rest in objects)
    return [decode for named, rest in rests if (decode := named.get(name, rest)) is not anything]


def _objects(decoders: list[Decoder[Any]], fields: dict[str, Any]) -> list[_Object]:
    found: list[_Object] = []
    for kind, inner in _shapes(decoders, fields):
        if kind == "map":
            found.append(({}, inner))
        elif kind == "model":
            found.append(({each.name: each.decode for each in inner.__shape__.properties}, inner.__shape__.extra))
    return found


def _shapes(decoders: Iterable[Any], fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for decode in decoders:
        kind, *rest = parts_of(decode) or ("",)
        inner: list[Any] = []
        if kind in {"model", "map", "array"}:
            yield kind, rest[0]
        elif kind == "nullable":
            inner = rest
        elif kind == "sibling":
            inner = [rest[0]()]
        elif kind == "one_of":
            inner = [variant.decode for variant in rest[0]]
        elif kind == "tagged":
            with suppress(DecodeError):
                inner = [rest[1](fields)]
        yield from _shapes(inner, fields)


def _field(values: list[str], decoders: list[Decoder[Any]]) -> Any:
    shapes: list[Any] = [values] if len(values) > 1 else [values[0], values]
    for shape in [*shapes, *map(_json, shapes)]:
        if any(_takes(decode, shape) for decode in decoders):
            return shape
    return shapes[0]


def _json(shape: Any) -> Any:
    if isinstance(shape, str):
        try:
            return loads(shape)
        except (ValueError, RecursionError):
            return shape
    return [_json(each) for each in shape]


def _takes(decode: Decoder[Any], value: Any) -> bool:
    try:
        decode(value)
    except (DecodeError, RecursionError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Callback:
    name: str
    operation: str
    method: str
    expression: str
    parse: Callable[[bytes | str | Mapping[str, Any]], Any] | None = None


def parse(payload: bytes | str | Mapping[str, Any], decode: Callable[[Any], T], strict: Strictness = False) -> T:
    value = payload_value(payload, decode) if isinstance(payload, (bytes, str)) else dict(payload)
    return read_value(decode, value, strict=strict) if is_object(value) else decode(value)
