"""Webhook endpoints, events and deliveries through the API. Nothing is sent here."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import jsonschema_rs
import pytest
from live import Live, Tenant
from tollkeeper_server import times
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.db.models import Delivery, EndpointSecret
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.queries.webhooks_endpoints import get_endpoint, signing_secrets

pytestmark = pytest.mark.waits

URL = "https://hooks.acme.example/tollkeeper"
PATH = "/v1/webhooks/endpoints"


def create(client: httpx.Client, **body: Any) -> dict[str, Any]:
    done = client.post(PATH, json={"url": URL, **body})
    assert done.status_code == 201, done.text
    found: dict[str, Any] = done.json()
    return found


def make_key(client: httpx.Client, name: str = "ci") -> str:
    return str(client.post("/v1/keys", json={"name": name, "scopes": ["usage:read"]}).json()["id"])


def deliveries(client: httpx.Client, **filters: Any) -> list[dict[str, Any]]:
    """Without those that tell about endpoints."""
    found: list[dict[str, Any]] = client.get("/v1/webhooks/deliveries", params=filters).json()["data"]
    return [item for item in found if not item["event_type"].startswith("webhook_endpoint.")]


def events(client: httpx.Client, **filters: Any) -> list[dict[str, Any]]:
    """Without those about endpoints, unless they are asked for."""
    found: list[dict[str, Any]] = client.get("/v1/webhooks/events", params=filters).json()["data"]
    return [item for item in found if filters or not item["type"].startswith("webhook_endpoint.")]


def test_event_types_come_with_a_schema_that_stands_alone(acme: Tenant) -> None:
    types = acme.http.get("/v1/webhooks/event-types").json()["data"]
    assert [item["type"] for item in types] == sorted(item["type"] for item in types)
    assert "$ref" not in str(types)
    make_key(acme.http)
    [event] = events(acme.http, event_types="key.created")
    [schema] = [item["schema"] for item in types if item["type"] == "key.created"]
    assert jsonschema_rs.Draft202012Validator(schema).is_valid(event)


def test_an_endpoint_shows_its_secret_once(acme: Tenant) -> None:
    made = create(acme.http, event_types=["key.created"], description="Billing", metadata={"team": "maps"})
    assert made["secret"].startswith("whsec_")
    assert len(base64.b64decode(made.pop("secret").removeprefix("whsec_"))) == 32
    shown = acme.http.get(f"{PATH}/{made['id']}")
    assert shown.json() == made
    assert acme.http.get(PATH).json()["data"] == [made]


def test_secrets_are_encrypted_at_rest(live: Live, acme: Tenant) -> None:
    made = create(acme.http)
    with live.services.database.reading(EVERY_ORGANIZATION) as session:
        repository = Repository(session, acme.organization_id)
        [row] = session.scalars(repository.rows(EndpointSecret)).all()
        assert base64.b64decode(made["secret"].removeprefix("whsec_")) not in row.secret
        assert made["secret"].encode() not in row.secret
        endpoint = get_endpoint(repository, made["id"])
        assert signing_secrets(session, live.services.vault, endpoint, times.now()) == [made["secret"]]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://user:pass@hooks.acme.example/", "user name"),
        ("https://127.0.0.1/", "not public"),
        ("https://[::1]/", "not public"),
        ("https://[::ffff:10.0.0.1]/", "not public"),
        ("https://10.1.2.3:8443/", "not public"),
        ("https://169.254.169.254/latest/meta-data", "not public"),
        ("https://hooks.acme.example:25/", "port"),
        ("https://hooks.acme.example/#here", "fragment"),
    ],
)
def test_a_url_that_can_not_be_meant_is_refused_with_the_reason(acme: Tenant, url: str, reason: str) -> None:
    for done in (
        acme.http.post(PATH, json={"url": url}),
        acme.http.patch(f"{PATH}/{create(acme.http)['id']}", json={"url": url}),
    ):
        assert (done.status_code, done.json()["errors"][0]["pointer"]) == (422, "/url")
        assert reason in done.json()["detail"]


def test_an_organization_has_fifty_endpoints_at_most(acme: Tenant) -> None:
    made = [create(acme.http)["id"] for _ in range(50)]
    refused = acme.http.post(PATH, json={"url": URL})
    assert (refused.status_code, refused.json()["code"]) == (422, "limit_reached")
    acme.http.delete(f"{PATH}/{made[0]}")
    create(acme.http)


def test_an_update_changes_what_it_names_and_if_match_guards_it(acme: Tenant) -> None:
    made = create(acme.http, description="Billing", metadata={"a": "b"})
    path = f"{PATH}/{made['id']}"
    seen = acme.http.get(path).headers["etag"]
    done = acme.http.patch(path, json={"description": None, "metadata": None}, headers={"If-Match": seen}).json()
    assert (done["description"], done["metadata"], done["url"]) == (None, {}, URL)
    late = acme.http.patch(path, json={"description": "x"}, headers={"If-Match": seen})
    assert late.status_code == 412


def test_every_change_leaves_an_audit_event_without_the_secret(acme: Tenant) -> None:
    made = create(acme.http)
    path = f"{PATH}/{made['id']}"
    acme.http.patch(path, json={"enabled": False})
    acme.http.post(f"{path}/rotate-secret")
    acme.http.delete(path)
    trail = acme.http.get("/v1/audit-events", params={"target_id": made["id"]})
    actions = {item["action"].partition(".")[2] for item in trail.json()["data"]}
    assert actions == {"created", "updated", "secret_rotated", "deleted"}
    assert "whsec_" not in trail.text


def test_a_deleted_endpoint_is_gone_and_its_deliveries_stay(acme: Tenant) -> None:
    made = create(acme.http)
    make_key(acme.http)
    path = f"{PATH}/{made['id']}"
    assert [acme.http.delete(path).status_code for _ in range(2)] == [204, 404]
    assert [acme.http.get(path).status_code, acme.http.patch(path, json={"enabled": True}).status_code] == [404, 404]
    [left] = deliveries(acme.http, endpoint_id=made["id"])
    assert (left["status"], left["next_attempt_at"]) == ("cancelled", None)


def test_an_event_goes_to_every_endpoint_that_wants_its_type(acme: Tenant) -> None:
    everything, created = create(acme.http), create(acme.http, event_types=["key.created"])
    create(acme.http, event_types=["usage.threshold_reached"])
    acme.http.patch(f"{PATH}/{create(acme.http)['id']}", json={"enabled": False})
    key_id = make_key(acme.http)
    acme.http.post(f"/v1/keys/{key_id}/revoke")
    sent = {(item["event_type"], item["endpoint_id"]) for item in deliveries(acme.http)}
    assert sent == {
        ("key.created", everything["id"]),
        ("key.created", created["id"]),
        ("key.revoked", everything["id"]),
    }


def test_what_is_rolled_back_has_no_event_and_no_delivery(acme: Tenant) -> None:
    create(acme.http)
    refused = acme.http.post("/v1/keys", json={"name": "x", "scopes": ["usage:read"], "metadata": {"n": "😀" * 500}})
    assert refused.status_code == 201
    too_much = {f"name_{number}": "😀" * 500 for number in range(50)}
    refused = acme.http.post("/v1/keys", json={"name": "x", "scopes": ["usage:read"], "metadata": too_much})
    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
    assert [len(events(acme.http)), len(deliveries(acme.http)), len(acme.http.get("/v1/keys").json()["data"])] == [
        1,
        1,
        2,
    ]


def test_disabling_cancels_what_is_pending_and_enabling_sends_new_events_only(acme: Tenant) -> None:
    path = f"{PATH}/{create(acme.http)['id']}"
    make_key(acme.http)
    shown = acme.http.patch(path, json={"enabled": False}).json()
    assert (shown["status"], shown["disabled_reason"]) == ("disabled", "requested")
    make_key(acme.http)
    acme.http.patch(path, json={"enabled": True})
    make_key(acme.http)
    assert [item["status"] for item in deliveries(acme.http)] == ["pending", "cancelled"]


def test_rotation_keeps_two_secrets_at_most_and_ends_the_old_one(live: Live, acme: Tenant) -> None:
    made = create(acme.http)
    path = f"{PATH}/{made['id']}/rotate-secret"

    def signing() -> list[str]:
        with live.services.database.reading(EVERY_ORGANIZATION) as session:
            endpoint = get_endpoint(Repository(session, acme.organization_id), made["id"])
            return signing_secrets(session, live.services.vault, endpoint, live.clock())

    second = acme.http.post(path, json={"overlap_seconds": 60}).json()
    assert signing() == [second["secret"], made["secret"]]
    third = acme.http.post(path, json={"overlap_seconds": 60}).json()
    assert signing() == [third["secret"], second["secret"]]
    live.clock.advance(61)
    assert signing() == [third["secret"]]
    fourth = acme.http.post(path, json={"overlap_seconds": 0}).json()
    assert fourth["previous_secret_expires_at"] is None
    assert signing() == [fourth["secret"]]


def test_a_rotation_with_an_idempotency_key_gives_the_same_secret_again(acme: Tenant) -> None:
    path = f"{PATH}/{create(acme.http)['id']}/rotate-secret"
    first, again = (acme.http.post(path, headers={"Idempotency-Key": "once"}) for _ in range(2))
    assert again.headers["idempotency-replayed"] == "true"
    assert first.json() == again.json()


def test_a_test_event_goes_to_its_endpoint_alone_whatever_it_asked_for(acme: Tenant) -> None:
    create(acme.http)
    made = create(acme.http, event_types=["key.created"])
    sent = acme.http.post(f"{PATH}/{made['id']}/test", json={"message": "Hello"})
    assert (sent.status_code, sent.json()["status"]) == (202, "pending")
    assert [item["endpoint_id"] for item in deliveries(acme.http)] == [made["id"]]
    event = acme.http.get(f"/v1/webhooks/events/{sent.json()['event_id']}").json()
    assert event["data"] == {"endpoint_id": made["id"], "message": "Hello"}
    shown = acme.http.get(f"/v1/webhooks/deliveries/{sent.json()['id']}").json()
    assert shown == {**sent.json(), "attempts": []}


def test_nothing_is_sent_to_a_disabled_endpoint(acme: Tenant) -> None:
    path = f"{PATH}/{create(acme.http)['id']}"
    make_key(acme.http)
    [event] = events(acme.http)
    acme.http.patch(path, json={"enabled": False})
    recovery = {"since": times.show(times.now() - times.MINUTE)}
    for done in (
        acme.http.post(f"{path}/test"),
        acme.http.post(f"{path}/recover", json=recovery),
        acme.http.post(f"/v1/webhooks/events/{event['id']}/resend", json={"endpoint_id": path.rpartition("/")[2]}),
    ):
        assert (done.status_code, done.json()["code"]) == (409, "endpoint_disabled")


def test_an_event_is_sent_again_with_the_same_id(acme: Tenant) -> None:
    first, second = create(acme.http), create(acme.http, event_types=["key.revoked"])
    make_key(acme.http)
    [event] = events(acme.http)
    path = f"/v1/webhooks/events/{event['id']}/resend"
    everywhere = acme.http.post(path).json()
    assert [item["endpoint_id"] for item in everywhere["deliveries"]] == [first["id"]]
    one = acme.http.post(path, json={"endpoint_id": second["id"]}).json()
    assert [(item["event_id"], item["endpoint_id"]) for item in one["deliveries"]] == [(event["id"], second["id"])]
    assert acme.http.post(path, json={"endpoint_id": "whe_" + "0" * 22}).status_code == 404


def test_recovery_sends_what_failed_was_cancelled_or_never_made(live: Live, acme: Tenant) -> None:
    since = times.show(live.clock())
    make_key(acme.http, "before the endpoint")
    made = create(acme.http, event_types=["key.created"])
    path = f"{PATH}/{made['id']}"
    make_key(acme.http, "got it")
    with live.services.database.writing(EVERY_ORGANIZATION) as session:
        [row] = session.scalars(Repository(session, acme.organization_id).rows(Delivery)).all()
        row.status, row.completed_at, row.next_attempt_at = "succeeded", live.clock(), None
    make_key(acme.http, "cancelled")
    acme.http.patch(path, json={"enabled": False})
    missed = make_key(acme.http, "never made")
    acme.http.post(f"/v1/keys/{missed}/revoke")  # a type that it does not want
    acme.http.patch(path, json={"enabled": True})
    make_key(acme.http, "pending")
    done = acme.http.post(f"{path}/recover", json={"since": since})
    assert (done.status_code, done.json()["delivery_count"]) == (202, 2)
    assert acme.http.post(f"{path}/recover", json={"since": since}).json()["delivery_count"] == 0


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [(-15 * 86400, None, "time_too_old"), (60, None, "time_in_future"), (-60, -90, "invalid_time_range")],
)
def test_a_time_that_can_not_be_recovered_is_refused(
    live: Live, acme: Tenant, since: int, until: int | None, code: str
) -> None:
    now = live.clock()
    body = {"since": times.show(now + since * times.SECOND)}
    if until:
        body["until"] = times.show(now + until * times.SECOND)
    done = acme.http.post(f"{PATH}/{create(acme.http)['id']}/recover", json=body)
    assert (done.status_code, done.json()["code"]) == (422, code)


def test_events_and_deliveries_older_than_thirty_days_are_not_shown(live: Live, acme: Tenant) -> None:
    create(acme.http)
    make_key(acme.http)
    [event], [delivery] = events(acme.http), deliveries(acme.http)
    live.clock.advance(31 * 86400)
    assert (events(acme.http), deliveries(acme.http)) == ([], [])
    paths = f"/v1/webhooks/events/{event['id']}", f"/v1/webhooks/deliveries/{delivery['id']}"
    assert [acme.http.get(path).status_code for path in paths] == [404, 404]


def test_foreign_endpoints_events_and_deliveries_are_not_found(acme: Tenant, other: Tenant) -> None:
    made = create(acme.http)
    make_key(acme.http)
    [event], [delivery] = events(acme.http), deliveries(acme.http)
    path = f"{PATH}/{made['id']}"
    answers = [
        other.http.get(path),
        other.http.patch(path, json={"enabled": False}),
        other.http.delete(path),
        other.http.post(f"{path}/rotate-secret"),
        other.http.post(f"{path}/test"),
        other.http.post(f"{path}/recover", json={"since": times.show(times.now() - times.MINUTE)}),
        other.http.get(f"/v1/webhooks/events/{event['id']}"),
        other.http.post(f"/v1/webhooks/events/{event['id']}/resend"),
        other.http.get(f"/v1/webhooks/deliveries/{delivery['id']}"),
    ]
    assert {done.status_code for done in answers} == {404}
    assert deliveries(other.http, endpoint_id=made["id"]) == []
    create(other.http)
    [own] = [other.http.post("/v1/keys", json={"name": "x", "scopes": ["usage:read"]})]
    [theirs] = events(other.http)
    refused = other.http.post(f"/v1/webhooks/events/{theirs['id']}/resend", json={"endpoint_id": made["id"]})
    assert (own.status_code, refused.status_code) == (201, 404)


def test_a_name_that_leads_inside_is_refused_where_it_is_given(acme: Tenant) -> None:
    """A name that leads nowhere is taken: it is looked up again at every delivery."""
    made = create(acme.http, url="https://hooks.acme.example/")
    for url in ("https://localhost/", "https://LOCALHOST:8443/hook"):
        for refused in (
            acme.http.post(PATH, json={"url": url}),
            acme.http.patch(f"{PATH}/{made['id']}", json={"url": url}),
        ):
            assert refused.status_code == 422, (url, refused.text)
            assert refused.json()["errors"][0]["pointer"] == "/url"
            assert "127.0.0.1" not in refused.text, "where it leads is our business"
    assert acme.http.get(f"{PATH}/{made['id']}").json()["url"] == "https://hooks.acme.example/"


def test_an_endpoint_that_no_event_could_tell_about_is_refused(acme: Tenant) -> None:
    """A worker has to tell when it disables one."""
    large = {f"name{number}": "😀" * 500 for number in range(50)}
    made = create(acme.http)
    for refused in (
        acme.http.post(PATH, json={"url": "https://acme.example/", "metadata": large}),
        acme.http.patch(f"{PATH}/{made['id']}", json={"metadata": large}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
    assert acme.http.get(f"{PATH}/{made['id']}").json()["metadata"] == {}
