"""Meters as they are shown, and finding them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from tollkeeper_server import times
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Meter
from tollkeeper_server.problems import not_found


def get_meter(call: Call, key: str, *, lock: bool = False) -> Meter:
    """The meter with a key, archived or not. Raises ``Problem`` 404."""
    meter = call.repository.by(Meter, "key", key, lock=lock)
    if meter is None:
        raise not_found("meter with this key")
    return meter


def meters(call: Call, *, archived: bool) -> Select[Meter]:
    """The organization's meters, with or without archived ones."""
    query = call.repository.rows(Meter)
    return query if archived else query.where(Meter.archived_at.is_(None))


def show_meter(meter: Meter) -> dict[str, Any]:
    """A ``Meter`` of the document."""
    return {
        "id": meter.id,
        "key": meter.key,
        "name": meter.name,
        "event_type": meter.event_type,
        "aggregation": meter.aggregation,
        "unique_dimension": meter.unique_dimension,
        "dimensions": meter.dimensions,
        "thresholds": meter.thresholds,
        "created_at": times.show(meter.created_at),
        "archived_at": times.show_optional(meter.archived_at),
    }
