"""Where a stream begins: at the newest event, or after the one that its client saw last."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database
from tollkeeper_server.db.models import Event
from tollkeeper_server.problems import Problem
from tollkeeper_server.queries.webhooks_events import KEPT
from tollkeeper_server.stream.order import last_given, safe_end


def first_position(database: Database, last_event_id: str | None, now: int) -> int:
    """The sequence to go on after. Raises ``Problem`` 410 for one that is no longer, or never was, in the table."""
    with database.reading(EVERY_ORGANIZATION) as session:
        if last_event_id is None:
            return safe_end(session)
        position = int(last_event_id)
        if not _is_kept(session, position, now):
            detail = "Events are kept for 30 days, and this Last-Event-ID is none of them. Connect again without it."
            raise Problem("stream_position_expired", detail)
        return position


def _is_kept(session: Session, position: int, now: int) -> bool:
    """Whether every event after a position is still there: the one at or before it is; or, for 0, the first is.

    Nothing can be missing after the last one. A position beyond that is from another database: waiting for it would
    miss everything up to it.
    """
    last = last_given(session)
    if position >= last:
        return position == last
    if position == 0:
        nearest = select(Event.created_at).where(Event.sequence == 1)
    else:
        nearest = select(Event.created_at).where(Event.sequence <= position).order_by(Event.sequence.desc()).limit(1)
    created_at = session.scalar(nearest)
    return created_at is not None and created_at >= now - KEPT
