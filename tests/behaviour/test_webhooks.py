"""Webhooks of any API: read by name, and verified by the scheme that the document or the caller says."""

from __future__ import annotations

import hashlib
import hmac
import inspect
import json
import time
from importlib import import_module
from typing import Any

import pytest

HOOKS = """
webhooks:
  item.created:
    post:
      parameters: [{name: X-Hub-Signature-256, in: header, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
      responses: {'200': {description: ok}}
  item.deleted:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
      responses: {'200': {description: ok}}
  event:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Other'}}}}
      responses: {'200': {description: ok}}
  ping: {post: {responses: {'200': {description: ok}}}}
components:
  schemas:
    Item: {type: object, required: [id], properties: {id: {type: integer}}}
    Other: {type: object, required: [name], properties: {name: {type: string}}}
"""
STANDARD = HOOKS.replace("X-Hub-Signature-256", "X-Trace")
BODY = b'{"id": 7}'


def test_each_webhook_has_a_reader(sdk_of: Any) -> None:
    sdk = sdk_of(HOOKS)
    item = sdk.types.Item(id=7)
    for read in (sdk.webhooks.parse_item_created, sdk.webhooks.parse_item_deleted, sdk.webhooks.parse_event):
        assert read(BODY) == read(BODY.decode()) == read({"id": 7}) == item
    assert sdk.webhooks.parse_event_({"name": "n"}) == sdk.webhooks.parse_event({"name": "n"})
    assert not hasattr(sdk.webhooks, "parse_ping")
    assert sdk.webhooks.parse_item_created.__annotations__["return"] == "Item"


NAMED = """
webhooks:
  class: {post: {requestBody: {$ref: '#/components/requestBodies/Item'}, responses: {'200': {description: ok}}}}
  self: {post: {requestBody: {$ref: '#/components/requestBodies/Item'}, responses: {'200': {description: ok}}}}
  2fa.done: {post: {requestBody: {$ref: '#/components/requestBodies/Item'}, responses: {'200': {description: ok}}}}
  '!': {post: {requestBody: {$ref: '#/components/requestBodies/Item'}, responses: {'200': {description: ok}}}}
  changed:
    put: {requestBody: {$ref: '#/components/requestBodies/Item'}, responses: {'200': {description: ok}}}
    post: {requestBody: {$ref: '#/components/requestBodies/Other'}, responses: {'200': {description: ok}}}
paths:
  /orders:
    post:
      operationId: orders.create
      responses: {'204': {description: ok}}
      callbacks:
        class:
          '{$request.query.url}':
            post: {requestBody: {$ref: '#/components/requestBodies/Item'}, responses: {'200': {description: ok}}}
components:
  requestBodies:
    Item: {content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
    Other: {content: {application/json: {schema: {$ref: '#/components/schemas/Other'}}}}
  schemas:
    Item: {type: object, required: [id], properties: {id: {type: integer}}}
    Other: {type: object, required: [name], properties: {name: {type: string}}}
"""


def test_a_reader_is_called_as_its_webhook(sdk_of: Any) -> None:
    sdk = sdk_of(NAMED)
    readers = {name for name in dir(sdk.webhooks) if name.startswith("parse_")}
    named = {"parse_class", "parse_self", "parse_2fa_done", "parse_unnamed"}
    assert readers == named | {"parse_event", "parse_changed", "parse_changed_post"}
    assert sdk.webhooks.parse_2fa_done(BODY) == sdk.callbacks.parse_class(BODY) == sdk.types.Item(id=7)


def test_each_method_of_a_webhook_has_a_reader(sdk_of: Any) -> None:
    sdk = sdk_of(NAMED)
    assert sdk.webhooks.parse_changed(BODY) == sdk.webhooks.parse_event(BODY) == sdk.types.Item(id=7)
    assert sdk.webhooks.parse_changed_post(b'{"name": "n"}') == sdk.types.Other(name="n")


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b"\xff", b'{"id": "x"}'])
def test_a_payload_that_can_not_be_read_is_one_kind_of_error(sdk_of: Any, payload: bytes) -> None:
    sdk = sdk_of(HOOKS)
    if payload.startswith(b'{"'):
        assert sdk.webhooks.parse_item_created(payload).to_dict() == json.loads(payload)
        return
    with pytest.raises(import_module(f"{sdk.__name__}._runtime.decoding").DecodeError):
        sdk.webhooks.parse_item_created(payload)


def test_a_payload_that_is_not_as_documented_is_refused_when_strict(sdk_of: Any) -> None:
    sdk = sdk_of(STANDARD)
    secret = "whsec_c2VjcmV0IG9mIGEgdGVzdA=="
    readers = (sdk.webhooks.parse_item_created, sdk.webhooks.parse_event)
    for body, strict, refused in (
        (b'{"id": "x"}', False, False),
        (b'{"id": "x"}', True, True),
        (b'{"id": "x"}', "types", True),
        (b'{"id": 7, "more": 1}', True, True),
        (b'{"id": 7, "more": 1}', "types", False),
        (b'{"id": 7}', True, False),
    ):
        signed = sdk.webhooks.sign(body, secret=secret, message_id="m", timestamp=time.time())
        for read in readers:
            if refused:
                with pytest.raises(sdk.DecodeError, match=r"^\$\."):
                    read(body, strict=strict)
            else:
                assert read(body, strict=strict).to_dict() == json.loads(body)
        if refused:
            with pytest.raises(sdk.WebhookVerificationError, match="not what is documented"):
                sdk.webhooks.verify(body, signed, secret, strict=strict)
        else:
            assert sdk.webhooks.verify(body, signed, secret, strict=strict).to_dict() == json.loads(body)


