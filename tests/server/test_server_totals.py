"""Running totals are what the events add up to: always, in every zone and window, whoever writes at the same time."""

from __future__ import annotations

import json
import random
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live import Live, Tenant
from sqlalchemy import delete, func, select, text
from sqlalchemy.engine import URL
from tollkeeper_server import times
from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database
from tollkeeper_server.db.migrations import upgrade
from tollkeeper_server.db.models import UsageEvent, UsageTotal
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.exact import EXACT, as_exact, dump_json, mean
from tollkeeper_server.queries.windows import as_windows
from tollkeeper_server.usage_totals.levels import LENGTHS, Grain, Level, begin_of
from tollkeeper_server.usage_totals.spans import plan
from tollkeeper_server.usage_totals.writing import add_to_totals

ZONES = ("UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns")
AGGREGATIONS = ("sum", "count", "avg", "min", "max", "latest", "unique_count")


@dataclass(frozen=True)
class Used:
    """A usage event, as a test knows it. ``number`` orders events of one time."""

    number: int
    time: int
    subject: str
    value: Decimal
    dimensions: Mapping[str, str]

    @property
    def body(self) -> dict[str, Any]:
        shown = {"id": f"e{self.number}", "type": "used", "subject": self.subject, "value": self.value}
        return {**shown, "time": times.show(self.time), "dimensions": self.dimensions}

    def at(self, name: str) -> str | None:
        return self.subject if name == "subject" else self.dimensions.get(name)


def brute_force(events: Iterable[Used], aggregation: str) -> Decimal | None:
    """What an aggregation makes of events, from its description."""
    found = list(events)
    values = [event.value for event in found]
    match aggregation:
        case "sum":
            return reduce(EXACT.add, values, Decimal(0))
        case "count":
            return Decimal(len(found))
        case "unique_count":
            return Decimal(len({event.at("region") for event in found} - {None}))
        case "avg":
            return mean(reduce(EXACT.add, values, Decimal(0)), len(found))
        case "latest":
            return max(found, key=lambda event: (event.time, event.number)).value
        case _:
            return min(values) if aggregation == "min" else max(values)


def expected(events: Sequence[Used], body: Mapping[str, Any], aggregation: str) -> list[tuple[Any, ...]]:
    """Rows of a query, from the events alone."""
    begin, end = times.parse(body["from"]), times.parse(body["to"])
    windows = as_windows(body["window"], ZoneInfo(body["time_zone"])) if body.get("window") else None
    if windows:
        begin, end = windows.widen(begin, end)
    groups: dict[tuple[Any, ...], list[Used]] = {}
    for used in events:
        kept = all(used.at(name) in values for name, values in body["filters"].items())
        if begin <= used.time < end and kept:
            start = windows.start(used.time) if windows else begin
            until = windows.end(start) if windows else end
            key = (times.show(start), times.show(until), *[used.at(name) for name in body["group_by"]])
            groups.setdefault(key, []).append(used)
    return sorted(((*key, brute_force(found, aggregation)) for key, found in groups.items()), key=repr)


