"""Usage events as they are shown, and finding them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from tollkeeper_server import times
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import UsageEvent


def usage_events(call: Call) -> Select[UsageEvent]:
    """Those that the request's filters keep."""
    query = call.repository.rows(UsageEvent)
    filters = call.query
    if filters["event_type"] is not None:
        query = query.where(UsageEvent.type == filters["event_type"])
    if filters["subject"] is not None:
        query = query.where(UsageEvent.subject == filters["subject"])
    if filters["from"] is not None:
        query = query.where(UsageEvent.time >= times.parse(filters["from"]))
    if filters["to"] is not None:
        query = query.where(UsageEvent.time < times.parse(filters["to"]))
    return query


def show_usage_event(event: UsageEvent) -> dict[str, Any]:
    """A ``UsageEvent`` of the document."""
    return {
        "id": event.event_id,
        "source": event.source,
        "type": event.type,
        "subject": event.subject,
        "time": times.show(event.time),
        "value": event.value,
        "dimensions": event.dimensions,
        "received_at": times.show(event.received_at),
    }