def test_the_document_says_how_webhooks_are_signed(sdk_of: Any) -> None:
    schemes = {
        spec: inspect.signature(sdk_of(spec).webhooks.verify).parameters["scheme"].default
        for spec in (HOOKS, STANDARD, HOOKS.replace("X-Hub-Signature-256", "Stripe-Signature"))
    }
    assert list(schemes.values()) == ["github", "standard", "stripe"]


def github(secret: str, body: bytes = BODY) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def stripe(secret: str, at: int, body: bytes = BODY) -> str:
    return f"t={at},v1={hmac.new(secret.encode(), f'{at}.'.encode() + body, hashlib.sha256).hexdigest()}"


def test_a_signature_of_github_is_verified(sdk_of: Any) -> None:
    sdk = sdk_of(HOOKS)
    headers = {"X-Hub-Signature-256": github("s3cret")}
    assert sdk.webhooks.verify(BODY, headers, "s3cret").id == 7
    assert sdk.webhooks.verify(BODY, headers, ["new", "s3cret"]).id == 7
    assert sdk.webhooks.sign(BODY, secret="s3cret", scheme="github") == {"x-hub-signature-256": github("s3cret")}
    own = {"X-Acme-Signature": github("s3cret").removeprefix("sha256=")}
    assert sdk.webhooks.verify(BODY, own, "s3cret", header="X-Acme-Signature").id == 7


def test_a_signature_of_stripe_is_verified(sdk_of: Any) -> None:
    sdk, now = sdk_of(STANDARD), int(time.time())
    rotated = stripe("whsec_old", now) + "," + stripe("whsec_new", now).partition(",")[2] + ",v0=ff"
    for header in (stripe("whsec_new", now), rotated):
        assert sdk.webhooks.verify(BODY, {"Stripe-Signature": header}, "whsec_new", scheme="stripe").id == 7
    signed = sdk.webhooks.sign(BODY, secret="whsec_new", timestamp=now, scheme="stripe")
    assert signed == {"stripe-signature": stripe("whsec_new", now)}
    for age in (-600, 600):  # the exact edge is tried with a clock that stands: tests/runtime/test_webhooks.py
        with pytest.raises(sdk.WebhookVerificationError, match=r"future|old"):
            sdk.webhooks.verify(BODY, {"Stripe-Signature": stripe("s", now + age)}, "s", scheme="stripe")


@pytest.mark.parametrize("scheme", ["github", "stripe"])
@pytest.mark.parametrize(
    "header", ["", "x", "sha256=", "t=,v1=", "t=1", "v1=ab", "t=1,v1=\udcff", "=", ",,,", "sha256=é"]
)
def test_whatever_is_wrong_is_one_kind_of_error(sdk_of: Any, scheme: str, header: str) -> None:
    sdk = sdk_of(HOOKS)
    name = {"github": "X-Hub-Signature-256", "stripe": "Stripe-Signature"}[scheme]
    with pytest.raises(sdk.WebhookVerificationError):
        sdk.webhooks.verify(BODY, {name: header}, "s", scheme=scheme, tolerance=10**12)
    with pytest.raises(sdk.WebhookVerificationError):
        sdk.webhooks.verify(BODY, {}, "s", scheme=scheme)
    with pytest.raises(sdk.WebhookVerificationError, match="empty"):
        sdk.webhooks.verify(BODY, {name: f"t={int(time.time())},v1=ab"}, "", scheme=scheme)


def test_headers_come_as_frameworks_have_them(sdk_of: Any) -> None:
    sdk = sdk_of(STANDARD)
    secret, now = "whsec_c2VjcmV0IG9mIGEgdGVzdA==", int(time.time())
    signed = sdk.webhooks.sign(BODY, secret=secret, message_id="m", timestamp=now)
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in signed.items()}
    shapes: list[Any] = [
        signed,
        list(signed.items()),
        [(name.encode(), value.encode()) for name, value in signed.items()],
        {**environ, "wsgi.input": object(), "REQUEST_METHOD": "POST"},
        ((name.title(), value) for name, value in signed.items()),
        {name: [value] for name, value in signed.items()},
        {name: [f"v1,{'A' * 43}=", value] if "signature" in name else (value,) for name, value in signed.items()},
    ]
    for headers in shapes:
        assert sdk.webhooks.verify(BODY, headers, secret).id == 7
    for headers in (None, 7, [1], ["ab", "cde"]):
        with pytest.raises(sdk.WebhookVerificationError):
            sdk.webhooks.verify(BODY, headers, secret)


FORMS = """
webhooks:
  sms:
    post:
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Sms'}}}}
      responses: {'200': {description: ok}}
  mail:
    post:
      requestBody: {content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Mail'}}}}
      responses: {'200': {description: ok}}
components:
  schemas:
    Sms:
      type: object
      required: [From]
      properties: {From: {type: string}, Body: {type: string}, Media: {type: array, items: {type: string}}}
    Mail: {type: object, required: [subject], properties: {subject: {type: string}}}
"""


def test_a_webhook_that_brings_a_form_has_a_reader(sdk_of: Any) -> None:
    sdk = sdk_of(FORMS)
    sms = sdk.webhooks.parse_sms(b"From=%2B1+2&Body=&Media=a&Media=b&More=1")
    assert (sms.from_, sms.body, sms.media) == ("+1 2", "", ["a", "b"])
    assert sms.additional_properties == {"More": "1"}
    assert sdk.webhooks.parse_mail({"subject": "s"}).subject == "s"
    assert type(sdk.webhooks.parse_event(b"From=1")).__name__ == "Sms"
