"""Removing what is past its time, a batch and a transaction at a time: nobody waits for a long one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Delete, delete, func, inspect, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database
from tollkeeper_server.db.models import (
    AuditEvent,
    Base,
    Delivery,
    DeliveryAttempt,
    DistinctCount,
    DistinctValue,
    Event,
    IdempotencyRecord,
    Organization,
    PortalSession,
    ThresholdHit,
    UsageEvent,
    UsageTotal,
)
from tollkeeper_server.ids import Prefix, earliest_id
from tollkeeper_server.queries.webhooks_events import KEPT
from tollkeeper_server.times import DAY
from tollkeeper_server.usage_totals.levels import Grain, Level, begin_of

AUDIT_KEPT = 400 * DAY
LATEST_USAGE = 36 * DAY
"""Events are at most 35 days old when they come: no window that ended before can be reached any more."""
BATCH = 2_000


def purge(database: Database, now: int, usage_kept: int | None) -> dict[str, int]:
    """Remove what the document says is no longer kept, and usage of months before those to keep. Rows of each table."""
    removed = {table.__tablename__: _remove(database, table, condition) for table, condition in past(now)}
    before = None if usage_kept is None else begin_of(Grain.MONTH, now - usage_kept)
    for table, condition in () if before is None else usage_before(database, before):
        removed[table.__tablename__] = removed.get(table.__tablename__, 0) + _remove(database, table, condition)
    return removed


def past(now: int) -> list[tuple[type[Base], ColumnElement[bool]]]:
    """Ids begin with their time, so they find what is old without an index of their own."""

    def older(column: InstrumentedAttribute[str], prefix: Prefix, kept: int) -> ColumnElement[bool]:
        return column < earliest_id(prefix, now - kept)

    old = older(Delivery.id, "dlv", KEPT)
    reachable = begin_of(Grain.MONTH, now - LATEST_USAGE)
    return [
        (IdempotencyRecord, IdempotencyRecord.expires_at <= now),
        (AuditEvent, older(AuditEvent.id, "aud", AUDIT_KEPT)),
        (PortalSession, PortalSession.expires_at <= now),
        (DeliveryAttempt, older(DeliveryAttempt.delivery_id, "dlv", KEPT)),
        (Delivery, old),
        (Event, older(Event.id, "evt", KEPT)),
        (ThresholdHit, ThresholdHit.window_start < reachable),
        (DistinctValue, DistinctValue.window_start < reachable),
        (DistinctCount, DistinctCount.window_start < reachable),
    ]


def usage_before(database: Database, before: int) -> Iterator[tuple[type[Base], ColumnElement[bool]]]:
    """Events and totals of whole months: what is left adds up as before. Totals last: they say what there is."""
    with database.reading(EVERY_ORGANIZATION) as session:
        found = [(one, kind) for one in session.scalars(select(Organization.id)) for kind in _types(session, one)]
    for organization_id, kind in found:
        mine = (UsageEvent.organization_id == organization_id) & (UsageEvent.type == kind)
        yield UsageEvent, mine & (UsageEvent.time < before)
        for level in reversed(Level):
            for grain in Grain:
                rows = (UsageTotal.organization_id == organization_id) & (UsageTotal.type == kind)
                rows &= (UsageTotal.level == level) & (UsageTotal.grain == grain) & (UsageTotal.start < before)
                yield UsageTotal, rows


def _types(session: Session, organization_id: str) -> Iterator[str]:
    """Types of events: one look into the index for each, however many rows they have."""
    kind = ""
    while True:
        following = (UsageTotal.organization_id == organization_id) & (UsageTotal.type > kind)
        found = session.scalar(select(func.min(UsageTotal.type)).where(following))
        if found is None:
            return
        yield found
        kind = found


def _remove(database: Database, table: type[Base], condition: ColumnElement[bool]) -> int:
    removed = 0
    while True:
        with database.writing(EVERY_ORGANIZATION) as session:
            done = session.execute(removal(table, condition), execution_options={"synchronize_session": False})
            count = cast("CursorResult[Any]", done).rowcount
        removed += count
        if count < BATCH:
            return removed


def removal(table: type[Base], condition: ColumnElement[bool]) -> Delete:
    """A statement that removes one batch."""
    key = inspect(table).primary_key
    batch = select(*key).where(condition).limit(BATCH)
    return delete(table).where((key[0] if len(key) == 1 else tuple_(*key)).in_(batch))