def answered(tenant: Tenant, body: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    done = tenant.http.post("/v1/usage/query", json=body)
    assert done.status_code == 200, done.text
    rows = json.loads(done.text, parse_float=Decimal, parse_int=Decimal)["rows"]
    return sorted(((r["window_start"], r["window_end"], *r["group"].values(), r["value"]) for r in rows), key=repr)


def send(tenant: Tenant, events: Sequence[Used]) -> None:
    if not events:
        return
    content = dump_json({"events": [event.body for event in events]})
    done = tenant.http.post("/v1/usage/events/batch", content=content, headers={"Content-Type": "application/json"})
    assert done.status_code == 202, done.text
    assert done.json()["rejected"] == 0


def make_meters(live: Live, tenant: Tenant) -> None:
    bodies: dict[str, dict[str, Any]] = {
        aggregation: {"aggregation": aggregation, "dimensions": ["region", "tier"]} for aggregation in AGGREGATIONS
    }
    bodies["unique_count"]["unique_dimension"] = "region"
    live.meters(tenant, bodies)


AGES = st.one_of(
    st.integers(0, 34 * times.DAY),
    st.sampled_from([-1, 0, 1]).flatmap(  # at and beside the edges of windows
        lambda by: st.integers(0, 34 * 96).map(lambda quarters: quarters * 15 * times.MINUTE + by)
    ),
)
VALUES = st.one_of(st.decimals(-1000, 1000, places=7), st.sampled_from([Decimal("0.1"), Decimal(10) ** 15]))
DIMENSIONS: st.SearchStrategy[dict[str, str]] = st.fixed_dictionaries(
    {}, optional={"region": st.sampled_from(["eu", "us", ""]), "tier": st.sampled_from(["a", "ü"])}
)
QUERIES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "window": st.sampled_from([None, "minute", "hour", "day", "month"]),
        "time_zone": st.sampled_from(ZONES),
        "group_by": st.lists(st.sampled_from(["subject", "region", "tier"]), unique=True),
        "filters": st.fixed_dictionaries(
            {}, optional={"subject": st.just(["a", "b"]), "region": st.just(["eu"]), "tier": st.just(["a", "ü"])}
        ),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_query_answers_what_the_events_add_up_to(live: Live, data: st.DataObject) -> None:
    tenant = live.tenant("Totals")
    make_meters(live, tenant)
    now = live.clock()
    now -= now % times.DAY
    parts = data.draw(
        st.lists(st.tuples(AGES, st.sampled_from("abc"), VALUES, DIMENSIONS), min_size=1, max_size=40), label="events"
    )
    events = [
        Used(number, now - age, subject, as_exact(value), dimensions)
        for number, (age, subject, value, dimensions) in enumerate(parts)
    ]
    for used in events:
        send(tenant, [used])  # one by one: their order of arrival is known
    send(tenant, events)  # again: counted once
    for query in data.draw(st.lists(QUERIES, min_size=1, max_size=6), label="queries"):
        begin, end = sorted([data.draw(AGES), data.draw(AGES)], reverse=True)
        span = {"from": times.show(now - begin), "to": times.show(now - end + 1)}
        aggregation = data.draw(st.sampled_from(AGGREGATIONS))
        body: dict[str, Any] = {"meter": aggregation, **span, **{k: v for k, v in query.items() if v is not None}}
        assert answered(tenant, body) == expected(events, body, aggregation)
    assert stored_totals(live.services.database, tenant.organization_id) == added_up(events)


def stored_totals(database: Database, organization_id: str) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Every row, slots together."""
    with database.reading(EVERY_ORGANIZATION) as session:
        rows = session.scalars(select(UsageTotal).where(UsageTotal.organization_id == organization_id)).all()
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in rows:
        dimensions = json.dumps(row.dimensions, sort_keys=True)
        key = (row.level, row.grain, row.subject, row.start, dimensions if row.level == 2 else "")
        known = found.get(key, (0, Decimal(0), Decimal("Infinity"), Decimal("-Infinity"), (0, 0, Decimal(0))))
        latest = (row.latest_time, row.latest_sequence, row.latest_value)
        found[key] = (
            known[0] + row.count, EXACT.add(known[1], row.total), min(known[2], row.least), max(known[3], row.greatest),
            max(known[4], latest),
        )  # fmt: skip
    return {key: (*value[:4], value[4][2]) for key, value in found.items()}


def added_up(events: Iterable[Used]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The same from the events."""
    groups: dict[tuple[Any, ...], list[Used]] = {}
    for used in events:
        for grain in (Grain.QUARTER, Grain.HOUR, Grain.DAY, Grain.MONTH):
            start = begin_of(grain, used.time)
            shown = json.dumps(used.dimensions, sort_keys=True)
            places = ((Level.WHOLE, "", ""), (Level.SUBJECT, used.subject, ""), (Level.DIMENSIONS, used.subject, shown))
            for level, subject, dimensions in places:
                groups.setdefault((level, grain, subject, start, dimensions), []).append(used)
    kinds = ("count", "sum", "min", "max", "latest")
    return {key: tuple(brute_force(found, kind) for kind in kinds) for key, found in groups.items()}


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([None, "hour", "day", "month"]),
    st.sampled_from(ZONES),
    st.integers(1_600_000_000, 2_000_000_000),
    st.integers(1, 90 * 86_400),
)
def test_a_plan_covers_its_range_once(unit: str | None, zone: str, begin_s: int, length: int) -> None:
    windows = as_windows(unit, ZoneInfo(zone)) if unit else None
    begin, end = begin_s * times.SECOND, (begin_s + length) * times.SECOND
    begin, end = windows.widen(begin, end) if windows else (begin, end)
    at = begin
    for run in plan(begin, end, windows):
        assert run.begin == at
        for span in run.spans:
            assert span.begin == at
            assert span.end > at
            at = span.end
            if span.grain is not None:
                assert begin_of(span.grain, span.begin) == span.begin
                assert begin_of(span.grain, span.end) == span.end
                assert run.number == 1 or run.begin % LENGTHS[span.grain] == run.length % LENGTHS[span.grain] == 0
            else:
                assert windows is None  # windows of every zone in use are whole rows
                assert span.end - span.begin < 2 * LENGTHS[Grain.QUARTER]
        assert run.end == at
        if windows:
            starts = [run.begin + number * run.length for number in range(run.number)]
            assert all(windows.start(start) == start for start in starts)
            assert all(windows.end(start) == start + run.length for start in starts)
    assert at == end


