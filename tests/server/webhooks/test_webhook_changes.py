"""Every change of an endpoint and of a meter is an event, without secrets."""

from __future__ import annotations

import re
from typing import Any

import httpx
from live import Live, Tenant
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.db.models import Event

PATH = "/v1/webhooks/endpoints"
URL = "https://hooks.acme.example/"


def told(client: httpx.Client) -> list[dict[str, Any]]:
    """Oldest first."""
    found: list[dict[str, Any]] = client.get("/v1/webhooks/events").json()["data"]
    return found[::-1]


def receivers(client: httpx.Client, event: dict[str, Any]) -> set[str]:
    data = client.get("/v1/webhooks/deliveries", params={"event_id": event["id"]}).json()["data"]
    return {item["endpoint_id"] for item in data}


def test_each_change_of_an_endpoint_is_told_to_the_others(live: Live, acme: Tenant) -> None:
    watcher = acme.http.post(PATH, json={"url": URL}).json()
    made = acme.http.post(PATH, json={"url": URL, "event_types": ["key.created"]}).json()
    path = f"{PATH}/{made['id']}"
    acme.http.patch(path, json={"description": "x"})
    acme.http.patch(path, json={"description": "x"})  # no difference, no event
    rotated = acme.http.post(f"{path}/rotate-secret", json={"overlap_seconds": 60}).json()
    acme.http.patch(path, json={"enabled": False})
    acme.http.delete(path)
    events = told(acme.http)
    names = ["created", "created", "updated", "secret_rotated", "updated", "deleted"]
    assert [event["type"] for event in events] == [f"webhook_endpoint.{name}" for name in names]
    first, *others = events
    assert receivers(acme.http, first) == set()
    assert [receivers(acme.http, event) for event in others] == [{watcher["id"]}] * 5
    assert [event["data"].get("changed") for event in events if event["type"].endswith("updated")] == [
        ["description"],
        ["status", "disabled_reason"],
    ]
    assert events[3]["data"]["previous_secret_expires_at"] == rotated["previous_secret_expires_at"] is not None
    assert events[-1]["data"]["endpoint"]["status"] == "disabled"
    with live.services.database.reading(EVERY_ORGANIZATION) as session:
        stored = [row.payload for row in session.query(Event).filter_by(organization_id=acme.organization_id)]
    assert not re.search("whsec_", "".join(stored))


def test_an_endpoint_hears_of_its_own_new_secret(acme: Tenant) -> None:
    made = acme.http.post(PATH, json={"url": URL}).json()
    acme.http.post(f"{PATH}/{made['id']}/rotate-secret")
    event = told(acme.http)[-1]
    assert (event["type"], receivers(acme.http, event)) == ("webhook_endpoint.secret_rotated", {made["id"]})


def test_a_meter_is_told_about_when_it_is_made_and_once_when_it_is_archived(acme: Tenant) -> None:
    body = {
        "key": "m",
        "name": "m",
        "event_type": "t",
        "aggregation": "sum",
        "thresholds": [{"value": 0.1, "window": "day"}],
    }
    made = acme.http.post("/v1/usage/meters", json=body).json()
    archived = acme.http.post("/v1/usage/meters/m/archive").json()
    acme.http.post("/v1/usage/meters/m/archive")
    events = told(acme.http)
    assert [event["type"] for event in events] == ["meter.created", "meter.archived"]
    assert [event["data"]["meter"] for event in events] == [made, archived]


def test_a_change_in_the_portal_is_told_as_well(live: Live, acme: Tenant) -> None:
    made = acme.http.post(PATH, json={"url": URL}).json()
    link = acme.http.post("/v1/webhooks/portal-sessions", json={}).json()["url"]
    browser = live.client()
    browser.get(link.removeprefix("http://127.0.0.1:8080"))
    token = browser.get("/portal").text.partition('name="csrf" value="')[2][:32]
    assert browser.post(f"/portal/endpoints/{made['id']}/disable", data={"csrf": token}).status_code == 303
    event = told(acme.http)[-1]
    assert (event["type"], event["data"]["changed"]) == ("webhook_endpoint.updated", ["status", "disabled_reason"])
