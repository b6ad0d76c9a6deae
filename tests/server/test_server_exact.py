"""Numbers are what was written: in storage, in sums, in thresholds, in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from itertools import accumulate
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live import Live, Tenant
from sqlalchemy import text
from sqlalchemy.engine import URL
from tollkeeper_server import times
from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database
from tollkeeper_server.db.migrations import upgrade
from tollkeeper_server.db.models import ThresholdHit, UsageEvent
from tollkeeper_server.exact import EXACT, as_exact, dump_json, load_json, mean, plain


def meter(client: httpx.Client, key: str, aggregation: str = "sum", **body: Any) -> None:
    whole = {"key": key, "name": key, "event_type": "used", "aggregation": aggregation, **body}
    done = client.post("/v1/usage/meters", json=whole)
    assert done.status_code == 201, done.text


def post(client: httpx.Client, path: str, body: str) -> httpx.Response:
    """A body as it is written here, digit by digit."""
    return client.post(path, content=body, headers={"Content-Type": "application/json"})


def record(client: httpx.Client, *values: str) -> None:
    events = ",".join(
        f'{{"id":"e{number}","type":"used","subject":"s","value":{value}}}' for number, value in enumerate(values)
    )
    done = post(client, "/v1/usage/events/batch", f'{{"events":[{events}]}}')
    assert done.status_code == 202, done.text
    assert done.json()["accepted"] == len(values)


def exactly(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text
    return json.loads(response.text, parse_float=Decimal, parse_int=Decimal)


def summary(client: httpx.Client) -> dict[str, Decimal]:
    return {m["meter"]: m["value"] for m in exactly(client.get("/v1/usage/summary"))["meters"]}


WINDOWS = (None, "minute", "hour", "day", "month")


def total(
    client: httpx.Client,
    key: str,
    summed: dict[str, Decimal] | None = None,
    windows: Iterable[str | None] = WINDOWS,
) -> Decimal:
    """As the summary says, which queries by these windows agree with."""
    found = (summary(client) if summed is None else summed)[key]
    body = {"meter": key, "from": "2000-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
    for window in windows:
        rows = exactly(client.post("/v1/usage/query", json={**body, **({"window": window} if window else {})}))["rows"]
        if len(rows) == 1:  # the clock may have gone over a window's end
            assert rows[0]["value"] == found
    return found


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (["0.1"] * 10, "1"),
        (["0.1", "0.2"], "0.3"),
        (["1e15", "0.000000000000000001", "-1e15"], "0.000000000000000001"),
        (["123456789012.123456789012345678901"] * 2, "246913578024.246913578024691357802"),
        (["1e-7"] * 3, "0.0000003"),
        (["4.9e-324", "0"], "4.9e-324"),
        (["1.005"] * 1000, "1005"),
        (["0.1", "-0.1"], "0"),
    ],
)
def test_a_sum_is_exact(acme: Tenant, values: list[str], wanted: str) -> None:
    meter(acme.http, "total")
    record(acme.http, *values)
    assert total(acme.http, "total") == Decimal(wanted)
    stored = exactly(acme.http.get("/v1/usage/events", params={"limit": 200}))["data"]
    assert {event["value"] for event in stored} == {Decimal(value) for value in values}


@pytest.mark.parametrize(
    ("aggregation", "wanted"),
    [
        ("min", "-9.00000000000000000001"), ("max", "10.00000000000000000002"), ("count", "4"), ("latest", "2"),
        ("avg", "3.0000000000000000000025"),
    ],
)  # fmt: skip
def test_the_other_aggregations_are_exact_too(acme: Tenant, aggregation: str, wanted: str) -> None:
    meter(acme.http, "m", aggregation)
    record(acme.http, "10.00000000000000000002", "9", "-9.00000000000000000001", "2")
    assert total(acme.http, "m") == Decimal(wanted)


def test_a_threshold_is_reached_by_the_exact_sum_and_not_before(acme: Tenant) -> None:
    meter(acme.http, "m", thresholds=[{"value": 1, "window": "month"}, {"value": 0.3, "window": "day"}])
    made = post(
        acme.http,
        "/v1/usage/meters",
        '{"key":"fine","name":"f","event_type":"used","aggregation":"sum",'
        '"thresholds":[{"value":0.30000000000000000001,"window":"month"}]}',
    )
    assert made.json()["thresholds"][0]["value"] == pytest.approx(0.3)
    for number in range(10):
        event = {"id": str(number), "type": "used", "subject": "s", "value": 0.1}
        assert acme.http.post("/v1/usage/events", json=event).status_code == 202
        reached = acme.http.get("/v1/webhooks/events", params={"event_types": "usage.threshold_reached"}).json()["data"]
        wanted = {m: True for m, least in (("m", 2), ("fine", 3)) if number >= least}
        assert {event["data"]["meter"] for event in reached} == set(wanted)
    told = exactly(acme.http.get("/v1/webhooks/events", params={"event_types": "usage.threshold_reached"}))["data"]
    by_threshold = {event["data"]["threshold"]: event["data"]["value"] for event in told}
    assert by_threshold == {
        Decimal("0.3"): Decimal("0.3"),
        Decimal("0.30000000000000000001"): Decimal("0.4"),
        Decimal(1): Decimal(1),
    }
    listed = exactly(acme.http.get("/v1/usage/meters/fine"))["thresholds"]
    assert listed[0]["value"] == Decimal("0.30000000000000000001")


@pytest.mark.parametrize("value", ["1e-401", "1e-999999999", "0." + "1" * 401, "1.5e-500"])
def test_a_number_of_no_end_is_refused_where_it_stands(acme: Tenant, value: str) -> None:
    event = f'{{"id":"e","type":"used","subject":"s","value":{value}}}'
    done = post(acme.http, "/v1/usage/events", event)
    assert (done.status_code, done.json()["errors"][0]["pointer"]) == (422, "/value")
    done = post(acme.http, "/v1/usage/events/batch", f'{{"events":[{event}]}}')
    assert (done.status_code, done.json()["errors"][0]["pointer"]) == (422, "/events/0/value")


@pytest.mark.parametrize("value", ["0e-999999999", "-0.0", "0.0000000000000000000000"])
def test_a_zero_is_a_zero(acme: Tenant, value: str) -> None:
    meter(acme.http, "m")
    record(acme.http, value)
    assert total(acme.http, "m") == 0


@pytest.mark.parametrize("value", ["1000000000000000.0000000001", "-1000000000000001", "1e400", "1e16"])
def test_a_number_beyond_the_bounds_is_refused(acme: Tenant, value: str) -> None:
    done = post(acme.http, "/v1/usage/events", f'{{"id":"e","type":"used","subject":"s","value":{value}}}')
    assert done.status_code in {400, 422}


def test_the_same_digits_with_an_idempotency_key_are_the_same_request(acme: Tenant) -> None:
    body = '{{"key":"m","name":"m","event_type":"t","aggregation":"sum","thresholds":[{{"value":{},"window":"day"}}]}}'
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    answers = [
        acme.http.post("/v1/usage/meters", content=body.format(value), headers=headers).status_code
        for value in ("0.12345678901234567891", "0.12345678901234567891", "0.12345678901234567892")
    ]
    assert answers == [201, 201, 422]


@settings(max_examples=200)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=30))
def test_json_keeps_every_digit(number: Decimal) -> None:
    assert as_exact(load_json(dump_json({"n": number}))["n"]) == number


DIGITS = st.text("0123456789", min_size=1, max_size=30)


# A number as JSON may spell it: any digits, a point anywhere, an exponent or none. Made once: that is most of a draw.
SPELLED = st.tuples(
    st.sampled_from(["", "-"]),
    st.one_of(st.just("0"), st.integers(1, 10**12).map(str)),
    st.one_of(st.just(""), DIGITS.map(".{}".format)),
    st.one_of(st.just(""), st.integers(-300, 2).map("e{}".format), st.integers(0, 2).map("E+{}".format)),
).map("".join)


@settings(max_examples=500)
@given(SPELLED)
def test_a_number_is_read_with_every_digit_however_it_is_spelled(number: str) -> None:
    read = as_exact(load_json(f'{{"n": {number}}}')["n"])
    assert read == Decimal(number)
    assert json.loads(dump_json(read), parse_float=Decimal, parse_int=Decimal) == Decimal(number)


@settings(max_examples=500)
@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(-290, 0))
def test_up_to_15_digits_a_float_is_the_sum_that_was_written(digits: int, exponent: int) -> None:
    """What the SDK's ``float`` holds (037)."""
    number = Decimal(digits).scaleb(exponent)
    assert as_exact(json.loads(dump_json(as_exact(number)))) == number


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SPELLED, min_size=1, max_size=12), st.data())
def test_any_numbers_are_added_up_compared_and_told_exactly(live: Live, values: list[str], data: st.DataObject) -> None:
    """Storage, every aggregation, thresholds and JSON, against decimals that never round."""
    numbers = [Decimal(value) for value in values]
    sums = list(accumulate(numbers, EXACT.add))
    least = data.draw(st.sampled_from(sums).filter(bool).map(abs) if any(sums) else st.just(Decimal(1)))
    tenant = live.tenant()
    live.meters(tenant, {one: {"aggregation": one} for one in ("sum", "min", "max", "latest", "avg", "count")})
    threshold = f'[{{"value":{plain(least)},"window":"month"}}]'
    body = f'{{"key":"told","name":"t","event_type":"used","aggregation":"sum","thresholds":{threshold}}}'
    assert post(tenant.http, "/v1/usage/meters", body).status_code == 201
    moment = times.show(live.clock())  # of one time, the last that came is the latest; and of one month
    for number, value in enumerate(values):
        event = f'{{"id":"e{number}","type":"used","subject":"s","time":"{moment}","value":{value}}}'
        assert post(tenant.http, "/v1/usage/events", event).status_code == 202
    wanted = {
        "sum": sums[-1], "told": sums[-1], "min": min(numbers), "max": max(numbers), "latest": numbers[-1],
        "avg": mean(sums[-1], len(numbers)), "count": Decimal(len(numbers)),
    }  # fmt: skip
    summed = summary(tenant.http)
    # Every meter by one window in turn, as by all windows above.
    windows = {key: (None, WINDOWS[1 + (turn + len(values)) % 4]) for turn, key in enumerate(wanted)}
    assert {key: total(tenant.http, key, summed, windows[key]) for key in wanted} == wanted
    shown = exactly(tenant.http.get("/v1/webhooks/events", params={"event_types": "usage.threshold_reached"}))["data"]
    reached = [one for one in sums if one >= least][:1]
    assert [event["data"]["value"] for event in shown] == reached


