"""A worker, a receiver with TLS, real sockets; the clock is the server's and can be put forward."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest
import standardwebhooks
import svix.webhooks
from eventually import until
from live import Live, Running, Tenant
from sqlalchemy.engine import URL
from tollkeeper_server.delivery.options import SCHEDULE
from tollkeeper_server.delivery.running import WorkerThread
from tollkeeper_server.delivery.worker import PER_ENDPOINT, Outside
from tollkeeper_server.demo.certificates import Certificate
from tollkeeper_server.demo.receiver import Receiver, Reply
from tollkeeper_server.observability.logs import configure_logs
from tollkeeper_server.services import Services

pytestmark = pytest.mark.waits

PATH = "/v1/webhooks/endpoints"


@pytest.fixture(scope="module")
def live(database_url: URL) -> Iterator[Live]:
    """Loopback is allowed; two seconds are enough for an attempt."""
    with Running(database_url, options={"ALLOW_LOOPBACK": "1", "DELIVERY_TIMEOUT_SECONDS": "2"}) as live:
        yield live


def endpoint(client: httpx.Client, url: str, **body: Any) -> dict[str, Any]:
    done = client.post(PATH, json={"url": url, **body})
    assert done.status_code == 201, done.text
    found: dict[str, Any] = done.json()
    return found


def send_test(client: httpx.Client, made: dict[str, Any], message: str = "Hello") -> dict[str, Any]:
    found: dict[str, Any] = client.post(f"{PATH}/{made['id']}/test", json={"message": message}).json()
    return found


def delivery(client: httpx.Client, delivery_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/webhooks/deliveries/{delivery_id}").json()
    return found


def settled(client: httpx.Client, sent: dict[str, Any], attempts: int = 1) -> dict[str, Any]:
    """The delivery after so many attempts."""
    return until(
        lambda: (found := delivery(client, sent["id"]))["attempt_count"] >= attempts and found,
        f"attempt {attempts}",
    )


def test_an_event_arrives_signed_and_every_library_verifies_it(
    acme: Tenant, receiver: Receiver, working: Services, sdk: ModuleType
) -> None:
    made = endpoint(acme.http, receiver.url + "/hooks?tenant=acme", event_types=["key.created"])
    acme.http.post("/v1/keys", json={"name": "ci", "scopes": ["usage:read"]})
    until(lambda: receiver.received)
    [got] = receiver.received
    assert (got.path, got.headers["content-type"]) == ("/hooks?tenant=acme", "application/json")
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert json.loads(got.body) == acme.http.get(f"/v1/webhooks/events/{got.event_id}").json()
    for library in (standardwebhooks.Webhook, svix.webhooks.Webhook):
        library(made["secret"]).verify(got.body, dict(got.headers))
    event = sdk.webhooks.verify(got.body, got.headers, made["secret"])
    assert (event.id, event.data.key.name) == (got.event_id, "ci")
    with pytest.raises(sdk.WebhookVerificationError):
        sdk.webhooks.verify(got.body + b" ", got.headers, made["secret"])


def test_while_a_secret_rotates_both_verify(acme: Tenant, receiver: Receiver, working: Services) -> None:
    made = endpoint(acme.http, receiver.url, event_types=["key.created"])
    new = acme.http.post(f"{PATH}/{made['id']}/rotate-secret").json()["secret"]
    settled(acme.http, send_test(acme.http, made))
    [got] = receiver.received
    assert len(got.headers["webhook-signature"].split()) == 2
    for secret in (made["secret"], new):
        standardwebhooks.Webhook(secret).verify(got.body, dict(got.headers))


def test_a_failure_is_tried_again_when_the_schedule_says_with_the_same_id_and_a_new_time(
    live: Live, acme: Tenant, receiver: Receiver, working: Services
) -> None:
    made = endpoint(acme.http, receiver.url)
    receiver.answer = lambda _: Reply(503, body=b"upstream is restarting")
    sent = send_test(acme.http, made)
    first = settled(acme.http, sent)
    assert (first["status"], first["attempts"][0]["response_excerpt"]) == ("pending", "upstream is restarting")
    receiver.answer = lambda _: Reply(204)
    live.clock.advance(6)
    second = settled(acme.http, sent, 2)
    assert (second["status"], second["next_attempt_at"]) == ("succeeded", None)
    assert [item["error"] for item in second["attempts"]] == ["http_status", None]
    one, two = receiver.received
    assert one.event_id == two.event_id == sent["event_id"]
    assert int(two.headers["webhook-timestamp"]) >= int(one.headers["webhook-timestamp"]) + 5
    live.clock.advance(400)  # nothing is left to do
    settled(acme.http, send_test(acme.http, made))
    assert len(receiver.received) == 3


def test_after_the_last_attempt_a_delivery_has_failed(
    live: Live, acme: Tenant, receiver: Receiver, working: Services
) -> None:
    made = endpoint(acme.http, receiver.url)
    receiver.answer = lambda _: Reply(500)
    sent = send_test(acme.http, made)
    for attempt, wait in enumerate(SCHEDULE, 1):
        assert settled(acme.http, sent, attempt)["status"] == "pending"
        live.clock.advance(wait + 1)
    shown = settled(acme.http, sent, 10)
    assert (shown["status"], shown["next_attempt_at"], len(shown["attempts"])) == ("failed", None, 10)
    assert acme.http.get(f"{PATH}/{made['id']}").json()["status"] == "enabled"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(302, {"Location": "https://127.0.0.1:1/"}), "redirect"),
        (Reply(307, {"Location": "/elsewhere"}), "redirect"),
        (Reply(404), "http_status"),
        (Reply(delay=4), "timeout"),
    ],
)
def test_only_2xx_succeeds_and_no_redirect_is_followed(
    acme: Tenant, receiver: Receiver, working: Services, reply: Reply, error: str
) -> None:
    receiver.answer = lambda _: reply
    shown = settled(acme.http, send_test(acme.http, endpoint(acme.http, receiver.url)))
    assert (shown["status"], shown["attempts"][0]["error"]) == ("pending", error)
    assert [got.path for got in receiver.received] == ["/"]


def test_what_a_receiver_says_is_kept_to_2_kib_whatever_bytes_it_sends(
    acme: Tenant, receiver: Receiver, working: Services
) -> None:
    receiver.answer = lambda _: Reply(200, body=b"\x00\xff<script>" + b"x" * 500_000)
    shown = settled(acme.http, send_test(acme.http, endpoint(acme.http, receiver.url)))
    excerpt = shown["attempts"][0]["response_excerpt"]
    assert shown["status"] == "succeeded"
    assert excerpt.startswith("\ufffd\ufffd<script>x")
    assert len(excerpt) == 2048


def test_410_disables_the_endpoint_and_the_others_are_told(acme: Tenant, receiver: Receiver, working: Services) -> None:
    made = endpoint(acme.http, receiver.url + "/gone", event_types=["key.created"])
    watcher = endpoint(acme.http, receiver.url + "/watch", event_types=["webhook.endpoint_disabled"])
    receiver.answer = lambda got: Reply(410 if got.path == "/gone" else 204)
    shown = settled(acme.http, send_test(acme.http, made))
    assert (shown["status"], shown["next_attempt_at"]) == ("failed", None)
    after = acme.http.get(f"{PATH}/{made['id']}").json()
    assert (after["status"], after["disabled_reason"]) == ("disabled", "gone")
    told = until(lambda: [got for got in receiver.received if got.path == "/watch"])
    sent = {name.lower(): value for name, value in dict(told[0].headers).items()}
    when = dt.datetime.fromtimestamp(int(sent["webhook-timestamp"]), dt.timezone.utc)  # the server's clock, not ours
    signed = standardwebhooks.Webhook(watcher["secret"]).sign(sent["webhook-id"], when, told[0].body.decode())
    assert signed in sent["webhook-signature"].split(" ")
    assert json.loads(told[0].body)["data"]["endpoint"] == after
    trail = acme.http.get("/v1/audit-events", params={"action": "webhook_endpoint.disabled"}).json()["data"]
    assert [item["actor"] for item in trail] == [{"type": "system", "key_id": None}]


def test_five_days_of_failure_disable_and_one_success_in_between_does_not(
    live: Live, acme: Tenant, receiver: Receiver, working: Services
) -> None:
    made = endpoint(acme.http, receiver.url)

    def state() -> tuple[str, str | None]:
        shown = acme.http.get(f"{PATH}/{made['id']}").json()
        return shown["status"], shown["disabled_reason"]

    for day, status in enumerate([500, 204, 500, 500, 500]):
        receiver.answer = lambda _, status=status: Reply(status)  # type: ignore[misc] # mypy: a default in a lambda
        settled(acme.http, send_test(acme.http, made))
        assert state() == ("enabled", None), f"round {day}"
        live.clock.advance(2 * 86_400)
    until(lambda: state()[0] == "disabled")  # whatever is pending was tried again
    assert state() == ("disabled", "failing")
    pending = acme.http.get("/v1/webhooks/deliveries", params={"endpoint_id": made["id"], "status": "pending"})
    assert pending.json()["data"] == []


def test_a_throttled_endpoint_gets_nothing_until_retry_after_and_others_are_not_held_up(
    live: Live, acme: Tenant, receiver: Receiver, working: Services
) -> None:
    slow = endpoint(acme.http, receiver.url + "/slow", event_types=["key.created"])
    fine = endpoint(acme.http, receiver.url + "/fine")
    receiver.answer = lambda got: Reply(429, {"Retry-After": "600"}) if got.path == "/slow" else Reply()
    settled(acme.http, send_test(acme.http, slow))
    receiver.answer = lambda _: Reply()
    waiting = send_test(acme.http, slow)
    settled(acme.http, send_test(acme.http, fine))
    live.clock.advance(300)
    settled(acme.http, send_test(acme.http, fine))
    assert delivery(acme.http, waiting["id"])["attempt_count"] == 0
    live.clock.advance(301)
    assert settled(acme.http, waiting)["status"] == "succeeded"


def test_one_slow_endpoint_has_a_part_of_the_worker_and_does_not_stop_the_rest(
    acme: Tenant, receiver: Receiver, working: Services
) -> None:
    slow, fine = endpoint(acme.http, receiver.url + "/slow"), endpoint(acme.http, receiver.url + "/fine")
    receiver.answer = lambda got: Reply(delay=4.0 if got.path == "/slow" else 0)
    for number in range(PER_ENDPOINT * 2):
        send_test(acme.http, slow, str(number))
    until(lambda: len(receiver.received) >= PER_ENDPOINT)
    assert settled(acme.http, send_test(acme.http, fine))["status"] == "succeeded"
    arrived = [got.path for got in receiver.received]
    assert arrived.index("/fine") <= PER_ENDPOINT * 2


def test_a_certificate_that_nobody_trusts_and_one_for_another_name_are_refused(
    live: Live, acme: Tenant, receiver: Receiver, certificate: Certificate
) -> None:
    with WorkerThread(live.services):  # trusts what the machine trusts
        made = endpoint(acme.http, receiver.url, event_types=["key.created"])
        shown = settled(acme.http, send_test(acme.http, made))
    assert shown["attempts"][0]["error"] == "tls"
    outside = Outside(resolver=leads_to("127.0.0.1"), context=certificate.client_context())
    with WorkerThread(live.services, outside):
        url = f"https://other.example:{receiver.port}"
        shown = settled(acme.http, send_test(acme.http, endpoint(acme.http, url)))
    assert shown["attempts"][0]["error"] == "tls"
    assert receiver.received == []


def leads_to(*addresses: str) -> Any:
    async def resolver(_host: str, _port: int) -> list[str]:
        return list(addresses)

    return resolver


def test_the_socket_gets_the_address_and_tls_and_host_keep_the_name(
    live: Live, acme: Tenant, receiver: Receiver, certificate: Certificate
) -> None:
    outside = Outside(resolver=leads_to("127.0.0.1"), context=certificate.client_context())
    with WorkerThread(live.services, outside):
        url = f"https://hooks.acme.example:{receiver.port}/x"
        shown = settled(acme.http, send_test(acme.http, endpoint(acme.http, url)))
    assert shown["status"] == "succeeded"
    assert receiver.received[0].headers["host"] == f"hooks.acme.example:{receiver.port}"


@pytest.mark.parametrize(
    "addresses",
    [
        ["10.0.0.1"], ["169.254.169.254"], ["::ffff:169.254.169.254"], ["64:ff9b::a9fe:a9fe"], ["2002:a9fe:a9fe::"],
        ["fe80::1%lo"], ["93.184.216.34", "10.0.0.1"], ["::"], ["0.0.0.0"],
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_blocked_before_anything_is_connected(
    live: Live, acme: Tenant, certificate: Certificate, addresses: list[str]
) -> None:
    outside = Outside(resolver=leads_to(*addresses), context=certificate.client_context())
    with WorkerThread(live.services, outside):
        shown = settled(acme.http, send_test(acme.http, endpoint(acme.http, "https://hooks.acme.example/")))
    [attempt] = shown["attempts"]
    assert (attempt["error"], attempt["response_status"], attempt["response_excerpt"]) == (
        "blocked_address",
        None,
        None,
    )


def test_a_name_that_changes_its_mind_is_asked_once_per_connection(
    live: Live, acme: Tenant, receiver: Receiver, certificate: Certificate
) -> None:
    asked: list[str] = []

    async def rebinding(host: str, _port: int) -> list[str]:
        if host == "rebind.acme.example":  # others belong to deliveries of other tests
            asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    outside = Outside(resolver=rebinding, context=certificate.client_context())
    receiver.answer = lambda _: Reply(204, {"Connection": "close"})
    with WorkerThread(live.services, outside):
        made = endpoint(acme.http, f"https://rebind.acme.example:{receiver.port}/")
        first = settled(acme.http, send_test(acme.http, made))
        second = settled(acme.http, send_test(acme.http, made))
    assert [first["attempts"][0]["error"], second["attempts"][0]["error"]] == [None, "blocked_address"]
    assert len(asked) == 2
    assert len(receiver.received) == 1


def test_loopback_is_blocked_where_the_configuration_does_not_allow_it(
    own_url: URL, receiver: Receiver, certificate: Certificate
) -> None:
    with Running(own_url, options={"ALLOW_LOOPBACK": "1"}) as lax:
        secret = lax.tenant().secret
        made = endpoint(lax.client(secret), f"https://localhost:{receiver.port}/")
    with Running(own_url) as strict:
        client = strict.client(secret)
        for url in (receiver.url, f"https://localhost:{receiver.port}/"):
            assert client.post(PATH, json={"url": url}).status_code == 422
        with WorkerThread(strict.services, Outside(context=certificate.client_context())):
            shown = settled(client, send_test(client, made))
    assert shown["attempts"][0]["error"] == "blocked_address"
    assert receiver.received == []


def test_nobody_listening_and_no_such_name_are_told_apart(
    live: Live, acme: Tenant, certificate: Certificate, receiver: Receiver
) -> None:
    with Receiver(certificate) as closed:
        nobody = closed.url

    async def nowhere(host: str, _port: int) -> list[str]:
        return [] if host == "hooks.acme.example" else [host]

    with WorkerThread(live.services, Outside(resolver=nowhere, context=certificate.client_context())):
        refused = settled(acme.http, send_test(acme.http, endpoint(acme.http, nobody)))
        unknown = settled(acme.http, send_test(acme.http, endpoint(acme.http, "https://hooks.acme.example/")))
    assert [refused["attempts"][0]["error"], unknown["attempts"][0]["error"]] == ["connection", "dns"]


def test_disabling_cancels_what_a_worker_is_just_sending(acme: Tenant, receiver: Receiver, working: Services) -> None:
    made = endpoint(acme.http, receiver.url)
    receiver.answer = lambda _: Reply(delay=0.5)
    sent = send_test(acme.http, made)
    until(lambda: receiver.received)
    acme.http.patch(f"{PATH}/{made['id']}", json={"enabled": False})
    receiver.answer = lambda _: Reply()
    acme.http.patch(f"{PATH}/{made['id']}", json={"enabled": True})
    settled(acme.http, send_test(acme.http, made))
    shown = delivery(acme.http, sent["id"])
    assert (shown["status"], shown["attempts"]) == ("cancelled", [])


def test_no_secret_is_in_the_logs_of_a_delivery(
    live: Live, acme: Tenant, receiver: Receiver, certificate: Certificate
) -> None:
    made = endpoint(acme.http, receiver.url + "/path-with-a-token")
    stream = io.StringIO()
    configure_logs(logging.DEBUG, stream)
    try:
        with WorkerThread(live.services, Outside(context=certificate.client_context())):
            settled(acme.http, send_test(acme.http, made, "private words"))
    finally:
        configure_logs(logging.CRITICAL)
    logged = stream.getvalue()
    assert "delivery_attempt" in logged
    for secret in (made["secret"], made["secret"][6:], acme.secret, "path-with-a-token", "private words", "v1,"):
        assert secret not in logged


def test_a_message_does_not_show_its_secrets() -> None:
    from tollkeeper_server.delivery.sender import Message

    assert "whsec" not in repr(Message("https://x.example", "evt_1", b"", ("whsec_abc",)))
