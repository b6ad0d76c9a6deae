"""``audit_events.list``."""

from __future__ import annotations

from tollkeeper_server.context import Answer, Call
from tollkeeper_server.cursors import page_of_rows
from tollkeeper_server.db.models import AuditEvent
from tollkeeper_server.queries.audit_events import audit_events, show_audit_event
from tollkeeper_server.registry import handles


@handles("audit_events.list")
def list_audit_events(call: Call) -> Answer:
    """Newest first."""
    return page_of_rows(call, audit_events(call), AuditEvent.id, show_audit_event)
