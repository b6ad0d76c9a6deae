"""Deliveries that are due, leased to one worker at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from tollkeeper_server.db.models import Delivery, Event, WebhookEndpoint
from tollkeeper_server.delivery.sender import Message
from tollkeeper_server.queries.webhooks_endpoints import all_signing_secrets
from tollkeeper_server.vault import Vault


@dataclass(frozen=True, slots=True)
class Job:
    """A delivery that this worker holds until ``leased_until``, and what it sends."""

    delivery_id: str
    endpoint_id: str
    organization_id: str
    attempt: int
    leased_until: int
    message: Message


@dataclass(frozen=True, slots=True)
class Room:
    """How many more a worker takes: in all, and per endpoint beside those that it has already."""

    free: int
    per_endpoint: int
    busy: Mapping[str, int]

    def of(self, endpoint_id: str) -> int:
        """How many more of one endpoint."""
        return self.per_endpoint - self.busy.get(endpoint_id, 0)


class _Due(NamedTuple):
    id: str
    endpoint_id: str
    organization_id: str
    event_id: str
    attempt_count: int


_DUE = [getattr(Delivery, name) for name in _Due._fields]


def anything_due(session: Session, now: int, full: Collection[str]) -> bool:
    """A cheap look, so that an idle worker does not take SQLite's write lock again and again."""
    return session.scalar(_due(now, full).with_only_columns(Delivery.id).limit(1)) is not None


def claim(session: Session, vault: Vault, worker: str, now: int, lease: int, room: Room) -> list[Job]:
    """Lease what is due, oldest first, no more than there is room for. The caller commits.

    Rows that another worker is claiming are skipped, not waited for. An endpoint that has all it may have is left out,
    so that a slow one with a long queue does not stand in front of the others.
    """
    taken: dict[str, _Due] = {}
    counts: dict[str, int] = {}
    full = {endpoint_id for endpoint_id in room.busy if room.of(endpoint_id) <= 0}
    while len(taken) < room.free:
        query = _due(now, full).where(Delivery.id.not_in(taken)) if taken else _due(now, full)
        limit = room.free - len(taken)
        locked = query.with_only_columns(*_DUE).limit(limit).with_for_update(of=Delivery, skip_locked=True)
        found = [_Due._make(row) for row in session.execute(locked)]
        for delivery in found:
            if counts.get(delivery.endpoint_id, 0) < room.of(delivery.endpoint_id):
                taken[delivery.id] = delivery
                counts[delivery.endpoint_id] = counts.get(delivery.endpoint_id, 0) + 1
        full |= {endpoint_id for endpoint_id, count in counts.items() if count >= room.of(endpoint_id)}
        if len(found) < limit:
            break
    leased = {"leased_until": now + lease, "leased_by": worker}
    session.execute(update(Delivery).where(Delivery.id.in_(taken)).values(leased), execution_options=_QUIET)
    return _jobs(session, vault, list(taken.values()), now, now + lease)


_QUIET = {"synchronize_session": False}


def _due(now: int, full: Collection[str]) -> Select[Delivery]:
    free = or_(Delivery.leased_until.is_(None), Delivery.leased_until <= now)
    open_ = or_(WebhookEndpoint.throttled_until.is_(None), WebhookEndpoint.throttled_until <= now)
    query = select(Delivery).join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
    query = query.where(Delivery.status == "pending", Delivery.next_attempt_at <= now, free, open_)
    query = query.where(WebhookEndpoint.enabled)
    if full:
        query = query.where(Delivery.endpoint_id.not_in(full))
    return query.order_by(Delivery.next_attempt_at)


def _jobs(session: Session, vault: Vault, rows: list[_Due], now: int, until: int) -> list[Job]:
    endpoint_ids = {row.endpoint_id for row in rows}
    endpoints = session.scalars(select(WebhookEndpoint).where(WebhookEndpoint.id.in_(endpoint_ids))).all()
    signing = all_signing_secrets(session, vault, endpoints, now)
    known = {row.id: (row.url, tuple(signing[row.id])) for row in endpoints}
    event_ids = {row.event_id for row in rows}
    found = session.execute(select(Event.id, Event.payload).where(Event.id.in_(event_ids)))
    bodies = {row.id: row.payload for row in found}
    return [_job(row, *known[row.endpoint_id], bodies[row.event_id].encode(), until) for row in rows]


def _job(row: _Due, url: str, secrets: tuple[str, ...], body: bytes, until: int) -> Job:
    return Job(
        delivery_id=row.id,
        endpoint_id=row.endpoint_id,
        organization_id=row.organization_id,
        attempt=row.attempt_count + 1,
        leased_until=until,
        message=Message(url, row.event_id, body, secrets),
    )
