"""Deliveries as they are shown, and finding them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from tollkeeper_server import times
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Delivery, DeliveryAttempt
from tollkeeper_server.problems import not_found
from tollkeeper_server.queries.webhooks_events import KEPT
from tollkeeper_server.times import show, show_optional


def deliveries(call: Call) -> Select[Delivery]:
    """Those that the request's filters keep."""
    filters = call.query
    query = call.repository.rows(Delivery).where(Delivery.created_at >= call.now - KEPT)
    if filters["endpoint_id"] is not None:
        query = query.where(Delivery.endpoint_id == filters["endpoint_id"])
    if filters["event_id"] is not None:
        query = query.where(Delivery.event_id == filters["event_id"])
    if filters["status"] is not None:
        query = query.where(Delivery.status == filters["status"])
    if filters["from"] is not None:
        query = query.where(Delivery.created_at >= times.parse(filters["from"]))
    if filters["to"] is not None:
        query = query.where(Delivery.created_at < times.parse(filters["to"]))
    return query


def get_delivery(call: Call) -> Delivery:
    """The delivery that the path names. Raises ``Problem`` 404."""
    found = (Delivery.id == call.path["delivery_id"], Delivery.created_at >= call.now - KEPT)
    delivery = call.repository.first(Delivery, *found)
    if delivery is None:
        raise not_found("delivery with this id in the last 30 days")
    return delivery


def attempts_of(call: Call, delivery: Delivery) -> list[dict[str, Any]]:
    """Its attempts, oldest first."""
    query = call.repository.rows(DeliveryAttempt).where(DeliveryAttempt.delivery_id == delivery.id)
    return [_show_attempt(row) for row in call.repository.session.scalars(query.order_by(DeliveryAttempt.number))]


def show_delivery(delivery: Delivery) -> dict[str, Any]:
    """A ``WebhookDelivery`` of the document."""
    return {
        "id": delivery.id,
        "event_id": delivery.event_id,
        "event_type": delivery.event_type,
        "endpoint_id": delivery.endpoint_id,
        "status": delivery.status,
        "attempt_count": delivery.attempt_count,
        "next_attempt_at": show_optional(delivery.next_attempt_at),
        "created_at": show(delivery.created_at),
        "completed_at": show_optional(delivery.completed_at),
    }


def _show_attempt(attempt: DeliveryAttempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "attempted_at": show(attempt.attempted_at),
        "latency_ms": attempt.latency_ms,
        "response_status": attempt.response_status,
        "response_excerpt": attempt.response_excerpt,
        "error": attempt.error,
    }
