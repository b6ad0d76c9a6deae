"""Audit events as they are shown, and finding them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from tollkeeper_server import times
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import AuditEvent


def audit_events(call: Call) -> Select[AuditEvent]:
    """Those that the request's filters keep."""
    query = call.repository.rows(AuditEvent)
    filters = call.query
    if filters["action"] is not None:
        query = query.where(AuditEvent.action == filters["action"])
    if filters["actor_key_id"] is not None:
        query = query.where(AuditEvent.actor_key_id == filters["actor_key_id"])
    if filters["target_id"] is not None:
        query = query.where(AuditEvent.target_id == filters["target_id"])
    if filters["from"] is not None:
        query = query.where(AuditEvent.created_at >= times.parse(filters["from"]))
    if filters["to"] is not None:
        query = query.where(AuditEvent.created_at < times.parse(filters["to"]))
    return query


def show_audit_event(event: AuditEvent) -> dict[str, Any]:
    """An ``AuditEvent`` of the document."""
    return {
        "id": event.id,
        "action": event.action,
        "actor": {"type": event.actor_type, "key_id": event.actor_key_id},
        "target": {"type": event.target_type, "id": event.target_id},
        "changes": event.changes,
        "request_id": event.request_id,
        "ip_address": event.ip_address,
        "created_at": times.show(event.created_at),
    }
