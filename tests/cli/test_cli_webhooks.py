"""Webhooks on this machine: forwarded from the API's stream, or an example, each signed so that the SDK verifies it."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator

import pytest
from cli_program import TOLLKEEPER, Program
from cli_wire import Api, Reply, Seen, listening

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
EVENT = {
    "id": "evt_1",
    "type": "webhook.test",
    "organization_id": "org_1",
    "created_at": "2026-03-04T11:02:00Z",
    "data": {"endpoint_id": "whe_1", "message": "hi"},
}


@pytest.fixture
def receiver() -> Iterator[Api]:
    with listening() as receiver:
        yield receiver


def _verified(seen: Seen, secret: str = SECRET) -> object:
    if str(TOLLKEEPER) not in sys.path:
        sys.path.insert(0, str(TOLLKEEPER))
    webhooks = importlib.import_module("tollkeeper.webhooks")
    return webhooks.verify(seen.body, seen.headers, secret)


def test_listen_forwards_each_event_signed_and_says_how_it_went(api: Api, receiver: Api, tollkeeper: Program) -> None:
    other = {**EVENT, "id": "evt_2", "type": "brand.new"}
    sse = "".join(f"id: {n}\nevent: x\ndata: {json.dumps(event)}\n\n" for n, event in enumerate([EVENT, other], 1))
    answers = iter([Reply(body=sse.encode(), media_type="text/event-stream"), Reply(204, b"", "")])
    api.answer = lambda _: next(answers)
    done = tollkeeper(
        *("webhooks", "listen", "--forward-to", f"{receiver.url}/hook", "--event", "webhook.test"),
        TOLLKEEPER_WEBHOOK_SECRET=SECRET,
    )
    assert done.code == 0, done.err
    (seen,) = receiver.seen
    assert (seen.method, seen.path) == ("POST", "/hook")
    assert seen.json == EVENT
    assert seen.headers["webhook-id"] == "evt_1"
    assert getattr(_verified(seen), "id") == "evt_1"  # noqa: B009 - the type is that of the SDK
    assert "webhook.test evt_1 -> 200" in done.out
    assert SECRET not in done.out + done.err


def test_a_new_secret_is_shown_so_that_the_receiver_can_have_it(receiver: Api, tollkeeper: Program) -> None:
    done = tollkeeper("webhooks", "trigger", "key.created", "--forward-to", receiver.url)
    assert done.code == 0, done.err
    secret = done.err.split("Signing with a new secret: ")[1].strip()
    assert getattr(_verified(receiver.last, secret), "type") == "key.created"  # noqa: B009 - as above


def test_every_webhook_of_the_document_can_be_triggered_from_its_example(receiver: Api, tollkeeper: Program) -> None:
    if str(TOLLKEEPER) not in sys.path:
        sys.path.insert(0, str(TOLLKEEPER))
    events = importlib.import_module("tollkeeper._cli").API.events
    assert len(events) == 14
    for event in events:
        done = tollkeeper("webhooks", "trigger", event, "--forward-to", receiver.url, TOLLKEEPER_WEBHOOK_SECRET=SECRET)
        assert done.code == 0, done.err
        assert getattr(_verified(receiver.last), "type") == event  # noqa: B009 - as above


def test_a_receiver_that_refuses_or_is_not_there_decides_the_exit_code(receiver: Api, tollkeeper: Program) -> None:
    receiver.answer = lambda _: Reply(500)
    done = tollkeeper("webhooks", "trigger", "webhook.test", "--forward-to", receiver.url)
    assert (done.code, "-> 500" in done.out) == (1, True)
    done = tollkeeper("webhooks", "trigger", "webhook.test", "--forward-to", "http://127.0.0.1:1/")
    assert (done.code, "-> no answer" in done.out) == (7, True)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--forward-to", "http://example.com/"], "example.com is not this machine"),
        (["--forward-to", "http://127.0.0.1.example.com/"], "is not this machine"),
        (["--forward-to", "file:///etc/passwd"], "not an http or https URL"),
        (["--forward-to", "http://localhost:1/", "--secret-file", "-"], "the secret is not whsec_ and base64"),
    ],
)
def test_no_other_machine_gets_events_unless_that_is_asked_for(args: list[str], said: str, tollkeeper: Program) -> None:
    done = tollkeeper("webhooks", "trigger", "webhook.test", *args, stdin=b"\x00not base64!\n")
    assert done.code == 2
    assert said in done.err
