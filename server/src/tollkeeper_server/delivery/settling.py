"""What attempts came to, written down: deliveries, attempts, and the health of endpoints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tollkeeper_server.actions.webhooks_endpoints import KIND, switch
from tollkeeper_server.db.models import AuditEvent, Delivery, DeliveryAttempt, WebhookEndpoint
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.delivery.claiming import Job
from tollkeeper_server.delivery.schedule import FAILING_FOR, Outcome, next_attempt, throttled_until
from tollkeeper_server.events import record_event
from tollkeeper_server.ids import new_id
from tollkeeper_server.queries.webhooks_endpoints import show_endpoint


@dataclass(frozen=True, slots=True)
class Done:
    """An attempt and its outcome; ``chance`` in [0, 1) spreads the next one."""

    job: Job
    outcome: Outcome
    chance: float


def settle(session: Session, worker: str, schedule: Sequence[float], results: Sequence[Done], now: int) -> int:
    """Write results down, those of deliveries that are still leased to this worker. How many. The caller commits.

    Endpoints are locked first, in one order, as everything that changes them does: so no two transactions wait for
    each other.
    """
    ids = sorted({done.job.endpoint_id for done in results})
    lock = select(WebhookEndpoint).where(WebhookEndpoint.id.in_(ids)).order_by(WebhookEndpoint.id)
    endpoints = {row.id: row for row in session.scalars(lock.with_for_update(key_share=True))}
    mine = select(Delivery).where(
        Delivery.id.in_([done.job.delivery_id for done in results]),
        Delivery.leased_by == worker,
        Delivery.status == "pending",
    )
    rows = {row.id: row for row in session.scalars(mine.order_by(Delivery.id).with_for_update())}
    written = 0
    for done in results:
        row = rows.get(done.job.delivery_id)
        if row is not None and row.leased_until == done.job.leased_until and row.status == "pending":
            _write(session, row, done, endpoints[row.endpoint_id], schedule, now)
            written += 1
    return written


def _write(
    session: Session, row: Delivery, done: Done, endpoint: WebhookEndpoint, schedule: Sequence[float], now: int
) -> None:
    outcome = done.outcome
    row.attempt_count += 1
    row.leased_by = row.leased_until = None
    session.add(
        DeliveryAttempt(
            organization_id=row.organization_id,
            delivery_id=row.id,
            number=row.attempt_count,
            attempted_at=outcome.attempted_at,
            latency_ms=outcome.latency_ms,
            response_status=outcome.status,
            response_excerpt=outcome.excerpt,
            error=outcome.error,
        )
    )
    if outcome.succeeded:
        row.status, row.next_attempt_at, row.completed_at = "succeeded", None, now
        if endpoint.failing_since is not None:
            endpoint.failing_since = None
        return
    row.next_attempt_at = (
        None if outcome.is_gone else next_attempt(schedule, row.attempt_count, outcome, now, done.chance)
    )
    if row.next_attempt_at is None:
        row.status, row.completed_at = "failed", now
    _note_failure(session, endpoint, outcome, now)


def _note_failure(session: Session, endpoint: WebhookEndpoint, outcome: Outcome, now: int) -> None:
    if endpoint.failing_since is None:
        endpoint.failing_since = outcome.attempted_at
    until = throttled_until(outcome, now)
    if until is not None:
        endpoint.throttled_until = max(until, endpoint.throttled_until or 0)
    if not endpoint.enabled:
        return
    if outcome.is_gone:
        disable(session, endpoint, "gone", now)
    elif now - endpoint.failing_since >= FAILING_FOR:
        disable(session, endpoint, "failing", now)


def disable(session: Session, endpoint: WebhookEndpoint, reason: str, now: int) -> None:
    """Switch an endpoint off by itself, and tell: an audit event, and an event for the endpoints that are left."""
    session.flush()  # the delivery at hand keeps its own end
    switch(session, endpoint, now, reason)
    endpoint.version += 1
    endpoint.updated_at = now
    changes = [
        {"field": "status", "before": "enabled", "after": "disabled"},
        {"field": "disabled_reason", "before": None, "after": reason},
    ]
    session.add(
        AuditEvent(
            id=new_id("aud", now),
            organization_id=endpoint.organization_id,
            action=f"{KIND}.disabled",
            actor_type="system",
            target_type=KIND,
            target_id=endpoint.id,
            changes=changes,
            created_at=now,
        )
    )
    session.flush()
    repository = Repository(session, endpoint.organization_id)
    record_event(repository, "webhook.endpoint_disabled", {"endpoint": show_endpoint(endpoint)}, now)
