"""The outbox: a change, its event, and a delivery for each endpoint that wants it, all in one transaction."""

from __future__ import annotations

from typing import Any

from tollkeeper_server.db.models import Delivery, Event, WebhookEndpoint
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.exact import dump_json
from tollkeeper_server.ids import new_id
from tollkeeper_server.problems import Problem
from tollkeeper_server.stream.order import hold_place
from tollkeeper_server.times import show

LARGEST = 64 * 1024
"""Bytes of a payload that is sent."""
_SPARE = 4 * 1024


def record_event(
    repository: Repository,
    event_type: str,
    data: dict[str, Any],
    now: int,
    *,
    only: WebhookEndpoint | None = None,
    besides: WebhookEndpoint | None = None,
) -> Event:
    """Write an event and what has to be delivered: to ``only``, or to all that want it, ``besides`` left out.

    Rolled back with the change, it never happened. What may be large, ``check_tellable`` has let through.
    """
    whole = _whole(repository, event_type, data, now)
    event = Event(
        id=whole["id"],
        organization_id=repository.organization_id,
        type=event_type,
        payload=_payload(whole),
        created_at=now,
    )
    hold_place(repository.session)
    repository.add(event)
    for endpoint in [only] if only else endpoints_for(repository, event_type):
        if endpoint is not besides:
            add_delivery(repository, event, endpoint, now)
    return event


def check_tellable(repository: Repository, event_type: str, data: dict[str, Any], now: int) -> None:
    """Raises ``Problem`` 422 for what would be too large for an event, now or when more is told about it later."""
    if len(dump_json(_whole(repository, event_type, data, now))) > LARGEST - _SPARE:
        detail = "With all this metadata the event that tells about it would be larger than 64 KiB."
        raise Problem("validation_failed", detail)


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


def _whole(repository: Repository, event_type: str, data: dict[str, Any], now: int) -> dict[str, Any]:
    return {
        "id": new_id("evt", now),
        "type": event_type,
        "organization_id": repository.organization_id,
        "created_at": show(now),
        "data": data,
    }


def _payload(whole: dict[str, Any]) -> str:
    payload = dump_json(whole)
    assert len(payload) <= LARGEST, "check_tellable leaves room"
    return payload.decode()
