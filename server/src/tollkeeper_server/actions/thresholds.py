"""``usage.threshold_reached``: once per meter, threshold, subject and window."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from tollkeeper_server import times
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Meter, ThresholdHit, UsageEvent
from tollkeeper_server.events import record_event
from tollkeeper_server.exact import as_exact
from tollkeeper_server.queries.meters import meters
from tollkeeper_server.queries.totals import Total, totals
from tollkeeper_server.queries.windows import Windows, as_windows

_UTC = ZoneInfo("UTC")


def tell_thresholds(call: Call, stored: Sequence[Mapping[str, Any]]) -> None:
    """Look at every threshold that the stored rows may have reached, in the transaction that stored them."""
    types = {row["type"] for row in stored}
    if not types:
        return
    query = meters(call, archived=False).where(Meter.event_type.in_(types)).order_by(Meter.id)
    for meter in call.repository.session.scalars(query).all():
        rows = [row for row in stored if row["type"] == meter.event_type]
        for unit in sorted({threshold["window"] for threshold in meter.thresholds}):
            windows = as_windows(unit, _UTC)
            touched: dict[int, set[str]] = {}
            for row in rows:
                touched.setdefault(windows.start(row["time"]), set()).add(row["subject"])
            for start in sorted(touched):
                _tell(call, meter, windows, start, touched[start])


def _tell(call: Call, meter: Meter, windows: Windows, start: int, subjects: set[str]) -> None:
    end = windows.end(start)
    _lock(call, meter, start)
    conditions = [UsageEvent.time >= start, UsageEvent.time < end, UsageEvent.subject.in_(sorted(subjects))]
    merged: dict[str, Total] = {}
    for (subject,), part in totals(call.repository, meter, conditions, [UsageEvent.subject.expression]):
        merged.setdefault(subject, Total()).merge(part)
    values = {subject: total.value(meter.aggregation) or Decimal(0) for subject, total in merged.items()}
    for threshold in meter.thresholds:
        for subject in sorted(values) if threshold["window"] == windows.unit else ():
            if values[subject] >= as_exact(threshold["value"]) and _first(call, meter, threshold, subject, start):
                data = {
                    "meter": meter.key,
                    "subject": subject,
                    "threshold": threshold["value"],
                    "value": values[subject],
                    "window": threshold["window"],
                    "window_start": times.show(start),
                    "window_end": times.show(end),
                }
                record_event(call.repository, "usage.threshold_reached", data, call.now)


def _first(call: Call, meter: Meter, threshold: Mapping[str, Any], subject: str, start: int) -> bool:
    session = call.repository.session
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(ThresholdHit).values(
        organization_id=call.organization_id,
        meter_id=meter.id,
        threshold=as_exact(threshold["value"]),
        window=threshold["window"],
        subject=subject,
        window_start=start,
    )
    return session.scalar(insert.on_conflict_do_nothing().returning(ThresholdHit.subject)) is not None


def _lock(call: Call, meter: Meter, start: int) -> None:
    """PostgreSQL: of two transactions that reach a threshold together, the second sees what the first stored."""
    session = call.repository.session
    if session.get_bind().dialect.name == "postgresql":
        digest = hashlib.sha256(f"threshold {meter.id} {start}".encode()).digest()
        session.execute(
            text("SELECT pg_advisory_xact_lock(:number)"), {"number": int.from_bytes(digest[:8], signed=True)}
        )
