"""``usage.query`` and ``usage.summary``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from tollkeeper_server import times
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Meter
from tollkeeper_server.problems import Fault, Problem, invalid
from tollkeeper_server.queries.meters import meters
from tollkeeper_server.queries.windows import Windows, as_windows, find_zone
from tollkeeper_server.usage_totals.reading import SUBJECT, Asked, extent, totals
from tollkeeper_server.usage_totals.spans import plan
from tollkeeper_server.usage_totals.total import Total

MOST_ROWS = 10_000

_Key = tuple[int, int, tuple[str | None, ...]]
"""Begin and end of a window, and a group."""


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
    filters = {} if query["subject"] is None else {SUBJECT: [query["subject"]]}
    shown = call.repository.session.scalars(meters(call, archived=False).order_by(Meter.key)).all()
    return {
        "from": times.show(begin),
        "to": times.show(end),
        "subject": query["subject"],
        "meters": [_usage_of(call, Asked(meter, (), filters), begin, end) for meter in shown],
    }


def _usage_of(call: Call, asked: Asked, begin: int, end: int) -> dict[str, Any]:
    total = Total()
    for _, part in _parts(call, asked, begin, end, None):
        total.merge(part)
    return {
        "meter": asked.meter.key,
        "aggregation": asked.meter.aggregation,
        "value": total.value(asked.meter.aggregation),
        "event_count": total.count,
    }


def _rows(call: Call, meter: Meter, begin: int, end: int, windows: Windows | None) -> list[dict[str, Any]]:
    names: list[str] = call.body["group_by"]
    found: dict[_Key, Total] = {}
    for key, part in _parts(call, Asked(meter, names, call.body.get("filters", {})), begin, end, windows):
        found.setdefault(key, Total()).merge(part)
        if len(found) > MOST_ROWS:
            detail = f"The answer would have more than {MOST_ROWS} rows."
            raise Problem("result_too_large", f"{detail} Narrow the range, widen the window, or group by less.")
    return [
        {
            "window_start": times.show(start if windows else begin),
            "window_end": times.show(until if windows else end),
            "group": dict(zip(names, group, strict=True)),
            "value": found[start, until, group].value(meter.aggregation),
        }
        for start, until, group in sorted(found, key=_order)
    ]


def _parts(call: Call, asked: Asked, begin: int, end: int, windows: Windows | None) -> Iterator[tuple[_Key, Total]]:
    """Totals by window and group, to be merged; of the part of the range in which there are events."""
    months = extent(call.repository, asked.meter.event_type)
    if months is None or begin >= months[1] or end <= months[0]:
        return
    begin, end = max(begin, months[0]), min(end, months[1])
    for run in plan(*(windows.widen(begin, end) if windows else (begin, end)), windows):
        for number, group, part in totals(call.repository, asked, run):
            start = run.begin + number * run.length
            yield (start, start + run.length, group), part


def _order(key: _Key) -> tuple[int, list[tuple[bool, str]]]:
    start, _, group = key
    return start, [(value is not None, value or "") for value in group]


def _check_dimensions(meter: Meter, body: Mapping[str, Any]) -> None:
    known = {SUBJECT, *meter.dimensions}
    places = [(f"/group_by/{number}", name) for number, name in enumerate(body["group_by"])]
    places += [(f"/filters/{name}", name) for name in body.get("filters", {})]
    faults = [Fault(place, f"The meter has no dimension {name}.") for place, name in places if name not in known]
    if faults:
        raise Problem("unknown_dimension", faults[0].detail, errors=faults)
