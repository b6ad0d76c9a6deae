"""The outbox: a change, its event, and a delivery for each endpoint that wants it, all in one transaction."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import text

from tollkeeper_server.db.models import Delivery, Event, WebhookEndpoint
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.ids import new_id
from tollkeeper_server.times import show


def record_event(repository: Repository, event_type: str, data: dict[str, Any], now: int) -> Event:
    """Write an event and what has to be delivered. Rolled back with the change, it never happened."""
    event_id = new_id("evt", now)
    whole = {
        "id": event_id,
        "type": event_type,
        "organization_id": repository.organization_id,
        "created_at": show(now),
        "data": data,
    }
    event = Event(
        id=event_id,
        organization_id=repository.organization_id,
        type=event_type,
        payload=orjson.dumps(whole).decode(),
        created_at=now,
        transaction_id=_transaction_id(repository),
    )
    repository.add(event)
    for endpoint in endpoints_for(repository, event_type):
        add_delivery(repository, event, endpoint, now)
    return event


def endpoints_for(repository: Repository, event_type: str) -> list[WebhookEndpoint]:
    """The enabled endpoints that want a type."""
    query = repository.rows(WebhookEndpoint).where(WebhookEndpoint.enabled, WebhookEndpoint.deleted_at.is_(None))
    endpoints = repository.session.scalars(query.order_by(WebhookEndpoint.id))
    return [endpoint for endpoint in endpoints if not endpoint.event_types or event_type in endpoint.event_types]


def add_delivery(repository: Repository, event: Event, endpoint: WebhookEndpoint, now: int) -> Delivery:
    """A delivery that is due at once."""
    delivery = Delivery(
        id=new_id("dlv", now),
        organization_id=repository.organization_id,
        event_id=event.id,
        event_type=event.type,
        endpoint_id=endpoint.id,
        status="pending",
        attempt_count=0,
        next_attempt_at=now,
        created_at=now,
    )
    repository.add(delivery)
    return delivery


def _transaction_id(repository: Repository) -> int | None:
    session = repository.session
    if session.get_bind().dialect.name != "postgresql":
        return None
    return int(session.scalar(text("SELECT pg_current_xact_id()::text::bigint")) or 0)
