"""``usage.threshold_reached``: once per meter, threshold, subject and window."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from tollkeeper_server import times
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Meter, ThresholdHit
from tollkeeper_server.db.prepared import Prepared
from tollkeeper_server.events import record_event
from tollkeeper_server.exact import as_exact
from tollkeeper_server.queries.meters import meters
from tollkeeper_server.queries.windows import Windows, as_windows
from tollkeeper_server.usage_totals.distinct import count_distinct
from tollkeeper_server.usage_totals.of_subjects import by_subject

_UTC = ZoneInfo("UTC")

Rows = Sequence[Mapping[str, Any]]

_THRESHOLDS = Prepared(
    select(Meter.thresholds).where(
        Meter.organization_id == bindparam("organization_id"),
        Meter.event_type == bindparam("type"),
        Meter.archived_at.is_(None),
    ),
    tuple,
)


def meters_of(call: Call, types: Collection[str]) -> list[Meter]:
    """The meters with thresholds that events of these types may reach."""
    if not any(thresholds for kind in types for (thresholds,) in call.repository.find_all(_THRESHOLDS, {"type": kind})):
        return []  # so it mostly is
    query = meters(call, archived=False).where(Meter.event_type.in_(types)).order_by(Meter.id)
    return [meter for meter in call.repository.session.scalars(query) if meter.thresholds]


def needs_minutes(known: Sequence[Meter]) -> set[str]:
    """The types whose totals are kept by the minute."""
    return {meter.event_type for meter in known if any(t["window"] == "minute" for t in meter.thresholds)}


def tell_thresholds(call: Call, known: Sequence[Meter], stored: Rows) -> None:
    """Look at every threshold that the stored rows may have reached, in the transaction that stored them.

    Their subjects' totals are locked by then: of two transactions, the second sees what the first stored.
    """
    for meter in known:
        rows = [row for row in stored if row["type"] == meter.event_type]
        for unit in sorted({threshold["window"] for threshold in meter.thresholds}):
            windows = as_windows(unit, _UTC)
            touched: dict[int, list[Mapping[str, Any]]] = {}
            for row in rows:
                touched.setdefault(windows.start(row["time"]), []).append(row)
            for start in sorted(touched):
                _tell(call, meter, windows, start, touched[start])


def _tell(call: Call, meter: Meter, windows: Windows, start: int, rows: Rows) -> None:
    thresholds = [threshold for threshold in meter.thresholds if threshold["window"] == windows.unit]
    subjects = {row["subject"] for row in rows}
    told = _already_sent(call, meter, windows.unit, start, subjects)
    open_for = {s for s in subjects if any((s, as_exact(t["value"])) not in told for t in thresholds)}
    values = _values(call, meter, windows, start, [row for row in rows if row["subject"] in open_for])
    for threshold in thresholds:
        for subject in sorted(values):
            if values[subject] >= as_exact(threshold["value"]) and _first(call, meter, threshold, subject, start):
                data = {
                    "meter": meter.key,
                    "subject": subject,
                    "threshold": threshold["value"],
                    "value": values[subject],
                    "window": threshold["window"],
                    "window_start": times.show(start),
                    "window_end": times.show(windows.end(start)),
                }
                record_event(call.repository, "usage.threshold_reached", data, call.now)


def _values(call: Call, meter: Meter, windows: Windows, start: int, rows: Rows) -> dict[str, Decimal]:
    if not rows:
        return {}
    if meter.unique_dimension is not None:
        return count_distinct(call.repository, meter, windows, start, rows)
    totals = by_subject(call.repository, meter, windows, start, sorted({row["subject"] for row in rows}))
    return {subject: total.value(meter.aggregation) or Decimal(0) for subject, total in totals.items()}


def _already_sent(call: Call, meter: Meter, unit: str, start: int, subjects: set[str]) -> set[tuple[str, Decimal]]:
    query = select(ThresholdHit.subject, ThresholdHit.threshold).where(
        ThresholdHit.meter_id == meter.id,
        ThresholdHit.window == unit,
        ThresholdHit.window_start == start,
        ThresholdHit.subject.in_(sorted(subjects)),
    )
    return {(subject, threshold) for subject, threshold in call.repository.session.execute(query)}


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
