"""``usage.query`` and ``usage.summary``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement

from tollkeeper_server import times
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Meter, UsageEvent
from tollkeeper_server.problems import Fault, Problem, invalid
from tollkeeper_server.queries.meters import meters
from tollkeeper_server.queries.totals import SUBJECT, Total, dimension, totals
from tollkeeper_server.queries.windows import QUARTER, Windows, as_windows, cached_start, find_zone
from tollkeeper_server.times import MINUTE

MOST_ROWS = 10_000

_Key = tuple[int, tuple[str | None, ...]]


def query_usage(call: Call, meter: Meter) -> dict[str, Any]:
    """A ``UsageQueryResult``. Raises ``Problem`` 422 for what can't be asked."""
    body: Mapping[str, Any] = call.body
    begin, end = times.parse(body["from"]), times.parse(body["to"])
    if begin >= end:
        raise invalid("/from", "from is not before to.", "invalid_time_range")
    zone = find_zone(body["time_zone"])
    if zone is None:
        raise invalid("/time_zone", "There is no such time zone.", "unknown_time_zone")
    _check_dimensions(meter, body)
    windows = as_windows(body["window"], zone) if body.get("window") else None
    if windows:
        begin, end = windows.widen(begin, end)
    return {
        "meter": meter.key,
        "aggregation": meter.aggregation,
        "from": times.show(begin),
        "to": times.show(end),
        "window": body.get("window"),
        "time_zone": body["time_zone"],
        "group_by": body["group_by"],
        "rows": _rows(call, meter, begin, end, windows),
    }


def summarize(call: Call) -> dict[str, Any]:
    """A ``UsageSummary``. Raises ``Problem`` 400 for a range that does not begin before it ends."""
    query = call.query
    month = Windows("month", ZoneInfo("UTC")).start(call.now)
    begin = month if query["from"] is None else times.parse(query["from"])
    end = call.now if query["to"] is None else times.parse(query["to"])
    if begin >= end:
        detail = f"{times.show(begin)} is not before {times.show(end)}."
        raise Problem("invalid_time_range", detail, status=400, errors=[Fault("/query/from", detail)])
    conditions = _between(begin, end)
    if query["subject"] is not None:
        conditions.append(UsageEvent.subject == query["subject"])
    shown = call.repository.session.scalars(meters(call, archived=False).order_by(Meter.key)).all()
    return {
        "from": times.show(begin),
        "to": times.show(end),
        "subject": query["subject"],
        "meters": [_usage_of(call, meter, conditions) for meter in shown],
    }


def _usage_of(call: Call, meter: Meter, conditions: list[ColumnElement[bool]]) -> dict[str, Any]:
    total = Total()
    for _, part in totals(call.repository, meter, conditions, []):
        total.merge(part)
    return {
        "meter": meter.key,
        "aggregation": meter.aggregation,
        "value": total.value(meter.aggregation),
        "event_count": total.count,
    }


def _rows(call: Call, meter: Meter, begin: int, end: int, windows: Windows | None) -> list[dict[str, Any]]:
    names: list[str] = call.body["group_by"]
    found = _merged(call, meter, _between(begin, end) + _filters(call.body.get("filters", {})), windows)
    rows: list[dict[str, Any]] = []
    for start, group in sorted(found, key=_order):
        rows.append(
            {
                "window_start": times.show(start if windows else begin),
                "window_end": times.show(windows.end(start) if windows else end),
                "group": dict(zip(names, group, strict=True)),
                "value": found[start, group].value(meter.aggregation),
            }
        )
    return rows


def _merged(
    call: Call, meter: Meter, conditions: list[ColumnElement[bool]], windows: Windows | None
) -> dict[_Key, Total]:
    """Totals by window and group. The database adds up quarters of an hour, which no window but a minute divides."""
    size = MINUTE if windows and windows.unit == "minute" else QUARTER
    buckets = [UsageEvent.time // size] if windows else []
    groups = [dimension(name) for name in call.body["group_by"]]
    start_of = cached_start(windows) if windows else None
    merged: dict[_Key, Total] = {}
    for key, part in totals(call.repository, meter, conditions, [*buckets, *groups]):
        start = start_of(int(key[0]) * size) if start_of else 0
        group = tuple(key[len(buckets) :])
        merged.setdefault((start, group), Total()).merge(part)
        if len(merged) > MOST_ROWS:
            detail = f"The answer would have more than {MOST_ROWS} rows."
            raise Problem("result_too_large", f"{detail} Narrow the range, widen the window, or group by less.")
    return merged


def _between(begin: int, end: int) -> list[ColumnElement[bool]]:
    return [UsageEvent.time >= begin, UsageEvent.time < end]


def _filters(filters: Mapping[str, list[str]]) -> list[ColumnElement[bool]]:
    return [dimension(name).in_(values) for name, values in filters.items()]


def _order(key: _Key) -> tuple[int, list[tuple[bool, str]]]:
    start, group = key
    return start, [(value is not None, value or "") for value in group]


def _check_dimensions(meter: Meter, body: Mapping[str, Any]) -> None:
    known = {SUBJECT, *meter.dimensions}
    places = [(f"/group_by/{number}", name) for number, name in enumerate(body["group_by"])]
    places += [(f"/filters/{name}", name) for name in body.get("filters", {})]
    faults = [Fault(place, f"The meter has no dimension {name}.") for place, name in places if name not in known]
    if faults:
        raise Problem("unknown_dimension", faults[0].detail, errors=faults)
