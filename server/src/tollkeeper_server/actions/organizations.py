"""The first organization and its first key, which no request can make."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from tollkeeper_server.db.models import ApiKey, Organization
from tollkeeper_server.ids import new_id
from tollkeeper_server.keys.format import Environment, last4, new_key
from tollkeeper_server.vault import Vault


def create_organization(session: Session, name: str, now: int) -> str:
    """A new organization; its id."""
    organization = Organization(id=new_id("org", now), name=name, created_at=now)
    session.add(organization)
    session.flush()
    return organization.id


def create_first_key(
    session: Session,
    vault: Vault,
    organization_id: str,
    scopes: Sequence[str],
    now: int,
    *,
    environment: Environment = "live",
    expires_at: int | None = None,
    name: str = "first",
) -> tuple[str, str]:
    """A key that nobody's key created; its id and its secret."""
    secret = new_key(environment)
    key = ApiKey(
        id=new_id("key", now),
        organization_id=organization_id,
        name=name,
        environment=environment,
        last4=last4(secret),
        digest=vault.digest(secret),
        pepper_version=vault.newest,
        scopes=list(scopes),
        enabled=True,
        metadata_={},
        created_at=now,
        expires_at=expires_at,
        version=1,
    )
    session.add(key)
    session.flush()
    return key.id, secret