def test_writers_at_the_same_time_lose_nothing_and_count_nothing_twice(live: Live, acme: Tenant) -> None:
    make_meters(live, acme)
    now = live.clock()
    chance = random.Random(7)
    events = [
        Used(
            number, now - chance.randrange(3 * times.DAY), chance.choice("ab"),
            Decimal(chance.randrange(1, 10**6)) / 1000, {"region": chance.choice(["eu", "us"])},
        )
        for number in range(400)
    ]  # fmt: skip
    batches = [chance.sample(events, 60) for _ in range(30)] + [events[at : at + 50] for at in range(0, 400, 50)]
    with ThreadPoolExecutor(12) as pool:
        for done in [pool.submit(send, acme, batch) for batch in batches]:
            done.result()
    stored = stored_totals(live.services.database, acme.organization_id)
    wanted = added_up(events)
    assert {key: value[:4] for key, value in stored.items()} == {key: value[:4] for key, value in wanted.items()}
    summary = json.loads(acme.http.get("/v1/usage/summary").text, parse_float=Decimal, parse_int=Decimal)["meters"]
    month = as_windows("month", ZoneInfo("UTC")).start(now)
    of_month = [used for used in events if used.time >= month]
    found = {meter["meter"]: (meter["value"], meter["event_count"]) for meter in summary}
    assert found["sum"] == (brute_force(of_month, "sum"), len(of_month))


def test_what_is_rolled_back_is_not_in_the_totals(live: Live, acme: Tenant) -> None:
    row: dict[str, Any] = {
        "type": "used", "subject": "s", "time": live.clock(), "value": Decimal(1), "dimensions": {}, "sequence": 1,
    }  # fmt: skip
    with (
        pytest.raises(RuntimeError, match="undone"),
        live.services.database.writing(acme.organization_id) as session,
    ):
        add_to_totals(Repository(session, acme.organization_id), [row], ())
        raise RuntimeError("undone")
    assert stored_totals(live.services.database, acme.organization_id) == {}


@contextmanager
def statements(live: Live) -> Generator[list[str]]:
    """What is sent to the database meanwhile, by whatever way: the drivers tell."""
    seen: list[str] = []

    def keep(statement: str) -> None:
        seen.append(" ".join(statement.split()))

    class Telling(psycopg.Cursor[Any]):
        def execute(self, query: Any, *rest: Any, **options: Any) -> Any:
            keep(str(query))
            return super().execute(query, *rest, **options)

    def note(connection: Any) -> None:
        if live.services.database.is_sqlite:
            connection.set_trace_callback(keep)
        else:
            connection.cursor_factory = Telling

    with live.watched(note):
        yield seen


def test_recording_and_thresholds_read_no_events(live: Live, acme: Tenant) -> None:
    thresholds = [{"value": 5, "window": window} for window in ("hour", "day", "month")]
    for key, more in (("s", {"aggregation": "sum"}), ("u", {"aggregation": "unique_count", "unique_dimension": "r"})):
        body = {"key": key, "name": "m", "event_type": "used", "dimensions": ["r"], "thresholds": thresholds, **more}
        assert acme.http.post("/v1/usage/meters", json=body).status_code == 201
    now = live.clock()
    events = [Used(number, now, "s", Decimal(1), {"r": str(number)}) for number in range(8)]
    with statements(live) as seen:
        for used in events:
            send(acme, [used])
    assert any("INSERT INTO usage_events" in statement for statement in seen)
    assert [statement for statement in seen if "FROM usage_events" in statement] == []
    told = acme.http.get("/v1/webhooks/events", params={"event_types": "usage.threshold_reached"}).json()["data"]
    assert sorted((found["data"]["meter"], found["data"]["value"]) for found in told) == [("s", 5)] * 3 + [("u", 5)] * 3


