"""What a key may do to other keys, and what ends with a key: no time, no scope and no session of more than its own."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from live import Live, Tenant
from tollkeeper_server import times

ALL = ["keys:read", "keys:write", "usage:read", "webhooks:read", "webhooks:write"]


def make(client: httpx.Client, **body: Any) -> dict[str, Any]:
    done = client.post("/v1/keys", json={"name": "k", "scopes": ["usage:read"], **body})
    assert done.status_code == 201, done.text
    found: dict[str, Any] = done.json()
    return found


def show(client: httpx.Client, key: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/keys/{key['id']}").json()
    return found


def change(client: httpx.Client, key: dict[str, Any], **body: Any) -> httpx.Response:
    return client.patch(f"/v1/keys/{key['id']}", json=body)


def after(live: Live, seconds: float) -> str:
    return times.show((live.clock() // times.SECOND) * times.SECOND + int(seconds * times.SECOND))


def expiring(live: Live, acme: Tenant, seconds: float = 3600, scopes: list[str] | None = None) -> httpx.Client:
    expires_at = live.clock() + int(seconds * times.SECOND)
    return live.client(live.key(acme.organization_id, scopes, expires_at=expires_at)[1])


def test_null_from_an_expiring_key_ends_no_key_sooner(live: Live, acme: Tenant) -> None:
    caller = expiring(live, acme)
    eternal, later, sooner = (make(acme.http, expires_at=at) for at in (None, after(live, 9_000), after(live, 60)))
    for key in (eternal, later):
        done = change(caller, key, expires_at=None)
        assert (done.status_code, done.json()["expires_at"]) == (200, key["expires_at"])
        assert len(acme.http.get("/v1/audit-events", params={"target_id": key["id"]}).json()["data"]) == 1
    extended = change(caller, sooner, expires_at=None).json()["expires_at"]
    assert times.parse(sooner["expires_at"]) < times.parse(extended) <= times.parse(after(live, 3601))


def test_a_value_that_is_there_already_is_no_change(live: Live, acme: Tenant) -> None:
    key = make(acme.http, expires_at=after(live, 9_000))
    done = change(expiring(live, acme), key, expires_at=key["expires_at"], name="other")
    assert (done.status_code, done.json()["expires_at"]) == (200, key["expires_at"])


@pytest.mark.parametrize("wish", ["enable", "extend", "forever", "both"])
def test_a_key_enables_and_extends_no_key_of_more_scopes(live: Live, acme: Tenant, wish: str) -> None:
    weak = live.client(live.key(acme.organization_id, ["keys:write", "usage:read"])[1])
    strong = make(acme.http, scopes=["usage:read", "usage:write"], expires_at=after(live, 600))
    change(acme.http, strong, enabled=False)
    bodies: dict[str, dict[str, Any]] = {
        "enable": {"enabled": True},
        "extend": {"expires_at": after(live, 6_000)},
        "forever": {"expires_at": None},
        "both": {"enabled": True, "expires_at": None, "name": "mine"},
    }
    body = bodies[wish]
    before = show(acme.http, strong)
    done = change(weak, strong, **body)
    assert (done.status_code, done.json().get("missing_scopes")) == (403, ["usage:write"])
    assert show(acme.http, strong) == before
    # What takes power away, or gives it to a key that is left with no more scopes than the caller's, is allowed.
    assert change(weak, strong, name="renamed", enabled=False).status_code == 200
    assert change(weak, strong, expires_at=after(live, 60)).status_code == 200
    assert change(weak, strong, scopes=["usage:read"], **body).status_code == 200


def test_a_child_ends_with_its_parent_when_that_is_made_to_end_sooner(live: Live, acme: Tenant) -> None:
    parent = make(acme.http, scopes=ALL)
    child = make(live.client(parent["secret"]), scopes=ALL)
    grandchild = make(live.client(child["secret"]))
    short = make(live.client(child["secret"]), expires_at=after(live, 30))
    stranger = make(acme.http)
    ends = after(live, 100)
    assert change(acme.http, parent, expires_at=ends).status_code == 200
    shown = [show(acme.http, key)["expires_at"] for key in (child, grandchild, short, stranger)]
    assert shown == [ends, ends, short["expires_at"], None]
    told = acme.http.get("/v1/webhooks/events", params={"event_types": "key.updated"}).json()["data"]
    assert {event["data"]["key"]["id"] for event in told} == {parent["id"], child["id"], grandchild["id"]}
    entries = acme.http.get("/v1/audit-events", params={"target_id": grandchild["id"]}).json()["data"]
    assert entries[0]["changes"] == [{"field": "expires_at", "before": None, "after": ends}]
    live.clock.advance(101)
    assert [live.client(key["secret"]).get("/v1/me").status_code for key in (parent, child, grandchild)] == [401] * 3


def test_no_caller_lets_a_child_outlive_its_parent(live: Live, acme: Tenant) -> None:
    ends = after(live, 600)
    parent = make(acme.http, scopes=ALL, expires_at=ends)
    child = make(live.client(parent["secret"]))
    done = change(acme.http, child, expires_at=after(live, 6_000))
    assert (done.status_code, done.json()["code"]) == (422, "expiry_exceeds_parent")
    assert change(acme.http, child, expires_at=None).json()["expires_at"] == ends
    for body in ({}, {"expires_at": None}):
        key = make(live.client(parent["secret"]))
        rotated = acme.http.post(f"/v1/keys/{key['id']}/rotate", json=body).json()
        assert rotated["expires_at"] == ends


@pytest.mark.parametrize("by_itself", [False, True])
def test_a_rotated_parent_lives_on_in_its_successor(live: Live, acme: Tenant, by_itself: bool) -> None:
    parent = make(acme.http, scopes=ALL)
    child = make(live.client(parent["secret"]))
    rotates = live.client(parent["secret"]) if by_itself else acme.http
    path = f"/v1/keys/{parent['id']}/rotate"
    second = rotates.post(path, json={"overlap_seconds": 5}).json()
    assert show(acme.http, child)["expires_at"] is None
    third = acme.http.post(f"/v1/keys/{second['id']}/rotate", json={"expires_at": after(live, 5_000)}).json()
    assert show(acme.http, child)["expires_at"] == third["expires_at"] is not None
    assert change(acme.http, third, expires_at=None).json()["expires_at"] is None
    assert change(acme.http, child, expires_at=None).json()["expires_at"] is None
    ends = after(live, 900)
    assert change(acme.http, third, expires_at=ends).status_code == 200
    assert show(acme.http, child)["expires_at"] == ends
    assert change(acme.http, child, expires_at=after(live, 1_000)).status_code == 422


def _portal(live: Live, client: httpx.Client) -> tuple[httpx.Client, str]:
    made = client.post("/v1/webhooks/portal-sessions", json={}).json()
    path = made["url"].removeprefix("http://127.0.0.1:8080")
    browser = live.client()
    assert browser.get(path, follow_redirects=True).status_code == 200
    return browser, path


@pytest.mark.parametrize("how", ["revoked", "disabled", "expired", "without its scope", "rotated"])
def test_a_portal_session_ends_with_the_key_that_made_it(live: Live, acme: Tenant, how: str) -> None:
    key = make(acme.http, scopes=["webhooks:write", "usage:read"])
    browser, link = _portal(live, live.client(key["secret"]))
    path = f"/v1/keys/{key['id']}"
    if how == "revoked":
        acme.http.post(f"{path}/revoke")
    elif how == "rotated":
        acme.http.post(f"{path}/rotate", json={"overlap_seconds": 0})
    else:
        bodies: dict[str, dict[str, Any]] = {
            "disabled": {"enabled": False},
            "expired": {"expires_at": after(live, 2)},
            "without its scope": {"scopes": ["usage:read"]},
        }
        assert acme.http.patch(path, json=bodies[how]).status_code == 200
        live.clock.advance(3 if how == "expired" else 0)
    assert browser.get("/portal").status_code == 401
    assert browser.post("/portal/leave", data={"csrf": "x"}).status_code == 403
    assert live.client().get(link).status_code == 404


def test_a_portal_session_is_over_everywhere_after_leave(live: Live, acme: Tenant) -> None:
    browser, link = _portal(live, acme.http)
    second = live.client()
    assert second.get(link, follow_redirects=True).status_code == 200
    token = browser.get("/portal").text.partition('name="csrf" value="')[2][:32]
    assert browser.post("/portal/leave", data={"csrf": token}).status_code == 303
    assert second.get("/portal").status_code == 401
    assert live.client().get(link).status_code == 404


def test_a_portal_session_says_that_it_ends_with_its_key(live: Live, acme: Tenant) -> None:
    made = expiring(live, acme, 120).post("/v1/webhooks/portal-sessions", json={"expires_in_seconds": 3600}).json()
    assert times.parse(made["expires_at"]) <= live.clock() + 120 * times.SECOND
