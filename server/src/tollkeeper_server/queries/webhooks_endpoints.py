"""Webhook endpoints as they are shown, finding them, and the secrets that sign for them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from tollkeeper_server import times
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import EndpointSecret, WebhookEndpoint
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.problems import Problem, not_found
from tollkeeper_server.vault import Vault


def endpoints(repository: Repository) -> Select[WebhookEndpoint]:
    """Those that were not deleted."""
    return repository.rows(WebhookEndpoint).where(WebhookEndpoint.deleted_at.is_(None))


def get_endpoint(repository: Repository, endpoint_id: str, *, lock: bool = False) -> WebhookEndpoint:
    """One endpoint. Raises ``Problem`` 404, for deleted ones too."""
    present = (WebhookEndpoint.id == endpoint_id, WebhookEndpoint.deleted_at.is_(None))
    endpoint = repository.first(WebhookEndpoint, *present, lock=lock)
    if endpoint is None:
        raise not_found("webhook endpoint with this id")
    return endpoint


def get_enabled_endpoint(call: Call, endpoint_id: str) -> WebhookEndpoint:
    """One that events are sent to, locked, so that it stays so. Raises ``Problem`` 404 or 409."""
    endpoint = get_endpoint(call.repository, endpoint_id, lock=True)
    if not endpoint.enabled:
        raise Problem("endpoint_disabled", "This endpoint is disabled. Enable it first.")
    return endpoint


def has_status(status: str) -> ColumnElement[bool]:
    """Enabled or disabled, as a condition."""
    return WebhookEndpoint.enabled.is_(status == "enabled")


def show_endpoint(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """A ``WebhookEndpoint`` of the document."""
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "description": endpoint.description,
        "event_types": endpoint.event_types,
        "status": "enabled" if endpoint.enabled else "disabled",
        "disabled_reason": endpoint.disabled_reason,
        "metadata": endpoint.metadata_,
        "created_at": times.show(endpoint.created_at),
        "updated_at": times.show(endpoint.updated_at),
    }


def signing_secrets(session: Session, vault: Vault, endpoint: WebhookEndpoint, now: int) -> list[str]:
    """The secrets that sign at ``now``, newest first: one, or two while a rotation overlaps."""
    return all_signing_secrets(session, vault, [endpoint], now)[endpoint.id]


def all_signing_secrets(
    session: Session, vault: Vault, of: Collection[WebhookEndpoint], now: int
) -> dict[str, list[str]]:
    """The same of several endpoints, by their ids."""
    contexts = {endpoint.id: secret_context(endpoint) for endpoint in of}
    live = or_(EndpointSecret.expires_at.is_(None), EndpointSecret.expires_at > now)
    query = select(EndpointSecret.endpoint_id, EndpointSecret.secret).where(
        EndpointSecret.endpoint_id.in_(contexts), live
    )
    found: dict[str, list[str]] = {endpoint_id: [] for endpoint_id in contexts}
    for endpoint_id, secret in session.execute(query.order_by(EndpointSecret.id.desc())):
        found[endpoint_id].append(vault.decrypt(secret, contexts[endpoint_id]).decode())
    return found


def secret_context(endpoint: WebhookEndpoint) -> str:
    """What a secret's encryption is bound to."""
    return f"endpoint secret {endpoint.organization_id} {endpoint.id}"