VALUES = [0.1, 10.0, 1e15, 1e-7, 123456.789, 0.30000000000000004, -2.5, 0.0]


def test_what_was_stored_as_doubles_becomes_what_was_written(empty_url: URL) -> None:
    database = Database(empty_url)
    upgrade(database, "0002")
    with database.migrating() as connection:
        connection.execute(text("INSERT INTO organizations (id, name, created_at) VALUES ('org_1', 'Acme', 0)"))
        connection.execute(
            text(
                "INSERT INTO meters (id, organization_id, key, name, event_type, aggregation, dimensions, thresholds,"
                " created_at) VALUES ('mtr_1', 'org_1', 'm', 'm', 't', 'sum', '[]', '[]', 0)"
            )
        )
        for number, value in enumerate(VALUES):
            connection.execute(
                text(
                    "INSERT INTO usage_events (organization_id, source, event_id, type, subject, time, value,"
                    " dimensions, received_at) VALUES ('org_1', 'x', :id, 't', 's', :now, :value, '{}', :now)"
                ),
                {"id": str(number), "value": value, "now": times.now()},
            )
            connection.execute(
                text(
                    'INSERT INTO threshold_hits (organization_id, meter_id, threshold, "window", subject, window_start)'
                    " VALUES ('org_1', 'mtr_1', :value, 'day', 's', 5)"
                ),
                {"value": value},
            )
    upgrade(database)
    with database.reading(EVERY_ORGANIZATION) as session:
        stored = session.query(UsageEvent).order_by(UsageEvent.sequence).all()
        assert [event.value for event in stored] == [Decimal(repr(value)) for value in VALUES]
        assert {hit.threshold for hit in session.query(ThresholdHit)} == {Decimal(repr(value)) for value in VALUES}
    database.close()


def test_the_sdk_reads_an_exact_sum(sdk: Any, live: Live, acme: Tenant) -> None:
    meter(acme.http, "m")
    record(acme.http, *["0.1"] * 10)
    with sdk.Tollkeeper(api_key=acme.secret, base_url=live.url) as client:
        assert client.usage.summary().meters[0].value == 1
