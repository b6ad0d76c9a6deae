"""What the portal shows and does, in the organization of its visitor alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from tollkeeper_server.actions.webhooks_endpoints import KIND, switch, tell_updated
from tollkeeper_server.audit import changes_between
from tollkeeper_server.db.models import AuditEvent, Delivery, DeliveryAttempt, WebhookEndpoint
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.events import record_event
from tollkeeper_server.ids import new_id
from tollkeeper_server.portal.sessions import Visitor
from tollkeeper_server.queries.webhooks_deliveries import show_delivery
from tollkeeper_server.queries.webhooks_endpoints import endpoints, get_endpoint, show_endpoint

ACTIONS = ("enable", "disable", "test")
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Overview:
    """Endpoints and the newest deliveries, as the API shows them; a delivery with what was last said to it."""

    endpoints: list[dict[str, Any]]
    deliveries: list[dict[str, Any]]


def overview(session: Session, visitor: Visitor) -> Overview:
    """What there is."""
    repository = Repository(session, visitor.organization_id)
    known = session.scalars(endpoints(repository).order_by(WebhookEndpoint.id.desc()))
    sent = session.scalars(repository.rows(Delivery).order_by(Delivery.id.desc()).limit(_SHOWN)).all()
    answers = _last_answers(repository, [row.id for row in sent])
    shown = [{**show_delivery(row), "last_answer": answers.get(row.id, "")} for row in sent]
    return Overview([show_endpoint(row) for row in known], shown)


def _last_answers(repository: Repository, deliveries: list[str]) -> dict[str, str]:
    """The status of the newest attempt of each delivery, or why there was none."""
    attempts = repository.rows(DeliveryAttempt).where(DeliveryAttempt.delivery_id.in_(deliveries))
    newest_last = repository.session.scalars(attempts.order_by(DeliveryAttempt.number))
    return {row.delivery_id: str(row.response_status or row.error or "") for row in newest_last}


def act(session: Session, visitor: Visitor, endpoint_id: str, action: str, now: int) -> None:
    """Enable, disable or test an endpoint. Raises ``Problem`` 404."""
    repository = Repository(session, visitor.organization_id)
    endpoint = get_endpoint(repository, endpoint_id, lock=True)
    if action == "test":
        if endpoint.enabled:
            data = {"endpoint_id": endpoint.id, "message": "Sent from the portal."}
            record_event(repository, "webhook.test", data, now, only=endpoint)
        return
    before = show_endpoint(endpoint)
    switch(session, endpoint, now, None if action == "enable" else "requested")
    changes = changes_between(before, show_endpoint(endpoint))
    if changes:
        endpoint.version += 1
        endpoint.updated_at = now
        repository.add(_audit(visitor, endpoint, changes, now))
        tell_updated(repository, endpoint, changes, now)


def _audit(visitor: Visitor, endpoint: WebhookEndpoint, changes: list[dict[str, Any]], now: int) -> AuditEvent:
    return AuditEvent(
        id=new_id("aud", now),
        organization_id=visitor.organization_id,
        action=f"{KIND}.updated",
        actor_type="portal",
        target_type=KIND,
        target_id=endpoint.id,
        changes=changes,
        created_at=now,
    )
