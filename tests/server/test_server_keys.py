"""Keys: create, list, change, rotate, revoke, verify."""

from __future__ import annotations

from typing import Any

import httpx
from live import Live, Tenant
from tollkeeper_server import times
from tollkeeper_server.db.engine import EVERY_ORGANIZATION


def create(client: httpx.Client, **body: Any) -> dict[str, Any]:
    done = client.post("/v1/keys", json={"name": "ci", "scopes": ["usage:read"], **body})
    assert done.status_code == 201, done.text
    found: dict[str, Any] = done.json()
    return found


def test_health_needs_no_key_and_says_the_version_of_the_document(live: Live) -> None:
    done = live.client().get("/v1/health")
    assert (done.status_code, done.json()) == (200, {"status": "ok", "version": "1.0.0"})
    assert done.headers["ratelimit-policy"] == '"default";q=1000000;w=60'


def test_me_shows_the_organization_and_the_key_of_the_request(acme: Tenant) -> None:
    me = acme.http.get("/v1/me").json()
    assert me["organization"] == {"id": acme.organization_id, "name": "Acme"}
    assert me["key"]["id"] == acme.key_id
    assert me["key"]["created_by"] is None


def test_scopes_are_listed_in_alphabetical_order_page_by_page(acme: Tenant) -> None:
    first = acme.http.get("/v1/scopes", params={"limit": 4}).json()
    rest = acme.http.get("/v1/scopes", params={"limit": 4, "cursor": first["next_cursor"]}).json()
    names = [scope["name"] for scope in first["data"] + rest["data"]]
    assert names == sorted(acme.http.get("/v1/me").json()["key"]["scopes"])
    assert (first["has_more"], rest["has_more"], rest["next_cursor"]) == (True, False, None)


def test_a_created_key_works_and_shows_its_secret_once(live: Live, acme: Tenant) -> None:
    made = create(acme.http, metadata={"team": "platform"})
    assert made["secret"].startswith("tk_live_")
    assert made["secret"].endswith(made["last4"])
    assert live.client(made["secret"]).get("/v1/me").json()["key"]["id"] == made["id"]
    shown = acme.http.get(f"/v1/keys/{made['id']}")
    assert "secret" not in shown.json()
    assert shown.json()["metadata"] == {"team": "platform"}


def test_the_secret_is_nowhere_in_the_database(live: Live, acme: Tenant) -> None:
    secret = create(acme.http)["secret"]
    with live.services.database.reading(EVERY_ORGANIZATION) as session:
        tables = ["api_keys", "audit_events", "events", "idempotency_records"]
        rows = [str(row) for table in tables for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}")]
    assert rows
    assert not [row for row in rows if secret in row or secret[8:45] in row]


def test_keys_are_listed_newest_first_and_filtered_by_state(acme: Tenant) -> None:
    ids = [create(acme.http)["id"] for _ in range(3)]
    acme.http.post(f"/v1/keys/{ids[0]}/revoke")
    acme.http.patch(f"/v1/keys/{ids[1]}", json={"enabled": False})
    listed = acme.http.get("/v1/keys").json()["data"]
    assert [key["status"] for key in listed if key["id"] in ids] == ["active", "disabled", "revoked"]
    for status, wanted in (("revoked", ids[0]), ("disabled", ids[1])):
        assert [key["id"] for key in acme.http.get("/v1/keys", params={"status": status}).json()["data"]] == [wanted]


def test_an_update_changes_what_it_names_and_null_clears(acme: Tenant) -> None:
    made = create(acme.http, rate_limit={"limit": 5, "window_seconds": 60}, expires_at="2099-01-01T00:00:00Z")
    done = acme.http.patch(f"/v1/keys/{made['id']}", json={"name": "x", "expires_at": None, "rate_limit": None})
    assert done.status_code == 200
    after = done.json()
    assert (after["name"], after["expires_at"], after["rate_limit"]) == ("x", None, None)
    assert after["scopes"] == made["scopes"]


def test_if_match_lets_only_the_version_that_was_seen_be_changed(acme: Tenant) -> None:
    made = create(acme.http)
    path = f"/v1/keys/{made['id']}"
    seen = acme.http.get(path).headers["etag"]
    assert acme.http.patch(path, json={"name": "first"}, headers={"If-Match": seen}).status_code == 200
    late = acme.http.patch(path, json={"name": "second"}, headers={"If-Match": seen})
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    assert acme.http.get(path).json()["name"] == "first"
    assert acme.http.patch(path, json={"name": "third"}, headers={"If-Match": "*"}).status_code == 200


def test_rotation_leaves_both_keys_valid_until_the_overlap_ends(live: Live, acme: Tenant) -> None:
    old = create(acme.http, metadata={"team": "maps"})
    new = acme.http.post(f"/v1/keys/{old['id']}/rotate", json={"overlap_seconds": 60}).json()
    assert (new["name"], new["scopes"], new["metadata"]) == (old["name"], old["scopes"], old["metadata"])
    assert acme.http.get(f"/v1/keys/{old['id']}").json()["rotated_to"] == new["id"]
    clients = live.client(old["secret"]), live.client(new["secret"])
    assert [client.get("/v1/me").status_code for client in clients] == [200, 200]
    live.clock.advance(61)
    assert [client.get("/v1/me").status_code for client in clients] == [401, 200]


