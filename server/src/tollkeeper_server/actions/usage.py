"""Recording usage events: each one once, whatever is sent twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Text, bindparam, cast, column, func, select
from sqlalchemy.dialects import postgresql, sqlite

from tollkeeper_server import times
from tollkeeper_server.actions.thresholds import meters_of, needs_minutes, tell_thresholds
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Identifier, UsageEvent
from tollkeeper_server.db.prepared import Prepared
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.exact import as_exact, dump_json
from tollkeeper_server.problems import Fault, Problem
from tollkeeper_server.times import DAY, MINUTE
from tollkeeper_server.usage_totals.writing import add_to_totals

OLDEST = 35 * DAY
AHEAD = 5 * MINUTE

Identity = tuple[str, str]
Event = Mapping[str, Any]

_COLUMNS = (
    "organization_id", "source", "event_id", "type", "subject", "time", "value", "dimensions", "received_at",
)  # fmt: skip
_SENT = (  # one JSON text: psycopg takes three times as long for arrays
    func.json_to_recordset(cast(bindparam("events", type_=Text), postgresql.JSON))
    .table_valued(*(column(name, UsageEvent.__table__.columns[name].type) for name in _COLUMNS[1:]), name="sent")
    .render_derived(with_types=True)
)
_ROWS = select(bindparam("organization_id", type_=Identifier), *(_SENT.columns[name] for name in _COLUMNS[1:]))


def _once(insert: Any) -> Any:
    identity = [UsageEvent.organization_id, UsageEvent.source, UsageEvent.event_id]
    once = insert.on_conflict_do_nothing(index_elements=identity)
    return once.returning(UsageEvent.sequence, UsageEvent.source, UsageEvent.event_id)


_ON_POSTGRESQL = Prepared(_once(postgresql.insert(UsageEvent).from_select(_COLUMNS, _ROWS)), tuple)
_ON_SQLITE = Prepared(_once(sqlite.insert(UsageEvent)), tuple, _COLUMNS)


def record_usage(calls: Sequence[Call]) -> list[dict[str, Any] | Problem]:
    """For each call a ``UsageEventResult``, or what is wrong with its event's time."""
    faults = [_time_fault(call, call.body) for call in calls]
    stored = _store([(call, call.body) for call, fault in zip(calls, faults, strict=True) if fault is None])
    return [
        _result(call.body, stored) if fault is None else Problem(*fault, errors=[Fault("/time", fault[1])])
        for call, fault in zip(calls, faults, strict=True)
    ]


def record_usage_batches(calls: Sequence[Call]) -> list[dict[str, Any]]:
    """For each call a ``UsageBatchResult``. What is out of bounds is rejected on its own."""
    sent = [[(event, _time_fault(call, event)) for event in call.body["events"]] for call in calls]
    stored = _store([(call, event) for call, events in zip(calls, sent, strict=True) for event, no in events if not no])
    return [_batch_result(events, stored) for events in sent]


def _batch_result(events: Sequence[tuple[Event, tuple[str, str] | None]], stored: set[Identity]) -> dict[str, Any]:
    results = [
        _result(event, stored) if fault is None else _rejected(number, event, fault)
        for number, (event, fault) in enumerate(events)
    ]
    statuses = [result["status"] for result in results]
    return {
        "accepted": statuses.count("accepted"),
        "duplicates": statuses.count("duplicate"),
        "rejected": statuses.count("rejected"),
        "results": results,
    }


def _store(sent: Sequence[tuple[Call, Event]]) -> set[Identity]:
    """Insert what is new, and tell about thresholds that it reaches. The identities of what was new."""
    rows = {_identity(event): _row(call, event) for call, event in reversed(sent)}  # of two, the first counts
    if not rows:
        return set()
    call = max((call for call, _ in sent), key=lambda call: call.now)
    # In one order, so that two transactions with the same events wait for each other and not in a circle.
    stored = _insert(call.repository, [rows[identity] for identity in sorted(rows)])
    if stored:
        known = meters_of(call, {row["type"] for row in stored})
        add_to_totals(call.repository, stored, needs_minutes(known))
        tell_thresholds(call, known, stored)
    return {(row["source"], row["event_id"]) for row in stored}


def _insert(repository: Repository, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that were new, with their sequences."""
    if not repository.is_postgresql:
        return [{**row, "sequence": found[0]} for row in rows for found in repository.find_all(_ON_SQLITE, row)]
    known = {(row["source"], row["event_id"]): row for row in rows}
    events = dump_json(rows).decode()
    return [
        {**known[source, event_id], "sequence": sequence}
        for sequence, source, event_id in repository.find_all(_ON_POSTGRESQL, {"events": events})
    ]


def _row(call: Call, event: Event) -> dict[str, Any]:
    return {
        "organization_id": call.organization_id,
        "source": event["source"],
        "event_id": event["id"],
        "type": event["type"],
        "subject": event["subject"],
        "time": times.parse(event["time"]) if "time" in event else call.now,
        "value": as_exact(event["value"]),
        "dimensions": event.get("dimensions", {}),
        "received_at": call.now,
    }


def _identity(event: Event) -> Identity:
    return event["source"], event["id"]


def _result(event: Event, stored: set[Identity]) -> dict[str, Any]:
    """``accepted`` once; the same event once more is a duplicate."""
    identity = _identity(event)
    status = "accepted" if identity in stored else "duplicate"
    stored.discard(identity)
    return {"id": event["id"], "source": event["source"], "status": status, "error": None}


def _rejected(number: int, event: Event, fault: tuple[str, str]) -> dict[str, Any]:
    error = {"code": fault[0], "pointer": f"/events/{number}/time", "detail": fault[1]}
    return {"id": event["id"], "source": event["source"], "status": "rejected", "error": error}


def _time_fault(call: Call, event: Event) -> tuple[str, str] | None:
    """Code and detail of a time that is out of bounds."""
    if "time" not in event:
        return None
    moment = times.parse(event["time"])
    if moment < call.now - OLDEST:
        return "time_too_old", "This time is more than 35 days ago."
    if moment > call.now + AHEAD:
        return "time_in_future", "This time is more than 5 minutes ahead."
    return None