@pytest.mark.parametrize("aggregation", ["sum", "unique_count", "max", "count"])
@pytest.mark.parametrize("window", ["minute", "hour", "day", "month"])
def test_thresholds_of_every_window_are_told_when_events_reach_them(
    live: Live, acme: Tenant, aggregation: str, window: str
) -> None:
    body: dict[str, Any] = {
        "key": "m",
        "name": "m",
        "event_type": "used",
        "aggregation": aggregation,
        "dimensions": ["region"],
    }
    body["thresholds"] = [{"value": 3, "window": window}]
    body |= {"unique_dimension": "region"} if aggregation == "unique_count" else {}
    now = live.clock() - times.HOUR
    start = as_windows(window, ZoneInfo("UTC")).start(now)
    send(acme, [Used(0, now, "s", Decimal(1), {"region": "0"})])  # before the meter: counted too
    assert acme.http.post("/v1/usage/meters", json=body).status_code == 201
    told = 0
    for number in (1, 1, 2, 3):
        send(acme, [Used(number, now, "s", Decimal(number), {"region": str(number % 3)})])
        found = acme.http.get("/v1/webhooks/events", params={"event_types": "usage.threshold_reached"}).json()["data"]
        told = max(told, len(found))
        if number == 1:
            assert found == []
    done = [found["data"] for found in found]
    wanted = {"sum": 4, "unique_count": 3, "max": 3, "count": 3}[aggregation]
    assert [(one["value"], one["window_start"]) for one in done] == [(wanted, times.show(start))]


def test_thresholds_by_the_minute_are_exact_long_after_the_meter_was_made(live: Live, acme: Tenant) -> None:
    body: dict[str, Any] = {"key": "m", "name": "m", "event_type": "used", "aggregation": "sum"}
    body["thresholds"] = [{"value": 3, "window": "minute"}]
    assert acme.http.post("/v1/usage/meters", json=body).status_code == 201
    live.clock.advance(3600)
    start = live.clock() - live.clock() % times.MINUTE
    with statements(live) as seen:
        for number in range(4):
            send(acme, [Used(number, start, "s", Decimal(1), {})])
    assert [statement for statement in seen if "FROM usage_events" in statement] == []
    told = acme.http.get("/v1/webhooks/events", params={"event_types": "usage.threshold_reached"}).json()["data"]
    assert [found["data"]["value"] for found in told] == [3]


def test_a_migration_fills_the_totals_from_the_events_that_are_there(empty_url: URL) -> None:
    database = Database(empty_url)
    upgrade(database, "0003")
    chance = random.Random(3)
    now = times.now()
    events = [
        Used(
            number, now - chance.randrange(0, 70 * times.DAY, times.MINUTE), chance.choice("abc"),
            as_exact(
                chance.choice([
                    Decimal(chance.randrange(-(10**6), 10**9)) / 10**4, Decimal(chance.randrange(-9, 10)),
                    Decimal(10**9 + number), Decimal(-(10**9) - number), Decimal(10**30 + number),
                ])
            ),
            chance.choice([{}, {"region": "eu", "a": "ü"}, {"b": "\n\"'", "a": "x"}]),
        )
        for number in range(500)
    ]  # fmt: skip
    with database.migrating() as connection:
        connection.execute(text("INSERT INTO organizations (id, name, created_at) VALUES ('org_1', 'Acme', 0)"))
        connection.execute(
            UsageEvent.__table__.insert(),  # type: ignore[attr-defined] # a Table
            [
                {
                    "organization_id": "org_1", "source": "x", "event_id": str(used.number), "type": "used",
                    "subject": used.subject, "time": used.time, "value": used.value,
                    "dimensions": dict(used.dimensions), "received_at": now,
                }
                for used in events
            ],
        )  # fmt: skip
    upgrade(database)
    assert stored_totals(database, "org_1") == added_up(events)
    more = [
        Used(number + 500, used.time, used.subject, Decimal(1), used.dimensions) for number, used in enumerate(events)
    ]
    with database.writing("org_1") as session:
        rows = [
            {"type": "used", "subject": used.subject, "time": used.time, "value": used.value,
             "dimensions": dict(used.dimensions), "sequence": used.number + 1}
            for used in more
        ]  # fmt: skip
        add_to_totals(Repository(session, "org_1"), rows, ())
    assert stored_totals(database, "org_1") == added_up([*events, *more])
    database.close()


def test_the_totals_of_another_organization_stay_apart(live: Live, acme: Tenant, other: Tenant) -> None:
    for tenant, value in ((acme, 1), (other, 10)):
        make_meters(live, tenant)
        send(tenant, [Used(0, live.clock(), "s", Decimal(value), {})])
    for tenant, value in ((acme, 1), (other, 10)):
        meters = tenant.http.get("/v1/usage/summary").json()["meters"]
        assert {m["value"] for m in meters if m["aggregation"] in {"sum", "max", "latest"}} == {value}
    with live.services.database.writing(EVERY_ORGANIZATION) as session:
        query = select(func.count()).select_from(UsageTotal).where(UsageTotal.organization_id == acme.organization_id)
        assert session.scalar(query)
        session.execute(delete(UsageTotal).where(UsageTotal.organization_id == acme.organization_id))
    assert {m["event_count"] for m in other.http.get("/v1/usage/summary").json()["meters"]} == {1}
