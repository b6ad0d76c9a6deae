"""The audit trail: a row per change, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tollkeeper_server.context import Call
from tollkeeper_server.db.models import AuditEvent
from tollkeeper_server.ids import new_id


def record_audit(call: Call, action: str, target: tuple[str, str], changes: list[dict[str, Any]]) -> None:
    """``target`` is its type and id. Secrets are never among the changes."""
    call.repository.add(
        AuditEvent(
            id=new_id("aud", call.now),
            organization_id=call.organization_id,
            action=action,
            actor_type="api_key",
            actor_key_id=call.principal.key_id,
            target_type=target[0],
            target_id=target[1],
            changes=changes,
            request_id=call.origin.request_id,
            ip_address=call.origin.ip_address,
            created_at=call.now,
        )
    )


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What differs between two shown objects, field by field."""
    return [
        {"field": name, "before": before.get(name), "after": after[name]}
        for name in after
        if before.get(name) != after[name]
    ]
