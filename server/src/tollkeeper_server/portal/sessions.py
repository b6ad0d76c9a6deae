"""Who looks at the portal: found by the digest of a token, for as long as the session lasts."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tollkeeper_server.auth import is_valid
from tollkeeper_server.db.models import ApiKey, PortalSession
from tollkeeper_server.vault import Vault

COOKIE = "tollkeeper_portal"
SCOPE = "webhooks:write"
"""What a key needs to make a session, and for as long as the session lasts."""
_LONGEST = 128


@dataclass(frozen=True, slots=True)
class Visitor:
    """A valid session. ``csrf`` is what its own forms carry: derived from the token, which no other site knows."""

    session_id: str
    organization_id: str
    return_url: str | None
    expires_at: int
    csrf: str


def find_visitor(session: Session, vault: Vault, token: str, now: int) -> Visitor | None:
    """The session of a token, unless it is over: by its time, by "Leave", or because its key may no longer make one."""
    if not token or len(token) > _LONGEST:
        return None
    found = select(PortalSession).where(PortalSession.token_digest.in_(vault.digests(token)))
    row = session.scalar(found.where(PortalSession.expires_at > now))
    maker = None if row is None or row.created_by is None else session.get(ApiKey, row.created_by)
    if row is None or maker is None or not is_valid(maker, now) or SCOPE not in maker.scopes:
        return None
    return Visitor(row.id, row.organization_id, row.return_url, row.expires_at, _csrf(vault, token))


def end_session(session: Session, visitor: Visitor) -> None:
    """The link and every cookie that came of it are over."""
    session.execute(delete(PortalSession).where(PortalSession.id == visitor.session_id))


def carries(visitor: Visitor, token: str) -> bool:
    """Whether a form is one of this visitor's."""
    return compare_digest(visitor.csrf.encode(), token.encode())


def _csrf(vault: Vault, token: str) -> str:
    return vault.sign(f"portal csrf {token}".encode()).hex()
