"""``organizations`` and ``keys``: each change has its audit entry and its event, as a request's has."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tollkeeper_server import times
from tollkeeper_server.actions.organizations import create_first_key, create_organization
from tollkeeper_server.commands.opening import opened
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.db.models import ApiKey, AuditEvent, Organization
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.errors import StartError
from tollkeeper_server.events import record_event
from tollkeeper_server.ids import new_id
from tollkeeper_server.queries.keys import key_status, show_key
from tollkeeper_server.settings import Settings
from tollkeeper_server.vault import Vault

_LONGEST_NAME = 100


def create(settings: Settings, arguments: argparse.Namespace) -> dict[str, Any]:
    """A new organization. It has no key yet."""
    name = _name(arguments.name)
    with opened(settings) as (database, _), database.writing(EVERY_ORGANIZATION) as session:
        now = times.now()
        organization_id = create_organization(session, name, now)
        changes = [{"field": "name", "before": None, "after": name}]
        _audit(session, organization_id, "organization.created", ("organization", organization_id), changes, now)
        return {"id": organization_id, "name": name}


def list_all(settings: Settings, _arguments: argparse.Namespace) -> dict[str, Any]:
    """Every organization, the oldest first, with the number of its active keys."""
    with opened(settings) as (database, _), database.reading(EVERY_ORGANIZATION) as session:
        now = times.now()
        shown = [
            {
                "id": row.id,
                "name": row.name,
                "created_at": times.show(row.created_at),
                "active_keys": len(_active(session, row.id, now)),
            }
            for row in session.scalars(select(Organization).order_by(Organization.id))
        ]
        return {"organizations": shown}


def create_key(settings: Settings, arguments: argparse.Namespace) -> dict[str, Any]:
    """A key that no key made. Its secret is in what is printed and nowhere else.

    Raises ``StartError`` for an unknown scope.
    """
    known = _scopes()
    unknown = sorted(set(arguments.scope) - set(known))
    if unknown:
        raise StartError(f"there is no scope {unknown[0]!r}", [f"There are {', '.join(known)}."])
    name, expires_at = _name(arguments.name), _moment(arguments.expires_at)
    scopes = [scope for scope in known if scope in arguments.scope]
    with opened(settings) as (database, vault), database.writing(EVERY_ORGANIZATION) as session:
        organization = _organization(session, arguments.organization)
        return _new_key(session, vault, organization, scopes, name, arguments.environment, expires_at)


def recover_key(settings: Settings, arguments: argparse.Namespace) -> dict[str, Any]:
    """A key with every scope, for an organization that has lost its last. The others stay as they are."""
    with opened(settings) as (database, vault), database.writing(EVERY_ORGANIZATION) as session:
        organization = _organization(session, arguments.organization)
        return _new_key(session, vault, organization, _scopes(), "recovered", "live", None)


def revoke_key(settings: Settings, arguments: argparse.Namespace) -> dict[str, Any]:
    """Take a key back for good. Again, nothing happens. Raises ``StartError`` for an unknown key."""
    with opened(settings) as (database, _), database.writing(EVERY_ORGANIZATION) as session:
        key = session.scalar(select(ApiKey).where(ApiKey.id == arguments.key_id).with_for_update())
        if key is None:
            raise StartError(f"there is no key {arguments.key_id[:80]!r}")
        now = times.now()
        if key.revoked_at is None:
            key.revoked_at = now
            key.version += 1
            changes = [{"field": "revoked_at", "before": None, "after": times.show(now)}]
            if arguments.reason is not None:
                changes.append({"field": "reason", "before": None, "after": arguments.reason[:200]})
            _audit(session, key.organization_id, "key.revoked", ("key", key.id), changes, now)
            reason = arguments.reason[:200] if arguments.reason is not None else None
            data = {"key": show_key(key, now), "reason": reason}
            record_event(Repository(session, key.organization_id), "key.revoked", data, now)
        return {"id": key.id, "status": key_status(key, now), "revoked_at": times.show_optional(key.revoked_at)}


def _scopes() -> list[str]:
    """Those of the document."""
    from tollkeeper_server.spec.document import load_scopes  # noqa: PLC0415 - most commands don't read it

    return list(load_scopes())


def _new_key(
    session: Session,
    vault: Vault,
    organization: Organization,
    scopes: Sequence[str],
    name: str,
    environment: Any,
    expires_at: int | None,
) -> dict[str, Any]:
    now = times.now()
    key_id, secret = create_first_key(
        session, vault, organization.id, scopes, now, environment=environment, expires_at=expires_at, name=name
    )
    key = session.get_one(ApiKey, key_id)
    shown = show_key(key, now)
    fields = ("name", "scopes", "enabled", "rate_limit", "metadata", "expires_at")
    changes = [{"field": field, "before": None, "after": shown[field]} for field in fields if shown[field] is not None]
    _audit(session, organization.id, "key.created", ("key", key_id), changes, now)
    record_event(Repository(session, organization.id), "key.created", {"key": shown}, now)
    return {
        "id": key_id,
        "organization_id": organization.id,
        "name": name,
        "scopes": list(scopes),
        "expires_at": times.show_optional(expires_at),
        "secret": secret,
    }


def _organization(session: Session, organization_id: str | None) -> Organization:
    """The one that was named, or the only one."""
    found = session.scalars(select(Organization).order_by(Organization.id).limit(2)).all()
    if organization_id is None and len(found) == 1:
        return found[0]
    if organization_id is None:
        what = "there is no organization yet" if not found else "there are several organizations"
        raise StartError(what, [], "Create one: tollkeeper-server organizations create, or name one: --organization ID")
    organization = session.get(Organization, organization_id)
    if organization is None:
        raise StartError(
            f"there is no organization {organization_id[:80]!r}", [], "tollkeeper-server organizations list"
        )
    return organization


def _active(session: Session, organization_id: str, now: int) -> list[ApiKey]:
    keys = session.scalars(Repository(session, organization_id).rows(ApiKey))
    return [key for key in keys if key_status(key, now) == "active"]


def _audit(
    session: Session,
    organization_id: str,
    action: str,
    target: tuple[str, str],
    changes: list[dict[str, Any]],
    now: int,
) -> None:
    session.add(
        AuditEvent(
            id=new_id("aud", now),
            organization_id=organization_id,
            action=action,
            actor_type="operator",
            target_type=target[0],
            target_id=target[1],
            changes=changes,
            created_at=now,
        )
    )


def _name(text: str) -> str:
    if not 1 <= len(text) <= _LONGEST_NAME or "\0" in text:
        raise StartError(f"a name has 1 to {_LONGEST_NAME} characters, this one has {len(text)}")
    return text


def _moment(text: str | None) -> int | None:
    try:
        moment = None if text is None else times.parse(text)
    except ValueError as error:
        raise StartError(f"--expires-at is {error}", [], "For example 2027-03-02T09:30:00Z") from None
    if moment is not None and moment <= times.now():
        raise StartError("--expires-at is not in the future")
    return moment