def test_a_rotation_without_a_body_overlaps_for_a_day(acme: Tenant) -> None:
    old = create(acme.http)
    acme.http.post(f"/v1/keys/{old['id']}/rotate")
    shown = acme.http.get(f"/v1/keys/{old['id']}").json()
    assert times.parse(shown["expires_at"]) - times.parse(shown["created_at"]) < times.DAY + times.MINUTE


def test_a_key_that_was_rotated_points_to_its_successor(acme: Tenant) -> None:
    old = create(acme.http)
    new = acme.http.post(f"/v1/keys/{old['id']}/rotate").json()
    again = acme.http.post(f"/v1/keys/{old['id']}/rotate")
    assert (again.status_code, again.json()["code"]) == (409, "key_already_rotated")
    assert new["id"] in again.json()["detail"]


def test_a_revoked_key_stops_at_once_and_stays_as_it_is(live: Live, acme: Tenant) -> None:
    made = create(acme.http)
    first = acme.http.post(f"/v1/keys/{made['id']}/revoke", json={"reason": "leaked"})
    assert live.client(made["secret"]).get("/v1/me").status_code == 401
    again = acme.http.post(f"/v1/keys/{made['id']}/revoke")
    assert again.json() == first.json()
    changed = acme.http.patch(f"/v1/keys/{made['id']}", json={"name": "x"})
    assert (changed.status_code, changed.json()["code"]) == (409, "key_not_active")


def test_verify_runs_its_checks_in_the_documented_order(live: Live, acme: Tenant, other: Tenant) -> None:
    def verdict(secret: str, *scopes: str) -> tuple[str, bool]:
        done = acme.http.post("/v1/keys/verify", json={"key": secret, "required_scopes": list(scopes)}).json()
        return done["code"], done["valid"]

    made = create(acme.http, rate_limit={"limit": 1, "window_seconds": 86400})
    path = f"/v1/keys/{made['id']}"
    assert verdict("tk_live_nonsense") == ("not_found", False)
    assert verdict(create(other.http)["secret"]) == ("not_found", False)
    assert verdict(made["secret"], "keys:write") == ("insufficient_scopes", False)
    assert verdict(made["secret"], "usage:read") == ("valid", True)
    assert verdict(made["secret"], "usage:read") == ("rate_limited", False)
    acme.http.patch(path, json={"enabled": False})
    assert verdict(made["secret"], "keys:write") == ("disabled", False)
    acme.http.patch(path, json={"expires_at": times.show(live.clock() + times.HOUR)})
    live.clock.advance(3601)
    assert verdict(made["secret"]) == ("expired", False)
    acme.http.post(f"{path}/revoke")
    assert verdict(made["secret"]) == ("revoked", False)


def test_every_change_has_its_audit_row_and_its_event(live: Live, acme: Tenant) -> None:
    made = create(acme.http)
    path = f"/v1/keys/{made['id']}"
    acme.http.patch(path, json={"name": "renamed"})
    new = acme.http.post(f"{path}/rotate", json={"overlap_seconds": 3600}).json()
    acme.http.post(f"/v1/keys/{new['id']}/revoke", json={"reason": "tests"})
    rows = acme.http.get("/v1/audit-events").json()["data"]
    assert [row["action"] for row in rows] == ["key.revoked", "key.rotated", "key.updated", "key.created"]
    assert rows[2]["changes"] == [{"field": "name", "before": "ci", "after": "renamed"}]
    assert {row["actor"]["key_id"] for row in rows} == {acme.key_id}
    with live.services.database.reading(EVERY_ORGANIZATION) as session:
        query = f"SELECT type FROM events WHERE organization_id = '{acme.organization_id}' ORDER BY sequence"
        types = [row[0] for row in session.connection().exec_driver_sql(query)]
    assert types == ["key.created", "key.updated", "key.rotated", "key.revoked"]


def test_a_change_that_changes_nothing_leaves_no_trace(acme: Tenant) -> None:
    made = create(acme.http)
    path = f"/v1/keys/{made['id']}"
    before = acme.http.get(path).headers["etag"]
    assert acme.http.patch(path, json={"name": "ci"}).headers["etag"] == before
    assert [row["action"] for row in acme.http.get("/v1/audit-events").json()["data"]] == ["key.created"]


def test_an_expired_key_is_told_about_once(live: Live, acme: Tenant) -> None:
    from tollkeeper_server.housekeeping import tell_expired

    create(acme.http, expires_at=times.show(live.clock() + times.MINUTE))
    live.clock.advance(61)
    tell_expired(live.services, live.clock())
    tell_expired(live.services, live.clock())
    with live.services.database.reading(EVERY_ORGANIZATION) as session:
        query = f"SELECT count(*) FROM events WHERE organization_id = '{acme.organization_id}' AND type = 'key.expired'"
        assert session.connection().exec_driver_sql(query).scalar() == 1


def test_last_use_is_written_behind_and_to_the_minute(live: Live, acme: Tenant) -> None:
    acme.http.get("/v1/me")
    with live.services.database.writing(EVERY_ORGANIZATION) as session:
        live.services.last_used.flush(session)
    shown = acme.http.get(f"/v1/keys/{acme.key_id}").json()["last_used_at"]
    assert shown.endswith(":00Z")
