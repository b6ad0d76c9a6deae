"""``events.stream`` over a mocked stream, and ``webhooks.verify`` for every event that the document shows."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest
import respx
from support.document import Example, Operation, document_at
from support.sdks import ROOT
from support.tollkeeper import API_KEY, BASE_URL
from support.wire import asked

DOCUMENT = document_at(ROOT / "openapi/v1.yaml")
PATH = "/v1/webhooks/stream"
SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four b").decode()


def shown() -> list[tuple[Operation, Example]]:
    return [(webhook, example) for webhook in DOCUMENT.webhooks for example in webhook.requests]


def webhooks() -> Iterator[Any]:
    yield from (pytest.param(o, e, id=f"{o.path}-{e.name}") for o, e in shown())


def stream_of(events: list[Any], first_id: int = 1) -> httpx.Response:
    """An event stream with a comment, then each event with an id and its type."""
    blocks = [": hello\n\n"]
    for number, event in enumerate(events, first_id):
        blocks.append(f"id: {number}\nevent: {event['type']}\ndata: {json.dumps(event)}\n\n")
    return httpx.Response(200, headers={"Content-Type": "text/event-stream"}, content="".join(blocks).encode())


def test_the_stream_gives_every_kind_of_event_typed(client: Any, sdk: ModuleType, api: respx.Router) -> None:
    events = [example.value for _, example in shown()]
    route = api.get(PATH).mock(side_effect=[stream_of(events), httpx.Response(204)])

    with client.webhooks.events.stream(event_types=["key.created", "key.revoked"]) as stream:
        seen = list(stream)

    assert [event.to_dict() for event in seen] == events
    assert [type(event).__name__ for event in seen] == [webhook.body_schema for webhook, _ in shown()]
    request = asked(route)[0]
    assert request.url.raw_path.decode() == f"{PATH}?event_types=key.created&event_types=key.revoked"
    assert request.headers["accept"] == "text/event-stream"
    assert request.headers["authorization"] == f"Bearer {API_KEY}"
    assert "last-event-id" not in request.headers


def test_a_stream_that_breaks_off_goes_on_behind_the_last_event(client: Any, api: respx.Router) -> None:
    events = [example.value for _, example in shown()]
    answers = [stream_of(events[:2]), stream_of(events[2:4], 3), httpx.Response(204)]
    route = api.get(PATH).mock(side_effect=answers)

    with client.webhooks.events.stream() as stream:
        seen = [event.to_dict() for event in stream]

    assert seen == events[:4]
    assert [request.headers.get("last-event-id") for request in asked(route)] == [None, "2", "4"]


def test_a_stream_begins_behind_the_event_that_is_asked_for(client: Any, api: respx.Router) -> None:
    route = api.get(PATH).mock(side_effect=[stream_of([]), httpx.Response(204)])

    with client.webhooks.events.stream(last_event_id="48151623") as stream:
        assert list(stream) == []

    assert [request.headers["last-event-id"] for request in asked(route)] == ["48151623", "48151623"]


def test_the_asynchronous_stream_gives_the_same(sdk: ModuleType, api: respx.Router) -> None:
    events = [example.value for _, example in shown()]
    api.get(PATH).mock(side_effect=[stream_of(events), httpx.Response(204)])

    async def main() -> list[Any]:
        client = sdk.AsyncTollkeeper(api_key=API_KEY, base_url=BASE_URL)
        async with client, client.webhooks.events.stream() as stream:
            return [event async for event in stream]

    assert [event.to_dict() for event in asyncio.run(main())] == events


def signed(body: bytes, **changes: str) -> dict[str, str]:
    """Standard Webhooks by hand: the test must not believe the code that it tests."""
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(time.time())), **changes}
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    return {"webhook-signature": f"v1,{signature}", **headers}


@pytest.mark.parametrize(("webhook", "example"), list(webhooks()))
def test_a_signed_webhook_is_its_typed_event(sdk: ModuleType, webhook: Operation, example: Example) -> None:
    body = json.dumps(example.value).encode()

    event = sdk.webhooks.verify(body, signed(body), SECRET)

    assert event.to_dict() == example.value
    assert type(event) is getattr(sdk.types, webhook.body_schema)
    assert event.type == example.value["type"] == webhook.path


@pytest.mark.parametrize(("webhook", "example"), list(webhooks()))
def test_sign_makes_what_verify_takes(sdk: ModuleType, webhook: Operation, example: Example) -> None:
    body = json.dumps(example.value).encode()
    moment = int(time.time())

    headers = sdk.webhooks.sign(body, secret=SECRET, message_id="msg_1", timestamp=moment)

    assert headers == signed(body, **{"webhook-timestamp": str(moment)})
    assert sdk.webhooks.verify(body, {name.title(): value for name, value in headers.items()}, SECRET)


SPOILT: dict[str, Callable[[bytes, dict[str, str]], tuple[bytes, dict[str, str]]]] = {
    "the body was changed": lambda body, headers: (body + b" ", headers),
    "nothing is signed": lambda body, headers: (body, {}),
    "too old": lambda body, headers: (body, signed(body, **{"webhook-timestamp": "1000000000"})),
    "too new": lambda body, headers: (body, signed(body, **{"webhook-timestamp": "9999999999"})),
    "another signature": lambda body, headers: (body, {**headers, "webhook-signature": "v1,AAAA"}),
    "no text": lambda body, headers: (b"\xff\xfe", signed(b"\xff\xfe")),
    "no event": lambda body, headers: (b"[1, 2]", signed(b"[1, 2]")),
    "nested too deep": lambda body, headers: (b"{" * 100_000, signed(b"{" * 100_000)),
}


@pytest.mark.parametrize("how", SPOILT)
def test_anything_else_is_refused_with_the_one_error(sdk: ModuleType, how: str) -> None:
    body = json.dumps(shown()[0][1].value).encode()
    body, headers = SPOILT[how](body, signed(body))

    with pytest.raises(sdk.WebhookVerificationError):
        sdk.webhooks.verify(body, headers, SECRET)


def test_no_webhook_is_left_out() -> None:
    assert {webhook.path for webhook, _ in shown()} == set(DOCUMENT.raw["webhooks"])
