"""Webhooks whose body is a form: read with the types of the document, and verified as those in JSON."""

from __future__ import annotations

import hashlib
import hmac
import inspect
import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest

SLACK = """
webhooks:
  command:
    post:
      parameters:
        - {name: X-Slack-Signature, in: header, required: true, schema: {type: string}}
        - {name: X-Slack-Request-Timestamp, in: header, required: true, schema: {type: string}}
      requestBody:
        required: true
        content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Command'}}}
      responses: {'200': {description: ok}}
  interaction:
    post:
      requestBody:
        required: true
        content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Interaction'}}}
      responses: {'200': {description: ok}}
components:
  schemas:
    Command:
      type: object
      required: [command, text]
      properties:
        command: {type: string}
        text: {type: string}
        count: {type: integer}
        ratio: {type: [number, 'null']}
        is_enterprise_install: {type: boolean}
        tags: {type: array, items: {type: string}}
        sizes: {type: array, items: {type: integer}}
        sent: {type: string, format: date-time}
        code: {anyOf: [{type: string}, {type: integer}]}
    Interaction:
      type: object
      additionalProperties: {type: integer}
      patternProperties: {'^is_': {type: boolean}}
      required: [payload]
      properties:
        payload: {type: object, required: [type], properties: {type: {type: string}, depth: {type: integer}}}
"""
TWILIO = SLACK.replace("X-Slack-Signature", "X-Twilio-Signature").replace("X-Slack-Request-Timestamp", "X-Trace")
FIELDS = [
    ("command", "/weather"),
    ("text", "12"),
    ("count", "3"),
    ("ratio", "1.50"),
    ("is_enterprise_install", "false"),
    ("tags", "one"),
    ("sizes", "1"),
    ("sizes", "2"),
    ("sent", "2026-01-31T09:30:00Z"),
    ("code", "7"),
    ("more", ""),
]
READ = {
    "command": "/weather",
    "text": "12",
    "count": 3,
    "ratio": 1.5,
    "is_enterprise_install": False,
    "tags": ["one"],
    "sizes": [1, 2],
    "sent": "2026-01-31T09:30:00Z",
    "code": "7",
    "more": "",
}
BODY = urlencode(FIELDS).encode()
ACTION = urlencode({"payload": json.dumps({"type": "click", "depth": 2})}).encode()


