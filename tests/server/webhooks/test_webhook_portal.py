"""The portal: a session from a link, a page, forms of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from live import Live, Tenant
from sqlalchemy import select
from support.browser import CHROMIUM
from support.probing import probe
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.db.models import Delivery, DeliveryAttempt, Event, PortalSession
from tollkeeper_server.portal.wording import readable, relative
from tollkeeper_server.purging import purge
from tollkeeper_server.times import DAY, MINUTE, SECOND, parse, show

pytestmark = pytest.mark.waits

in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: apt-get install chromium")
ENDPOINTS = "/v1/webhooks/endpoints"


def open_portal(live: Live, tenant: Tenant, **body: Any) -> tuple[httpx.Client, str]:
    """A browser inside, and the path of the link."""
    made = tenant.http.post("/v1/webhooks/portal-sessions", json=body)
    assert made.status_code == 201, made.text
    path = made.json()["url"].removeprefix("http://127.0.0.1:8080")
    browser = live.client()
    entered = browser.get(path)
    assert (entered.status_code, entered.headers["location"]) == (303, "/portal")
    return browser, path


def csrf(page: httpx.Response) -> str:
    found: str = re.findall(r'name="csrf" value="([0-9a-f]{32})"', page.text)[0]
    return found


def test_the_link_opens_a_page_with_the_endpoints_and_deliveries_of_its_organization(
    live: Live, acme: Tenant, other: Tenant
) -> None:
    hostile = "<script>alert(1)</script>"
    acme.http.post(ENDPOINTS, json={"url": "https://acme.example/x?a&b", "description": hostile})
    other.http.post(ENDPOINTS, json={"url": "https://other.example/"})
    acme.http.post("/v1/keys", json={"name": "ci", "scopes": ["usage:read"]})
    browser, _ = open_portal(live, acme, return_url="https://app.acme.example/settings")
    page = browser.get("/portal")
    assert page.status_code == 200
    assert "https://acme.example/x?a&amp;b" in page.text
    assert "key.created" in page.text
    assert 'href="https://app.acme.example/settings"' in page.text
    assert (hostile in page.text, "other.example" in page.text, "whsec_" in page.text) == (False, False, False)


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (0, "now"),
        (-SECOND + 1, "just now"),
        (-SECOND, "1 second ago"),
        (-59 * SECOND, "59 seconds ago"),
        (-MINUTE, "1 minute ago"),
        (90 * MINUTE, "in 1 hour"),
        (-2 * DAY, "2 days ago"),
    ],
)
def test_a_time_is_said_as_people_say_it(distance: int, words: str) -> None:
    now = parse("2026-03-04T11:02:03.456789Z")
    assert relative(show(now + distance), now) == words
    assert readable(show(now)) == "4 March 2026, 11:02 UTC"


def test_the_page_says_times_in_words_and_what_was_last_answered(live: Live, acme: Tenant) -> None:
    receiver = acme.http.post(ENDPOINTS, json={"url": "https://acme.example/hooks", "event_types": ["key.created"]})
    acme.http.post("/v1/keys", json={"name": "ci", "scopes": ["usage:read"]})
    with live.services.database.writing(EVERY_ORGANIZATION) as session:
        (delivery,) = session.scalars(select(Delivery).where(Delivery.endpoint_id == receiver.json()["id"]))
        for number, status, error in ((1, None, "timeout"), (2, 503, None)):
            attempt = DeliveryAttempt(
                organization_id=delivery.organization_id,
                delivery_id=delivery.id,
                number=number,
                attempted_at=delivery.created_at,
                latency_ms=1,
                response_status=status,
                error=error,
            )
            session.add(attempt)
    browser, _ = open_portal(live, acme)
    page = browser.get("/portal").text
    assert ">503</td>" in page
    assert re.search(r">(just now|\d+ seconds? ago)</time>", page)
    assert re.findall(r">[^<]*\d\.\d{6}Z?[^<]*<", page) == []
    assert "<li>key.created</li>" in page


@in_a_browser
def test_the_page_fits_a_desktop_and_a_phone_and_can_be_read(live: Live, acme: Tenant, tmp_path: Path) -> None:
    long_path = "/".join(["a-long-path-without-a-break"] * 4)
    acme.http.post(ENDPOINTS, json={"url": f"https://acme.example/{long_path}", "description": "Orders " * 12})
    acme.http.post("/v1/keys", json={"name": "ci", "scopes": ["usage:read"]})
    browser, _ = open_portal(live, acme)
    site = tmp_path / "site"
    site.mkdir()
    (site / "portal.html").write_text(browser.get("/portal").text, "utf-8")
    seen = probe(site, tmp_path, ["/portal.html"])
    assert [shown for shown in seen.shown if shown.overflow > 0 or shown.faint] == []


def test_the_cookie_is_out_of_reach_and_the_page_may_do_nothing(live: Live, acme: Tenant) -> None:
    _, path = open_portal(live, acme)
    entered = live.client().get(path)
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/portal" in cookie
    policy = entered.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert (entered.headers["referrer-policy"], entered.headers["cache-control"]) == ("no-referrer", "no-store")


def test_a_form_of_the_page_changes_something_and_the_audit_trail_says_the_portal_did(live: Live, acme: Tenant) -> None:
    made = acme.http.post(ENDPOINTS, json={"url": "https://acme.example/"}).json()
    browser, _ = open_portal(live, acme)
    token = csrf(browser.get("/portal"))
    path = f"/portal/endpoints/{made['id']}"
    assert browser.post(f"{path}/test", data={"csrf": token}).status_code == 303
    assert browser.post(f"{path}/disable", data={"csrf": token}).status_code == 303
    assert acme.http.get(f"{ENDPOINTS}/{made['id']}").json()["disabled_reason"] == "requested"
    [sent] = acme.http.get("/v1/webhooks/deliveries").json()["data"]
    assert (sent["event_type"], sent["status"]) == ("webhook.test", "cancelled")
    [newest, *_] = acme.http.get("/v1/audit-events", params={"target_id": made["id"]}).json()["data"]
    assert newest["actor"] == {"type": "portal", "key_id": None}
    assert browser.post(f"{path}/enable", data={"csrf": token}).status_code == 303
    assert browser.post(f"{path}/destroy", data={"csrf": token}).status_code == 404


@pytest.mark.parametrize("form", [{}, {"csrf": ""}, {"csrf": "0" * 32}, {"x": "y"}, {"csrf": "ö"}])
def test_a_form_of_another_site_changes_nothing(live: Live, acme: Tenant, form: dict[str, str]) -> None:
    made = acme.http.post(ENDPOINTS, json={"url": "https://acme.example/"}).json()
    browser, _ = open_portal(live, acme)
    assert browser.post(f"/portal/endpoints/{made['id']}/disable", data=form).status_code == 403
    assert acme.http.get(f"{ENDPOINTS}/{made['id']}").json()["status"] == "enabled"


def test_the_form_token_of_one_session_is_not_good_for_another(live: Live, acme: Tenant, other: Tenant) -> None:
    made = other.http.post(ENDPOINTS, json={"url": "https://other.example/"}).json()
    mine, theirs = open_portal(live, acme)[0], open_portal(live, other)[0]
    own, foreign = csrf(mine.get("/portal")), csrf(theirs.get("/portal"))
    path = f"/portal/endpoints/{made['id']}/disable"
    assert theirs.post(path, data={"csrf": own}).status_code == 403
    assert mine.post(path, data={"csrf": own}).status_code == 404
    assert theirs.post(path, data={"csrf": foreign}).status_code == 303


def test_nobody_is_let_in_without_a_session_or_after_its_time(live: Live, acme: Tenant) -> None:
    assert live.client().get("/portal").status_code == 401
    assert live.client().get("/portal/s/guessed").status_code == 404
    assert live.client().get("/portal", headers={"Cookie": "tollkeeper_portal=" + "x" * 5000}).status_code == 401
    browser, path = open_portal(live, acme, expires_in_seconds=60)
    assert browser.get("/portal").status_code == 200
    live.clock.advance(61)
    assert [browser.get("/portal").status_code, live.client().get(path).status_code] == [401, 404]


def test_leaving_takes_the_cookie_and_leads_back(live: Live, acme: Tenant) -> None:
    browser, _ = open_portal(live, acme, return_url="https://app.acme.example/")
    left = browser.post("/portal/leave", data={"csrf": csrf(browser.get("/portal"))})
    assert left.headers["location"] == "https://app.acme.example/"
    assert browser.get("/portal").status_code == 401


def test_a_key_is_no_way_into_the_portal_and_a_session_none_into_the_api(live: Live, acme: Tenant) -> None:
    assert acme.http.get("/portal").status_code == 401
    _, path = open_portal(live, acme)
    token = path.rpartition("/")[2]
    assert live.client(token).get("/v1/webhooks/endpoints").status_code == 401


def test_the_token_is_nowhere_in_the_database(live: Live, acme: Tenant) -> None:
    _, path = open_portal(live, acme)
    token = path.rpartition("/")[2]
    with live.services.database.reading(EVERY_ORGANIZATION) as session:
        tables = ["portal_sessions", "audit_events", "idempotency_records"]
        rows = [str(row) for table in tables for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}")]
    assert rows
    assert not [row for row in rows if token in row]


def test_what_is_past_its_time_is_removed(live: Live, acme: Tenant) -> None:
    acme.http.post(ENDPOINTS, json={"url": "https://acme.example/"})
    acme.http.post("/v1/keys", json={"name": "ci", "scopes": ["usage:read"]})
    open_portal(live, acme)
    purge(live.services.database, live.clock() + 31 * 86_400 * 1_000_000, None)
    with live.services.database.reading(EVERY_ORGANIZATION) as session:
        left = [session.query(model).count() for model in (DeliveryAttempt, Event, PortalSession)]
    assert left == [0, 0, 0]
