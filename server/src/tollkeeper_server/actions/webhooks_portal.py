"""What opens the portal: a session, known by a token that is kept as a digest."""

from __future__ import annotations

import secrets

from tollkeeper_server.audit import record_audit
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import PortalSession
from tollkeeper_server.ids import new_id
from tollkeeper_server.times import SECOND


def create_portal_session(call: Call) -> tuple[PortalSession, str]:
    """A session, and the URL that opens it."""
    token = secrets.token_urlsafe(32)
    ends, limit = call.now + int(call.body["expires_in_seconds"]) * SECOND, call.principal.expires_at
    session = PortalSession(
        id=new_id("prt", call.now),
        organization_id=call.organization_id,
        token_digest=call.services.vault.digest(token),
        return_url=call.body.get("return_url"),
        created_by=call.principal.key_id,
        created_at=call.now,
        expires_at=ends if limit is None else min(ends, limit),
    )
    call.repository.add(session)
    record_audit(call, "portal_session.created", ("portal_session", session.id), [])
    return session, f"{call.services.options.public_url}/portal/s/{token}"
