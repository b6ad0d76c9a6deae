"""What changes meters: create and archive."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from tollkeeper_server.audit import changes_between, record_audit
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Meter, Organization
from tollkeeper_server.events import record_event
from tollkeeper_server.ids import new_id
from tollkeeper_server.problems import Problem, invalid
from tollkeeper_server.queries.meters import show_meter
from tollkeeper_server.usage_totals.reading import SUBJECT

MOST_METERS = 200


def create_meter(call: Call) -> Meter:
    """A new meter. Raises ``Problem`` 409 for a key that is taken, 422 for a rule that is broken."""
    body: dict[str, Any] = call.body
    _check(body)
    _lock_organization(call)
    if call.repository.by(Meter, "key", body["key"]) is not None:
        raise Problem("meter_exists", f"There is a meter with the key {body['key']}.")
    _check_limit(call)
    meter = Meter(
        id=new_id("mtr", call.now),
        organization_id=call.organization_id,
        key=body["key"],
        name=body["name"],
        event_type=body["event_type"],
        aggregation=body["aggregation"],
        unique_dimension=body.get("unique_dimension"),
        dimensions=body["dimensions"],
        thresholds=body["thresholds"],
        created_at=call.now,
    )
    call.repository.add(meter)
    shown = show_meter(meter)
    del shown["id"], shown["created_at"]
    record_audit(call, "meter.created", ("meter", meter.id), changes_between({}, shown))
    record_event(call.repository, "meter.created", {"meter": show_meter(meter)}, call.now)
    return meter


def archive_meter(call: Call, meter: Meter) -> None:
    """Take a meter out of lists and summaries. Again, nothing happens."""
    if meter.archived_at is None:
        before = show_meter(meter)
        meter.archived_at = call.now
        record_audit(call, "meter.archived", ("meter", meter.id), changes_between(before, show_meter(meter)))
        record_event(call.repository, "meter.archived", {"meter": show_meter(meter)}, call.now)


def _check(body: dict[str, Any]) -> None:
    counts_unique = body["aggregation"] == "unique_count"
    if counts_unique and body.get("unique_dimension") is None:
        raise invalid("/unique_dimension", "unique_count needs unique_dimension.")
    if not counts_unique and body.get("unique_dimension") is not None:
        raise invalid("/unique_dimension", f"{body['aggregation']} has no unique_dimension.")
    if SUBJECT in body["dimensions"]:
        place = f"/dimensions/{body['dimensions'].index(SUBJECT)}"
        raise invalid(place, "subject always is a dimension and is not listed.")


def _lock_organization(call: Call) -> None:
    """One creation at a time: keys are unique and meters are counted."""
    query = select(Organization.id).where(Organization.id == call.organization_id)
    call.repository.session.execute(query.with_for_update())


def _check_limit(call: Call) -> None:
    mine = (Meter.organization_id == call.organization_id, Meter.archived_at.is_(None))
    if (call.repository.session.scalar(select(func.count()).select_from(Meter).where(*mine)) or 0) >= MOST_METERS:
        raise Problem("limit_reached", f"An organization has at most {MOST_METERS} meters that are not archived.")
