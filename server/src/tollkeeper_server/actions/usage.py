"""Recording usage events: each one once, whatever is sent twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from tollkeeper_server import times
from tollkeeper_server.actions.thresholds import meters_of, needs_minutes, tell_thresholds
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import UsageEvent
from tollkeeper_server.exact import as_exact
from tollkeeper_server.problems import Fault, Problem
from tollkeeper_server.times import DAY, MINUTE
from tollkeeper_server.usage_totals.writing import add_to_totals

OLDEST = 35 * DAY
AHEAD = 5 * MINUTE

Identity = tuple[str, str]


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
    session = call.repository.session
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(UsageEvent).on_conflict_do_nothing(
        index_elements=[UsageEvent.organization_id, UsageEvent.source, UsageEvent.event_id]
    )
    # In one order, so that two batches with the same events wait for each other and not in a circle.
    ordered = [rows[identity] for identity in sorted(rows)]
    inserted = session.execute(insert.returning(UsageEvent.source, UsageEvent.event_id, UsageEvent.sequence), ordered)
    stored: list[dict[str, Any]] = [
        {**rows[source, event_id], "sequence": sequence} for source, event_id, sequence in inserted
    ]
    if stored:
        known = meters_of(call, {row["type"] for row in stored})
        add_to_totals(session, call.organization_id, stored, needs_minutes(known))
        tell_thresholds(call, known, stored)
    return {(row["source"], row["event_id"]) for row in stored}


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