def slack(secret: str, at: int, body: bytes = BODY) -> dict[str, str]:
    signature = hmac.new(secret.encode(), b"v0:%d:%b" % (at, body), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={signature}"}


def test_fields_have_the_types_of_the_document(sdk_of: Any) -> None:
    hooks, types = sdk_of(SLACK).webhooks, sdk_of(SLACK).types
    found = hooks.parse_command(BODY)
    assert isinstance(found, types.Command)
    assert found.to_dict() == READ
    assert hooks.parse_command(BODY, strict="types") == hooks.parse_event(BODY) == found
    action = hooks.parse_interaction(ACTION, strict=True)
    assert (action.payload.type, action.payload.depth) == ("click", 2)
    more = hooks.parse_interaction(ACTION + b"&left=3&is_last=true", strict=True)
    assert more.additional_properties == {"left": 3, "is_last": True}
    assert hooks.parse_event(ACTION) == action


@pytest.mark.parametrize("value", ["x", "1.5", "", " 3", "NaN", "1e999", "9" * 5000, "[" * 100_000])
def test_a_field_that_is_not_as_documented_is_kept_as_text(sdk_of: Any, value: str) -> None:
    sdk = sdk_of(SLACK)
    body = urlencode({"command": "c", "text": "t", "count": value})
    if value == " 3":  # white space around it is JSON
        assert sdk.webhooks.parse_command(body).count == 3
        return
    assert sdk.webhooks.parse_command(body).count == (int(value) if value.isdigit() and len(value) < 4000 else value)
    with pytest.raises(sdk.DecodeError, match=r"\$\.count"):
        sdk.webhooks.parse_command(body, strict=True)


def test_a_form_is_verified_by_the_scheme_that_the_document_says(sdk_of: Any) -> None:
    sdk, now = sdk_of(SLACK), int(time.time())
    assert inspect.signature(sdk.webhooks.verify).parameters["scheme"].default == "slack"
    assert sdk.webhooks.verify(BODY, slack("s3cret", now), "s3cret").to_dict() == READ
    assert sdk.webhooks.verify(ACTION, slack("s3cret", now, ACTION), ["new", "s3cret"]).payload.depth == 2
    signed = sdk.webhooks.sign(BODY, secret="s3cret", timestamp=now, scheme="slack")
    assert signed == {name.lower(): value for name, value in slack("s3cret", now).items()}
    for headers in (slack("other", now), slack("s3cret", now - 600), slack("s3cret", now + 600), {}):
        with pytest.raises(sdk.WebhookVerificationError):
            sdk.webhooks.verify(BODY, headers, "s3cret")
    assert sdk.webhooks.verify(BODY, slack("s3cret", now - 600), "s3cret", tolerance=700).count == 3


def test_a_form_is_verified_by_the_scheme_that_the_caller_says(sdk_of: Any) -> None:
    sdk = sdk_of(TWILIO)
    signature = "sha256=" + hmac.new(b"s3cret", BODY, hashlib.sha256).hexdigest()
    assert sdk.webhooks.verify(BODY, {"X-Hub-Signature-256": signature}, "s3cret", scheme="github").count == 3
    own = {"X-Twilio-Signature": signature}
    assert sdk.webhooks.verify(BODY, own, "s3cret", scheme="github", header="X-Twilio-Signature").count == 3


@pytest.mark.parametrize("name", ["X-Twilio-Signature", "x-acme-signature", "X-Hub-Signature-256"])
def test_a_signature_that_no_scheme_is_said_for_is_refused_with_what_to_do(sdk_of: Any, name: str) -> None:
    sdk = sdk_of(TWILIO)
    with pytest.raises(sdk.WebhookVerificationError, match=f"webhook-id is missing.*{name.lower()}.*scheme.*parse_"):
        sdk.webhooks.verify(BODY, {name: "c2lnbmF0dXJl", "Content-Type": "application/x-www-form-urlencoded"}, "s3cret")


@pytest.mark.parametrize("payload", [b"", b"\xff\xfe", b"{", b"text", b"&&&"])
def test_what_is_no_form_and_no_json_is_one_kind_of_error(sdk_of: Any, payload: bytes) -> None:
    sdk, now = sdk_of(SLACK), int(time.time())
    with pytest.raises(sdk.WebhookVerificationError, match="neither JSON nor a form"):
        sdk.webhooks.verify(payload, slack("s", now, payload), "s")
    with pytest.raises(sdk.DecodeError, match="neither JSON nor a form"):
        sdk.webhooks.parse_command(payload)


def test_a_multipart_payload_says_what_to_do(sdk_of: Any) -> None:
    sdk, now = sdk_of(SLACK), int(time.time())
    payload = b'--x\r\nContent-Disposition: form-data; name="a=b"\r\n\r\n1\r\n--x--\r\n'
    with pytest.raises(sdk.DecodeError, match=r"multipart.*give its fields"):
        sdk.webhooks.parse_command(payload)
    with pytest.raises(sdk.WebhookVerificationError, match="multipart"):
        sdk.webhooks.verify(payload, slack("s", now, payload), "s")


BRACKETS = """
webhooks:
  changed:
    post:
      requestBody:
        content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Changed'}}}
      responses: {'200': {description: ok}}
components:
  schemas:
    Changed:
      type: object
      required: [type]
      properties:
        type: {type: string}
        data: {$ref: '#/components/schemas/Data'}
        names: {type: array, items: {type: string}}
        lines: {type: [array, 'null'], items: {type: object, properties: {sku: {type: string}, count: {type: integer}}}}
        free: {type: object}
        sizes: {type: object, additionalProperties: {type: integer}}
        a[b]: {type: integer}
        either: {oneOf: [{type: string}, {$ref: '#/components/schemas/Data'}]}
        anything: {}
    Data:
      type: object
      properties:
        id: {type: integer}
        email: {type: string}
        merges: {type: object, properties: {GROUPS: {type: array, items: {type: integer}}, on: {type: boolean}}}
        next: {$ref: '#/components/schemas/Data'}
"""
NESTED: list[tuple[list[tuple[str, str]], Any]] = [
    ([("data[id]", "7"), ("data[email]", "1")], {"data": {"id": 7, "email": "1"}}),
    ([("data[merges][on]", "true"), ("data[x]", "1")], {"data": {"merges": {"on": True}, "x": "1"}}),
    ([("data[merges][GROUPS][]", "1"), ("data[merges][GROUPS][]", "2")], {"data": {"merges": {"GROUPS": [1, 2]}}}),
    ([("data[merges][GROUPS]", "1")], {"data": {"merges": {"GROUPS": [1]}}}),
    ([("data[next][next][id]", "3")], {"data": {"next": {"next": {"id": 3}}}}),
    ([("names[]", "1")], {"names": ["1"]}),
    ([("names[1]", "b"), ("names[0]", "a")], {"names": ["a", "b"]}),
    ([("lines[0][sku]", "1"), ("lines[0][count]", "2"), ("lines[1][sku]", "3")],
     {"lines": [{"sku": "1", "count": 2}, {"sku": "3"}]}),
    ([("lines[][sku]", "1"), ("lines[][count]", "2"), ("lines[][sku]", "3"), ("lines[][count]", "4")],
     {"lines": [{"sku": "1", "count": 2}, {"sku": "3", "count": 4}]}),
    ([("free[a][b]", "1"), ("free[0]", "2")], {"free": {"a": {"b": "1"}, "0": "2"}}),
    ([("sizes[s]", "1")], {"sizes": {"s": 1}}),
    ([("a[b]", "1")], {"a[b]": 1}),
    ([("either[id]", "1")], {"either": {"id": 1}}),
    ([("other[id]", "1"), ("anything[x]", "1")], {"other[id]": "1", "anything[x]": "1"}),
    ([("data", "x"), ("data[id]", "1")], {"data": "x", "data[id]": "1"}),
    ([("data[" + "[".join(["x]"] * 300), "1")], {"data[" + "[".join(["x]"] * 300): "1"}),
    ([("data[id", "1"), ("data]", "2"), ("[id]", "3")], {"data[id": "1", "data]": "2", "[id]": "3"}),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "value"), NESTED)
def test_names_with_brackets_are_what_is_inside(sdk_of: Any, fields: list[tuple[str, str]], value: Any) -> None:
    sdk = sdk_of(BRACKETS)
    found = sdk.webhooks.parse_changed(urlencode([("type", "t"), *fields]))
    assert found.to_dict() == {"type": "t", **value}
    if "data" in value and "data[id]" not in value:
        assert isinstance(found.data, sdk.types.Data)
