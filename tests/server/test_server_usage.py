"""Usage: meters, events once each, and queries by window, zone and group."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from live import Live, Tenant
from sqlalchemy import insert
from tollkeeper_server import times
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.db.models import UsageEvent
from tollkeeper_server.queries.windows import Unit, Windows, find_zone


def meter(client: httpx.Client, key: str = "tiles", **body: Any) -> dict[str, Any]:
    wanted = {"key": key, "name": key, "event_type": "tile.served", "aggregation": "sum", **body}
    done = client.post("/v1/usage/meters", json=wanted)
    assert done.status_code == 201, done.text
    found: dict[str, Any] = done.json()
    return found


def record(client: httpx.Client, *events: dict[str, Any]) -> list[dict[str, Any]]:
    whole = [
        {"id": f"e{number}", "type": "tile.served", "subject": "c1", **event} for number, event in enumerate(events)
    ]
    done = client.post("/v1/usage/events/batch", json={"events": whole})
    assert done.status_code == 202, done.text
    found: list[dict[str, Any]] = done.json()["results"]
    return found


def ask(client: httpx.Client, **body: Any) -> dict[str, Any]:
    done = client.post("/v1/usage/query", json={"meter": "tiles", **body})
    assert done.status_code == 200, done.text
    found: dict[str, Any] = done.json()
    return found


def hours_ago(live: Live, hours: float) -> str:
    return times.show(live.clock() - int(hours * times.HOUR))


def test_an_event_counts_once_whatever_is_sent_twice(acme: Tenant) -> None:
    meter(acme.http)
    event = {"id": "one", "type": "tile.served", "subject": "c1", "value": 5}
    first = acme.http.post("/v1/usage/events", json=event)
    again = acme.http.post("/v1/usage/events", json={**event, "value": 7})
    assert [first.json()["status"], again.json()["status"]] == ["accepted", "duplicate"]
    assert acme.http.post("/v1/usage/events", json={**event, "source": "b"}).json()["status"] == "accepted"
    assert acme.http.get("/v1/usage/summary").json()["meters"][0]["value"] == 10


def test_a_batch_says_what_became_of_each_event_in_the_order_sent(live: Live, acme: Tenant) -> None:
    results = record(
        acme.http,
        {"id": "a"},
        {"id": "b", "time": times.show(live.clock() - 36 * times.DAY)},
        {"id": "a", "value": 9},
        {"id": "c", "time": times.show(live.clock() + 10 * times.MINUTE)},
        {"id": "d"},
    )
    assert [result["status"] for result in results] == ["accepted", "rejected", "duplicate", "rejected", "accepted"]
    assert results[1]["error"]["code"] == "time_too_old"
    assert results[3]["error"] == {
        "code": "time_in_future",
        "pointer": "/events/3/time",
        "detail": "This time is more than 5 minutes ahead.",
    }
    stored = acme.http.get("/v1/usage/events").json()["data"]
    assert {event["id"]: event["value"] for event in stored} == {"a": 1.0, "d": 1.0}


def test_a_batch_that_breaks_the_schema_stores_nothing(acme: Tenant) -> None:
    good = {"id": "a", "type": "t", "subject": "s"}
    done = acme.http.post("/v1/usage/events/batch", json={"events": [good, {"id": "b"}]})
    assert (done.status_code, done.json()["errors"][0]["pointer"]) == (422, "/events/1")
    assert acme.http.get("/v1/usage/events").json()["data"] == []


@pytest.mark.parametrize(
    ("aggregation", "value"),
    [("sum", 10), ("count", 4), ("avg", 2.5), ("min", 1), ("max", 4), ("latest", 3), ("unique_count", 2)],
)
def test_each_aggregation_makes_its_number(live: Live, acme: Tenant, aggregation: str, value: float) -> None:
    unique = {"unique_dimension": "region"} if aggregation == "unique_count" else {}
    meter(acme.http, aggregation=aggregation, **unique)
    record(
        acme.http,
        {"value": 1, "time": hours_ago(live, 4), "dimensions": {"region": "eu"}},
        {"value": 4, "time": hours_ago(live, 3), "dimensions": {"region": "us"}},
        {"value": 2, "time": hours_ago(live, 2), "dimensions": {"region": "eu"}},
        {"value": 3, "time": hours_ago(live, 1)},
    )
    span = {"from": hours_ago(live, 5), "to": hours_ago(live, 0)}
    assert [row["value"] for row in ask(acme.http, **span)["rows"]] == [value]
    summary = acme.http.get("/v1/usage/summary", params=span).json()["meters"]
    assert summary == [{"meter": "tiles", "aggregation": aggregation, "value": value, "event_count": 4}]
    windows = ask(acme.http, **span, window="month")["rows"]
    assert windows[-1]["value"] == value or len(windows) == 2  # the hours before may be in another month


def test_rows_are_grouped_filtered_and_ordered(live: Live, acme: Tenant) -> None:
    meter(acme.http, dimensions=["region"])
    record(
        acme.http,
        {"value": 1, "subject": "b", "dimensions": {"region": "eu"}},
        {"value": 2, "subject": "a", "dimensions": {"region": "us"}},
        {"value": 4, "subject": "a"},
        {"value": 8, "subject": "a", "dimensions": {"region": "us"}},
    )
    span = {"from": hours_ago(live, 1), "to": hours_ago(live, -1)}
    rows = ask(acme.http, **span, group_by=["subject", "region"])["rows"]
    assert [(row["group"], row["value"]) for row in rows] == [
        ({"subject": "a", "region": None}, 4),
        ({"subject": "a", "region": "us"}, 10),
        ({"subject": "b", "region": "eu"}, 1),
    ]
    filtered = ask(acme.http, **span, filters={"region": ["us", "eu"], "subject": ["a"]})["rows"]
    assert [row["value"] for row in filtered] == [10]


def test_days_follow_the_clock_of_the_time_zone(live: Live, acme: Tenant) -> None:
    meter(acme.http)
    zone = ZoneInfo("America/New_York")
    midnight = times.to_datetime(live.clock()).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    start = times.from_datetime(midnight)
    record(acme.http, {"value": 1, "time": times.show(start - 1)}, {"value": 2, "time": times.show(start)})
    span = {"from": times.show(start - times.HOUR), "to": times.show(start + times.HOUR), "window": "day"}
    rows = ask(acme.http, **span, time_zone="America/New_York")["rows"]
    assert [row["value"] for row in rows] == [1, 2]
    assert rows[0]["window_end"] == rows[1]["window_start"] == times.show(start)


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"to": "2026-01-01T00:00:00Z"}, "invalid_time_range", "/from"),
        ({"time_zone": "Mars/Olympus"}, "unknown_time_zone", "/time_zone"),
        ({"time_zone": "../../etc/passwd"}, "unknown_time_zone", "/time_zone"),
        ({"time_zone": "America"}, "unknown_time_zone", "/time_zone"),
        ({"group_by": ["region"]}, "unknown_dimension", "/group_by/0"),
        ({"filters": {"style": ["x"]}}, "unknown_dimension", "/filters/style"),
    ],
)
def test_what_can_not_be_asked_is_pointed_at(acme: Tenant, body: dict[str, Any], code: str, pointer: str) -> None:
    meter(acme.http)
    whole = {"meter": "tiles", "from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z", **body}
    done = acme.http.post("/v1/usage/query", json=whole)
    assert (done.status_code, done.json()["code"]) == (422, code)
    assert done.json()["errors"][0]["pointer"] == pointer


def test_a_query_over_all_of_time_is_answered(acme: Tenant) -> None:
    meter(acme.http)
    record(acme.http, {"value": 3})
    for window in ("minute", "hour", "day", "month"):
        for zone in ("Pacific/Kiritimati", "America/Los_Angeles", "UTC"):
            span = {"from": "0000-01-01T00:00:00Z", "to": "9999-12-31T23:59:60Z", "window": window}
            assert [row["value"] for row in ask(acme.http, **span, time_zone=zone)["rows"]] == [3]


def test_more_than_ten_thousand_rows_are_refused(live: Live, acme: Tenant) -> None:
    meter(acme.http)
    now = live.clock()
    [one] = record(acme.http, {"time": times.show(now)})
    assert one["status"] == "accepted"
    of_all = {"organization_id": acme.organization_id, "source": "", "type": "tile.served", "time": now}
    of_all |= {"value": Decimal(1), "dimensions": {}, "received_at": now}
    with live.services.database.writing(acme.organization_id) as session:  # as requests store them, without totals
        session.execute(
            insert(UsageEvent), [{**of_all, "event_id": f"n{n}", "subject": f"n{n}"} for n in range(10_000)]
        )
    minute = {"from": times.show(now), "to": times.show(now + 1), "window": "minute", "group_by": ["subject"]}
    done = acme.http.post("/v1/usage/query", json={"meter": "tiles", **minute})
    assert (done.status_code, done.json()["code"]) == (422, "result_too_large")
    assert len(ask(acme.http, **minute, filters={"subject": ["c1", "n1"]})["rows"]) == 2


def test_a_meters_key_is_taken_for_good(acme: Tenant) -> None:
    meter(acme.http)
    archived = acme.http.post("/v1/usage/meters/tiles/archive").json()
    assert archived["archived_at"] is not None
    assert acme.http.post("/v1/usage/meters/tiles/archive").json() == archived
    body = {"key": "tiles", "name": "x", "event_type": "y", "aggregation": "sum"}
    done = acme.http.post("/v1/usage/meters", json=body)
    assert (done.status_code, done.json()["code"]) == (409, "meter_exists")
    assert acme.http.get("/v1/usage/meters").json()["data"] == []
    everything = acme.http.get("/v1/usage/meters", params={"include_archived": "true"}).json()["data"]
    assert [shown["key"] for shown in everything] == ["tiles"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"aggregation": "unique_count"}, "/unique_dimension"),
        ({"unique_dimension": "region"}, "/unique_dimension"),
        ({"dimensions": ["region", "subject"]}, "/dimensions/1"),
    ],
)
def test_a_meter_that_makes_no_sense_is_refused(acme: Tenant, body: dict[str, Any], pointer: str) -> None:
    whole = {"key": "tiles", "name": "x", "event_type": "y", "aggregation": "sum", **body}
    done = acme.http.post("/v1/usage/meters", json=whole)
    assert (done.status_code, done.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_threshold_is_told_about_once_per_subject_and_window(live: Live, acme: Tenant) -> None:
    meter(acme.http, thresholds=[{"value": 10, "window": "month"}])
    now = times.show(live.clock())
    for number, subject in enumerate(["a", "a", "b", "a", "b"]):
        record(acme.http, {"id": str(number), "subject": subject, "value": 6, "time": now})
    with live.services.database.reading(EVERY_ORGANIZATION) as session:
        query = f"SELECT payload FROM events WHERE organization_id = '{acme.organization_id}'"
        query += " AND type = 'usage.threshold_reached' ORDER BY sequence"
        told = [row[0] for row in session.connection().exec_driver_sql(query)]
    assert [('"subject":"a"' in text, '"value":12,' in text) for text in told] == [(True, True), (False, True)]


ZONES = ("UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "Asia/Beirut")
UNITS: tuple[Unit, ...] = ("minute", "hour", "day", "month")


@settings(max_examples=300)
@given(
    st.sampled_from(UNITS),
    st.sampled_from(ZONES),
    st.integers(0, 2_000_000_000 * times.SECOND),
)
def test_windows_cover_all_of_time_without_a_gap(unit: Unit, zone: str, moment: int) -> None:
    windows = Windows(unit, ZoneInfo(zone))
    start = windows.start(moment)
    end = windows.end(start)
    assert start <= moment < end
    assert windows.start(start) == windows.start(end - 1) == start
    assert windows.start(end) == end


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-24", 24)])
def test_a_day_has_23_or_25_hours_when_the_clock_is_changed(day: str, hours: int) -> None:
    zone = find_zone("Europe/Berlin")
    assert zone is not None
    start = times.from_datetime(datetime.fromisoformat(day).replace(tzinfo=zone))
    windows = Windows("day", zone)
    assert windows.start(start + times.HOUR) == start
    assert windows.end(start) - start == hours * times.HOUR
    hourly = Windows("hour", zone)
    starts = {hourly.start(start + minutes * times.MINUTE) for minutes in range(hours * 60)}
    assert len(starts) == hours
    assert timedelta(microseconds=windows.end(start) - start) == timedelta(hours=hours)
