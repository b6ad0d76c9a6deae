"""Who looks at the portal: found by the digest of a token, for as long as the session lasts."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest

from sqlalchemy import select
from sqlalchemy.orm import Session

from tollkeeper_server.db.models import PortalSession
from tollkeeper_server.vault import Vault

COOKIE = "tollkeeper_portal"
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
    """The session of a token, unless it is over."""
    if not token or len(token) > _LONGEST:
        return None
    found = select(PortalSession).where(PortalSession.token_digest.in_(vault.digests(token)))
    row = session.scalar(found.where(PortalSession.expires_at > now))
    if row is None:
        return None
    return Visitor(row.id, row.organization_id, row.return_url, row.expires_at, _csrf(vault, token))


def carries(visitor: Visitor, given: str) -> bool:
    """Whether a form is one of this visitor's."""
    return compare_digest(visitor.csrf.encode(), given.encode())


def _csrf(vault: Vault, token: str) -> str:
    return vault.sign(f"portal csrf {token}".encode()).hex()
