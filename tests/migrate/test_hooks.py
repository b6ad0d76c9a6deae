"""``client.webhooks.unwrap()``: events that are verified and read by a resource of the client."""

from __future__ import annotations

import importlib
import inspect
from datetime import datetime, timezone
from pathlib import Path
from types import ModuleType
from typing import Any

import hooks_documents
import pytest
import respx
from support.sdks import make_sdk

BODY = '{"type": "left", "portName": "Ystad"}'
KEY = "whsec_c2VjcmV0"


def _headers(ferry: ModuleType) -> Any:
    sign = importlib.import_module(f"{ferry.__name__}.webhooks").sign
    return sign(BODY, secret=KEY, message_id="m-1", timestamp=datetime.now(timezone.utc))


@pytest.mark.parametrize("name", ["Ferry", "AsyncFerry"])
def test_an_event_is_read_once_its_signature_is_good(ferry: ModuleType, name: str) -> None:
    client = getattr(ferry, name)(webhook_key=KEY)
    event = client.webhooks.unwrap(BODY, headers=_headers(ferry))
    assert isinstance(event, ferry.types.UnwrapWebhookEvent)
    assert event.port_name == "Ystad"
    assert getattr(ferry, name)().webhooks.unwrap(BODY, _headers(ferry), key=b"secret") == event
    assert client.webhooks.unsafe_unwrap(BODY) == event
    with pytest.raises(ferry.WebhookVerificationError, match="no signature matches"):
        client.webhooks.unwrap(BODY, headers={**_headers(ferry), "webhook-id": "m-2"})


def test_without_a_key_nothing_is_verified(ferry: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FERRY_WEBHOOK_KEY", raising=False)
    with pytest.raises(ValueError, match=r"on either the client's webhook_key or passed in as an argument"):
        ferry.Ferry().webhooks.unwrap(BODY, headers=_headers(ferry))


@respx.mock
def test_the_resource_has_its_operations_too(ferry: ModuleType) -> None:
    respx.get("https://ferry.example/webhooks").respond(json=["a"])
    client = ferry.Ferry()
    assert client.webhooks.list() == ["a"]
    assert client.webhooks.with_raw_response.list().parse() == ["a"]
    assert isinstance(client.webhooks, ferry.resources.WebhooksResource)


def test_a_resource_with_no_operations_and_no_option_reads_alone(tmp_path: Path) -> None:
    names = tmp_path / "stainless.yml"
    text = hooks_documents.NAMES.replace("list: get /webhooks, ", "").partition("client_settings")[0]
    names.write_text(f"{text}unspecified_endpoints: [get /webhooks]\n", "utf-8")
    ferry = make_sdk(tmp_path, hooks_documents.DOCUMENT, names=str(names), compat="stainless")
    client = ferry.Ferry()
    assert client.webhooks.unwrap(BODY).port_name == "Ystad"
    assert inspect.signature(client.webhooks.unwrap).parameters["headers"].default is None
    assert isinstance(client.webhooks, ferry.resources.WebhooksResource)
