"""What changes webhook endpoints: create, update, delete, rotate the secret."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tollkeeper_server import times
from tollkeeper_server.audit import changes_between, record_audit
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Delivery, EndpointSecret, Organization, WebhookEndpoint
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.delivery.signing import new_secret
from tollkeeper_server.delivery.urls import parse_target
from tollkeeper_server.events import check_tellable, record_event
from tollkeeper_server.ids import new_id
from tollkeeper_server.problems import Problem, invalid
from tollkeeper_server.queries.webhooks_endpoints import endpoints, secret_context, show_endpoint
from tollkeeper_server.times import SECOND

MOST = 50
"""Endpoints of one organization."""
KIND = "webhook_endpoint"
_SHOWN_IN_AUDIT = ("url", "description", "event_types", "status", "disabled_reason", "metadata")


def create_endpoint(call: Call) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret, which is encrypted at rest."""
    body: dict[str, Any] = call.body
    _check_url(call, body["url"])
    _check_room(call)
    endpoint = WebhookEndpoint(
        id=new_id("whe", call.now),
        organization_id=call.organization_id,
        url=body["url"],
        description=body.get("description"),
        event_types=body["event_types"],
        enabled=True,
        metadata_=body.get("metadata", {}),
        created_at=call.now,
        updated_at=call.now,
        version=1,
    )
    _check_size(call, endpoint)
    call.repository.add(endpoint)
    call.repository.session.flush()  # the secret refers to it
    secret = _add_secret(call, endpoint)
    record_audit(call, f"{KIND}.created", (KIND, endpoint.id), changes_between({}, _audited(endpoint)))
    data = {"endpoint": show_endpoint(endpoint)}
    record_event(call.repository, "webhook_endpoint.created", data, call.now, besides=endpoint)
    return endpoint, secret


def update_endpoint(call: Call, endpoint: WebhookEndpoint) -> None:
    """Change what the body names. Without a difference, nothing happens."""
    body: dict[str, Any] = call.body
    before = _audited(endpoint)
    if "url" in body:
        _check_url(call, body["url"])
        endpoint.url = body["url"]
    endpoint.description = body.get("description", endpoint.description)
    endpoint.event_types = body.get("event_types", endpoint.event_types)
    if "metadata" in body:
        endpoint.metadata_ = body["metadata"] or {}
    if "enabled" in body:
        switch(call.repository.session, endpoint, call.now, None if body["enabled"] else "requested")
    changes = changes_between(before, _audited(endpoint))
    if changes:
        endpoint.version += 1
        endpoint.updated_at = call.now
        _check_size(call, endpoint)
        record_audit(call, f"{KIND}.updated", (KIND, endpoint.id), changes)
        tell_updated(call.repository, endpoint, changes, call.now)


def delete_endpoint(call: Call, endpoint: WebhookEndpoint) -> None:
    """Gone for good, with its secrets. The row stays for the deliveries that name it."""
    session = call.repository.session
    session.execute(delete(EndpointSecret).where(EndpointSecret.endpoint_id == endpoint.id))
    cancel_deliveries(session, endpoint, call.now)
    endpoint.deleted_at = call.now
    endpoint.enabled, endpoint.disabled_reason = False, endpoint.disabled_reason or "requested"
    endpoint.version += 1
    record_audit(call, f"{KIND}.deleted", (KIND, endpoint.id), [])
    record_event(call.repository, "webhook_endpoint.deleted", {"endpoint": show_endpoint(endpoint)}, call.now)


def rotate_secret(call: Call, endpoint: WebhookEndpoint) -> tuple[str, int | None]:
    """A new secret, and until when the one before signs too; ``None`` without an overlap."""
    session = call.repository.session
    overlap = int(call.body["overlap_seconds"]) * SECOND
    ends = call.now + overlap if overlap else None
    mine = EndpointSecret.endpoint_id == endpoint.id
    # Whatever already had an end has it now: two secrets are in use at most.
    session.execute(delete(EndpointSecret).where(mine, EndpointSecret.expires_at.is_not(None)))
    if ends is None:
        session.execute(delete(EndpointSecret).where(mine))
    else:
        session.execute(update(EndpointSecret).where(mine).values(expires_at=ends))
    secret = _add_secret(call, endpoint)
    shown = times.show_optional(ends)
    changes = [{"field": "previous_secret_expires_at", "before": None, "after": shown}] if shown else []
    record_audit(call, f"{KIND}.secret_rotated", (KIND, endpoint.id), changes)
    data = {"endpoint": show_endpoint(endpoint), "previous_secret_expires_at": shown}
    record_event(call.repository, "webhook_endpoint.secret_rotated", data, call.now)
    return secret, ends


def tell_updated(repository: Repository, endpoint: WebhookEndpoint, changes: list[dict[str, Any]], now: int) -> None:
    """The event of a change that a person or a program made."""
    data = {"endpoint": show_endpoint(endpoint), "changed": [change["field"] for change in changes]}
    record_event(repository, "webhook_endpoint.updated", data, now)


def switch(session: Session, endpoint: WebhookEndpoint, now: int, reason: str | None) -> None:
    """Disable for a reason, cancelling what is under way; or enable, with a clean record. The caller holds its lock."""
    if reason is None:
        if not endpoint.enabled:
            endpoint.failing_since = endpoint.throttled_until = None
        endpoint.enabled, endpoint.disabled_reason = True, None
    elif endpoint.enabled:
        endpoint.enabled, endpoint.disabled_reason = False, reason
        cancel_deliveries(session, endpoint, now)


def cancel_deliveries(session: Session, endpoint: WebhookEndpoint, now: int) -> None:
    """End what is pending. An attempt that is on its way may still arrive; it is not recorded."""
    pending = (Delivery.endpoint_id == endpoint.id, Delivery.status == "pending")
    ended = {"status": "cancelled", "completed_at": now, "next_attempt_at": None, "leased_by": None}
    session.execute(update(Delivery).where(*pending).values(**ended, leased_until=None))


def _add_secret(call: Call, endpoint: WebhookEndpoint) -> str:
    secret = new_secret()
    sealed = call.services.vault.encrypt(secret.encode(), secret_context(endpoint))
    call.repository.add(
        EndpointSecret(
            organization_id=call.organization_id, endpoint_id=endpoint.id, secret=sealed, created_at=call.now
        )
    )
    return secret


def _check_url(call: Call, url: str) -> None:
    try:
        parse_target(url, allow_loopback=call.services.options.allow_loopback)
    except ValueError as error:
        raise invalid("/url", str(error)) from None


def _check_size(call: Call, endpoint: WebhookEndpoint) -> None:
    """A worker that disables it must be able to tell: it could do nothing else with what is too large."""
    check_tellable(call.repository, "webhook.endpoint_disabled", {"endpoint": show_endpoint(endpoint)}, call.now)


def _check_room(call: Call) -> None:
    session = call.repository.session
    # Held until the end, so that two requests can't both make the last one.
    owner = select(Organization.id).where(Organization.id == call.organization_id)
    session.scalar(owner.with_for_update(key_share=True))
    count = session.scalar(select(func.count()).select_from(endpoints(call.repository).subquery())) or 0
    if count >= MOST:
        raise Problem("limit_reached", f"An organization has at most {MOST} webhook endpoints. Delete one first.")


def _audited(endpoint: WebhookEndpoint) -> dict[str, Any]:
    shown = show_endpoint(endpoint)
    return {name: shown[name] for name in _SHOWN_IN_AUDIT}
