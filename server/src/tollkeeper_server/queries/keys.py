"""Keys as they are shown, and finding them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_

from tollkeeper_server.context import Call
from tollkeeper_server.cursors import Pages, prepare_pages
from tollkeeper_server.db.models import ApiKey
from tollkeeper_server.db.prepared import Question
from tollkeeper_server.db.rows import OWN_KEY_BY_ID, KeyRow, own_keys
from tollkeeper_server.keys.format import Environment, prefix
from tollkeeper_server.problems import Problem, not_found
from tollkeeper_server.queries.lineage import hold_keys
from tollkeeper_server.times import show, show_optional


def get_key(call: Call, *, lock: bool = False) -> ApiKey:
    """The key that the path names; ``lock`` keeps other changes of its keys away. Raises ``Problem`` 404."""
    if lock:
        hold_keys(call)
    key = call.repository.get(ApiKey, call.path["key_id"], lock=lock)
    if key is None:
        raise not_found("key with this id")
    return key


def key_with_id(key_id: str) -> Question:
    """What ``read_key`` asks."""
    return OWN_KEY_BY_ID, {"id": key_id}


def read_key(call: Call, key_id: str) -> KeyRow:
    """A key as it is shown, with nothing that could be changed. Raises ``Problem`` 404."""
    key: KeyRow | None = call.repository.find(*key_with_id(key_id))
    if key is None:
        raise not_found("key with this id")
    return key


def key_status(key: ApiKey | KeyRow, now: int) -> str:
    """Of several states, the first of revoked, expired and disabled."""
    if key.revoked_at is not None:
        return "revoked"
    if key.expires_at is not None and key.expires_at <= now:
        return "expired"
    return "active" if key.enabled else "disabled"


@lru_cache
def key_pages(status: str | None) -> Pages[KeyRow]:
    """Statements of the keys of an organization, in every state or in one ``now``."""
    query = own_keys() if status is None else own_keys().where(_has_status(status, bindparam("now")))
    return prepare_pages(query, ApiKey.id, KeyRow._make)


def _has_status(status: str, now: ColumnElement[Any]) -> ColumnElement[bool]:
    """The same as a condition."""
    not_revoked = ApiKey.revoked_at.is_(None)
    not_expired = or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now)
    match status:
        case "revoked":
            return ApiKey.revoked_at.is_not(None)
        case "expired":
            return and_(not_revoked, ApiKey.expires_at <= now)
        case "disabled":
            return and_(not_revoked, not_expired, ApiKey.enabled.is_(False))
        case _:
            return and_(not_revoked, not_expired, ApiKey.enabled.is_(True))


def show_key(key: ApiKey | KeyRow, now: int) -> dict[str, Any]:
    """An ``ApiKey`` of the document."""
    environment: Environment = "live" if key.environment == "live" else "test"
    return {
        "id": key.id,
        "name": key.name,
        "environment": environment,
        "prefix": prefix(environment),
        "last4": key.last4,
        "scopes": key.scopes,
        "status": key_status(key, now),
        "enabled": key.enabled,
        "rate_limit": key.rate_limit,
        "metadata": key.metadata_,
        "created_by": key.created_by,
        "created_at": show(key.created_at),
        "expires_at": show_optional(key.expires_at),
        "last_used_at": show_optional(key.last_used_at),
        "revoked_at": show_optional(key.revoked_at),
        "rotated_to": key.rotated_to,
    }


def check_changeable(key: ApiKey, now: int) -> None:
    """Raises ``Problem`` 409 for a key that is revoked or expired."""
    status = key_status(key, now)
    if status in {"revoked", "expired"}:
        raise Problem("key_not_active", f"This key is {status} and can't be changed.")
