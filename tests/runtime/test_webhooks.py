"""Standard Webhooks 1.0, with the public vector."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline.runtime.decoding import integer
from trueline.runtime.errors import WebhookVerificationError
from trueline.runtime.webhooks import sign, verify_event, verify_signature

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + base64.b64encode(b"another secret of some length").decode()
ID, NOW, PAYLOAD = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b'{"test": 2432232314}'
VECTOR = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
HEADERS = {"webhook-id": ID, "webhook-timestamp": str(NOW), "webhook-signature": VECTOR}


def test_the_public_vector_is_reproduced() -> None:
    assert sign(PAYLOAD, secret=SECRET, message_id=ID, timestamp=NOW) == HEADERS
    assert verify_signature(PAYLOAD, HEADERS, SECRET, now=NOW) == PAYLOAD


@pytest.mark.parametrize("payload", [PAYLOAD, PAYLOAD.decode(), bytearray(PAYLOAD)])
@pytest.mark.parametrize(
    "secret", [SECRET, SECRET.removeprefix("whsec_"), base64.b64decode(SECRET[6:]), [OTHER, SECRET]]
)
def test_payloads_and_secrets_come_in_several_forms(payload: Any, secret: Any) -> None:
    assert verify_signature(payload, HEADERS, secret, now=NOW) == PAYLOAD


@pytest.mark.parametrize("change", [str.upper, str.title, str.encode])
def test_header_names_come_in_any_case_and_as_bytes(change: Any) -> None:
    verify_signature(PAYLOAD, {change(name): value for name, value in HEADERS.items()}, SECRET, now=NOW)


@pytest.mark.parametrize("others", ["v1,AAAA {}", "v2,xyz v1a,abc {}", "{} v1,", "v1,not*base64 {}"])
def test_one_good_signature_among_several_is_enough(others: str) -> None:
    verify_signature(PAYLOAD, {**HEADERS, "webhook-signature": others.format(VECTOR)}, SECRET, now=NOW)


@pytest.mark.parametrize("offset", [-300, 300])
def test_a_webhook_within_the_tolerance_is_taken(offset: int) -> None:
    verify_signature(PAYLOAD, HEADERS, SECRET, now=NOW + offset)


@pytest.mark.parametrize(("offset", "reason"), [(301, "too old"), (-301, "from the future")])
def test_a_webhook_outside_the_tolerance_is_refused(offset: int, reason: str) -> None:
    with pytest.raises(WebhookVerificationError, match=reason):
        verify_signature(PAYLOAD, HEADERS, SECRET, now=NOW + offset)


def test_the_clock_is_the_default() -> None:
    verify_signature(b"x", sign(b"x", secret=SECRET, message_id="m", timestamp=time.time()), SECRET)
    with pytest.raises(WebhookVerificationError, match="too old"):
        verify_signature(PAYLOAD, HEADERS, SECRET)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**HEADERS, "webhook-id": ""},
        {**HEADERS, "webhook-id": "msg_other"},
        {**HEADERS, "webhook-timestamp": "1614265331"},
        {**HEADERS, "webhook-timestamp": "soon"},
        {**HEADERS, "webhook-timestamp": "\u0661"},
        {**HEADERS, "webhook-timestamp": "9" * 5000},
        {**HEADERS, "webhook-timestamp": f" {NOW}"},
        {**HEADERS, "webhook-signature": VECTOR.replace("v1,", "v2,")},
        {**HEADERS, "webhook-signature": VECTOR[:-2]},
        {**HEADERS, "webhook-signature": "v1,\u00e9\u4e2d"},
        {**HEADERS, "webhook-signature": "v1,====="},
        {**HEADERS, "webhook-signature": None},
    ],
)
def test_what_does_not_fit_is_refused(headers: Any) -> None:
    with pytest.raises(WebhookVerificationError):
        verify_signature(PAYLOAD, headers, SECRET, now=NOW)


@pytest.mark.parametrize("secret", ["whsec_", "", "whsec_*", "whsec_é", [], b"", OTHER])
def test_a_wrong_secret_is_refused(secret: Any) -> None:
    with pytest.raises(WebhookVerificationError):
        verify_signature(PAYLOAD, HEADERS, secret, now=NOW)


@given(st.binary() | st.text(), st.dictionaries(st.sampled_from(list(HEADERS)), st.text()), st.text() | st.binary())
def test_there_is_one_exception_whatever_the_bytes(payload: Any, headers: dict[str, str], secret: Any) -> None:
    with pytest.raises(WebhookVerificationError):
        verify_signature(payload, headers, secret, now=NOW)


@given(st.binary() | st.text(), st.text(max_size=200))
def test_there_is_one_exception_whatever_the_signature(payload: Any, signature: str) -> None:
    with pytest.raises(WebhookVerificationError):
        verify_signature(payload, {**HEADERS, "webhook-signature": signature}, SECRET, now=NOW)


@given(st.binary(), st.text(st.characters(codec="ascii", exclude_characters=". "), min_size=1), st.binary(min_size=1))
def test_what_was_signed_is_verified_and_nothing_else(payload: bytes, message_id: str, secret: bytes) -> None:
    headers = sign(payload, secret=secret, message_id=message_id, timestamp=NOW)
    assert verify_signature(payload, headers, secret, now=NOW) == payload
    with pytest.raises(WebhookVerificationError):
        verify_signature(payload + b" ", headers, secret, now=NOW)


def test_the_signature_is_the_hmac_that_the_specification_says() -> None:
    signed = f"{ID}.{NOW}.".encode() + PAYLOAD
    digest = hmac.digest(base64.b64decode(SECRET[6:]), signed, hashlib.sha256)
    assert "v1," + base64.b64encode(digest).decode() == VECTOR


def test_a_time_zone_makes_no_difference_and_its_lack_is_refused() -> None:
    east = datetime.fromtimestamp(NOW, timezone(timedelta(hours=9)))
    assert sign(PAYLOAD, secret=SECRET, message_id=ID, timestamp=east) == HEADERS
    with pytest.raises(ValueError, match="time zone"):
        sign(PAYLOAD, secret=SECRET, message_id=ID, timestamp=east.replace(tzinfo=None))


def test_a_verified_payload_is_decoded() -> None:
    assert verify_event(PAYLOAD, HEADERS, SECRET, json.dumps, now=NOW) == '{"test": 2432232314}'


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff", b'"text"', b"[" * 100_000])
def test_a_verified_payload_that_is_not_what_is_documented_is_the_same_exception(payload: bytes) -> None:
    headers = sign(payload, secret=SECRET, message_id=ID, timestamp=NOW)
    with pytest.raises(WebhookVerificationError):
        verify_event(payload, headers, SECRET, integer, now=NOW)
