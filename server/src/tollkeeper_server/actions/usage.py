"""Recording usage events: each one once, whatever is sent twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from tollkeeper_server import times
from tollkeeper_server.actions.thresholds import meters_of, needs_minutes, tell_thresholds
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import UsageEvent
from tollkeeper_server.db.prepared import Prepared
from tollkeeper_server.exact import as_exact
from tollkeeper_server.problems import Fault, Problem
from tollkeeper_server.times import DAY, MINUTE
from tollkeeper_server.usage_totals.writing import add_to_totals

OLDEST = 35 * DAY
AHEAD = 5 * MINUTE

Identity = tuple[str, str]


def _inserting(dialect: Any) -> Any:
    insert = dialect.insert(UsageEvent.__table__).on_conflict_do_nothing(
        index_elements=[UsageEvent.organization_id, UsageEvent.source, UsageEvent.event_id]
    )
    return insert.returning(UsageEvent.sequence, UsageEvent.source, UsageEvent.event_id)


_COLUMNS = (
    "organization_id", "source", "event_id", "type", "subject", "time", "value", "dimensions", "received_at",
)  # fmt: skip
_ON_POSTGRESQL = _inserting(postgresql)
_ONE_ON_POSTGRESQL = Prepared(_ON_POSTGRESQL, tuple, _COLUMNS)
_ONE_ON_SQLITE = Prepared(_inserting(sqlite), tuple, _COLUMNS)


def record_usage(call: Call) -> dict[str, Any]:
    """A ``UsageEventResult`` for one event. Raises ``Problem`` 422 for a time that is out of bounds."""
    event: Mapping[str, Any] = call.body
    fault = _time_fault(call, event)
    if fault is not None:
        code, detail = fault
        raise Problem(code, detail, errors=[Fault("/time", detail)])
    stored = _store(call, [event])
    return _result(event, "accepted" if stored else "duplicate")


def record_usage_batch(call: Call) -> dict[str, Any]:
    """A ``UsageBatchResult``. What is out of bounds is rejected on its own."""
    events: Sequence[Mapping[str, Any]] = call.body["events"]
    rejected = {number: fault for number, event in enumerate(events) if (fault := _time_fault(call, event)) is not None}
    stored = _store(call, [event for number, event in enumerate(events) if number not in rejected])
    results: list[dict[str, Any]] = []
    for number, event in enumerate(events):
        if number in rejected:
            code, detail = rejected[number]
            error = {"code": code, "pointer": f"/events/{number}/time", "detail": detail}
            results.append({**_result(event, "rejected"), "error": error})
            continue
        first = _identity(event) in stored
        stored.discard(_identity(event))  # the same event once more in the batch is a duplicate
        results.append(_result(event, "accepted" if first else "duplicate"))
    statuses = [result["status"] for result in results]
    return {
        "accepted": statuses.count("accepted"),
        "duplicates": statuses.count("duplicate"),
        "rejected": statuses.count("rejected"),
        "results": results,
    }


def _store(call: Call, events: Sequence[Mapping[str, Any]]) -> set[Identity]:
    """Insert what is new, and tell about thresholds that it reaches. The identities of what was new."""
    rows = {_identity(event): _row(call, event) for event in reversed(events)}  # of two in one batch, the first counts
    if not rows:
        return set()
    # In one order, so that two batches with the same events wait for each other and not in a circle.
    stored = _insert(call, [rows[identity] for identity in sorted(rows)])
    if stored:
        known = meters_of(call, {row["type"] for row in stored})
        add_to_totals(call.repository, stored, needs_minutes(known))
        tell_thresholds(call, known, stored)
    return {(row["source"], row["event_id"]) for row in stored}


def _insert(call: Call, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that were new, with their sequences."""
    repository = call.repository
    if repository.is_postgresql and len(rows) > 1:  # in one message
        known = {(row["source"], row["event_id"]): row for row in rows}
        inserted = repository.session.execute(_ON_POSTGRESQL, rows)
        return [{**known[row.source, row.event_id], "sequence": row.sequence} for row in inserted]
    insert = _ONE_ON_POSTGRESQL if repository.is_postgresql else _ONE_ON_SQLITE
    return [{**row, "sequence": found[0]} for row in rows for found in repository.find_all(insert, row)]


def _row(call: Call, event: Mapping[str, Any]) -> dict[str, Any]:
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


def _identity(event: Mapping[str, Any]) -> Identity:
    return event["source"], event["id"]


def _result(event: Mapping[str, Any], status: str) -> dict[str, Any]:
    return {"id": event["id"], "source": event["source"], "status": status, "error": None}


def _time_fault(call: Call, event: Mapping[str, Any]) -> tuple[str, str] | None:
    """Code and detail of a time that is out of bounds."""
    if "time" not in event:
        return None
    moment = times.parse(event["time"])
    if moment < call.now - OLDEST:
        return "time_too_old", "This time is more than 35 days ago."
    if moment > call.now + AHEAD:
        return "time_in_future", "This time is more than 5 minutes ahead."
    return None
