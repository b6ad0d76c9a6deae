"""What changes keys: create, update, rotate, revoke. A key never gives what it has not: scopes, or time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tollkeeper_server import times
from tollkeeper_server.audit import changes_between, record_audit
from tollkeeper_server.auth import is_valid, require_scopes, unauthenticated
from tollkeeper_server.context import Call, Principal
from tollkeeper_server.db.models import ApiKey
from tollkeeper_server.events import check_tellable, record_event
from tollkeeper_server.ids import new_id
from tollkeeper_server.keys.format import Environment, last4, new_key
from tollkeeper_server.problems import Problem, invalid
from tollkeeper_server.queries.keys import check_changeable, key_status, show_key
from tollkeeper_server.queries.lineage import descendants, hold_keys, maker_of
from tollkeeper_server.times import SECOND

_SHOWN_IN_AUDIT = ("name", "scopes", "enabled", "rate_limit", "metadata", "expires_at")


def create_key(call: Call) -> tuple[ApiKey, str]:
    """A new key and its secret, which exists nowhere else afterwards."""
    body: dict[str, Any] = call.body
    hold_keys(call)
    caller = calling_key(call)
    require_scopes(call.principal, body["scopes"], "To give it to a key, yours needs")
    key, secret = _new(
        call,
        name=body["name"],
        environment=body["environment"],
        scopes=body["scopes"],
        rate_limit=_whole(body.get("rate_limit")),
        metadata_=body.get("metadata", {}),
        expires_at=_expiry(call, body.get("expires_at"), [caller]),
    )
    record_audit(call, "key.created", ("key", key.id), changes_between({}, _audited(key, call.now)))
    shown = {"key": show_key(key, call.now)}
    check_tellable(call.repository, "key.created", shown, call.now)
    record_event(call.repository, "key.created", {"key": show_key(key, call.now)}, call.now)
    return key, secret


def update_key(call: Call, key: ApiKey) -> None:
    """Change what the body names. Without a difference, nothing happens."""
    calling_key(call)
    check_changeable(key, call.now)
    body: dict[str, Any] = call.body
    if "scopes" in body:
        require_scopes(call.principal, body["scopes"], "To give it to a key, yours needs")
    before = _audited(key, call.now)
    was_enabled, ended = key.enabled, key.expires_at
    key.name = body.get("name", key.name)
    key.scopes = body.get("scopes", key.scopes)
    key.enabled = body.get("enabled", key.enabled)
    if "rate_limit" in body:
        key.rate_limit = _whole(body["rate_limit"])
    if "metadata" in body:
        key.metadata_ = body["metadata"] or {}
    if "expires_at" in body:
        key.expires_at = _changed_expiry(call, key, body["expires_at"])
    if (key.enabled and not was_enabled) or _is_later(key.expires_at, ended):
        require_scopes(call.principal, key.scopes, "To enable or extend this key, yours needs")
    changes = changes_between(before, _audited(key, call.now))
    if changes:
        key.version += 1
        record_audit(call, "key.updated", ("key", key.id), changes)
        changed = [change["field"] for change in changes]
        data = {"key": show_key(key, call.now), "changed": changed}
        check_tellable(call.repository, "key.updated", data, call.now)
        record_event(call.repository, "key.updated", data, call.now)
    if _is_later(ended, key.expires_at):
        _end_descendants(call, key)


def rotate_key(call: Call, old: ApiKey) -> tuple[ApiKey, str]:
    """A successor with a new secret; the old key ends with the overlap. The caller holds the row's lock."""
    _check_rotatable(old, call.now)
    require_scopes(call.principal, old.scopes, "To rotate this key, yours needs")
    body: dict[str, Any] = call.body
    successor, secret = _new(
        call,
        name=old.name,
        environment=old.environment,
        scopes=old.scopes,
        rate_limit=old.rate_limit,
        metadata_=old.metadata_,
        expires_at=_successor_expiry(call, old),
    )
    before = times.show_optional(old.expires_at)
    ends = call.now + int(body["overlap_seconds"]) * SECOND
    ends = ends if old.expires_at is None else min(old.expires_at, ends)
    old.expires_at = ends
    old.rotated_to = successor.id
    old.version += 1
    ended = times.show(ends)
    changes = [
        {"field": "rotated_to", "before": None, "after": successor.id},
        {"field": "expires_at", "before": before, "after": ended},
    ]
    record_audit(call, "key.rotated", ("key", old.id), changes)
    shown = show_key(successor, call.now)
    data = {"key": shown, "previous_key_id": old.id, "previous_key_expires_at": ended}
    record_event(call.repository, "key.rotated", data, call.now)
    call.repository.session.flush()
    _end_descendants(call, successor)
    return successor, secret


def revoke_key(call: Call, key: ApiKey) -> None:
    """Take a key back for good. Again, nothing happens."""
    if key.revoked_at is not None:
        return
    reason: str | None = call.body.get("reason")
    key.revoked_at = call.now
    key.version += 1
    changes = [{"field": "revoked_at", "before": None, "after": times.show(call.now)}]
    if reason is not None:
        changes.append({"field": "reason", "before": None, "after": reason})
    record_audit(call, "key.revoked", ("key", key.id), changes)
    record_event(call.repository, "key.revoked", {"key": show_key(key, call.now), "reason": reason}, call.now)


def _new(call: Call, *, environment: Environment | str, **fields: Any) -> tuple[ApiKey, str]:
    kind: Environment = "live" if environment == "live" else "test"
    secret = new_key(kind)
    vault = call.services.vault
    key = ApiKey(
        id=new_id("key", call.now),
        organization_id=call.organization_id,
        environment=kind,
        last4=last4(secret),
        digest=vault.digest(secret),
        pepper_version=vault.newest,
        enabled=True,
        created_by=call.principal.key_id,
        created_at=call.now,
        version=1,
        **fields,
    )
    call.repository.add(key)
    return key, secret


def calling_key(call: Call) -> ApiKey:
    """The caller's key as it is now, after what changed since it let the request in. Raises ``Problem`` 401 or 403."""
    key = call.repository.get(ApiKey, call.principal.key_id)
    assert key is not None, "keys are never deleted"
    if not is_valid(key, call.now):
        raise unauthenticated('error="invalid_token"')
    lost = Principal(key.id, key.organization_id, frozenset(key.scopes), key.expires_at)
    require_scopes(lost, sorted(call.principal.scopes), "To finish this request, your key needs")
    return key


def _expiry(call: Call, expires_at: str | None, above: Sequence[ApiKey]) -> int | None:
    """When a key expires that asks for ``expires_at``. Raises ``Problem`` 422 for the past, or after those above it."""
    limit = min((key.expires_at for key in above if key.expires_at is not None), default=None)
    if expires_at is None:
        return limit
    moment = times.parse(expires_at)
    if moment <= call.now:
        raise invalid("/expires_at", "expires_at is not in the future.")
    if limit is not None and moment > limit:
        whose = "Your key" if calling_key(call).expires_at == limit else "The key that made this one"
        detail = f"{whose} expires at {times.show(limit)}; the keys that it makes or changes can't outlive it."
        raise invalid("/expires_at", detail, "expiry_exceeds_parent")
    return moment


def _changed_expiry(call: Call, key: ApiKey, expires_at: str | None) -> int | None:
    """The same for a key that there is. ``null`` is as late as can be: it never ends a key sooner."""
    if expires_at is not None and times.parse(expires_at) == key.expires_at:
        return key.expires_at
    above = [known for known in (calling_key(call), maker_of(call, key)) if known is not None]
    found = _expiry(call, expires_at, above)
    return key.expires_at if expires_at is None and _is_later(key.expires_at, found) else found


def _successor_expiry(call: Call, old: ApiKey) -> int | None:
    """When a successor expires: as told, or when the old key would have, and no later than the caller and its maker."""
    above = [known for known in (calling_key(call), maker_of(call, old)) if known is not None]
    if "expires_at" in call.body:
        return _expiry(call, call.body["expires_at"], above)
    return _expiry(call, None, [old, *above])


def _end_descendants(call: Call, key: ApiKey) -> None:
    """What a key made ends with it at the latest. Each that now ends sooner is told about as changed."""
    limit = key.expires_at
    if limit is None:
        return
    for child in descendants(call, key):
        if child.revoked_at is None and _is_later(child.expires_at, limit):
            before = times.show_optional(child.expires_at)
            child.expires_at = limit
            child.version += 1
            changes = [{"field": "expires_at", "before": before, "after": times.show(limit)}]
            record_audit(call, "key.updated", ("key", child.id), changes)
            data = {"key": show_key(child, call.now), "changed": ["expires_at"]}
            record_event(call.repository, "key.updated", data, call.now)


def _is_later(moment: int | None, than: int | None) -> bool:
    return than is not None and (moment is None or moment > than)


def _check_rotatable(key: ApiKey, now: int) -> None:
    if key.rotated_to is not None:
        raise Problem("key_already_rotated", f"This key was rotated to {key.rotated_to}. Rotate that one.")
    status = key_status(key, now)
    if status != "active":
        raise Problem("key_not_active", f"This key is {status} and can't be rotated.")


def _whole(rate_limit: dict[str, Any] | None) -> dict[str, int] | None:
    """JSON allows 60.0 where 60 is meant."""
    return None if rate_limit is None else {name: int(value) for name, value in rate_limit.items()}


def _audited(key: ApiKey, now: int) -> dict[str, Any]:
    shown = show_key(key, now)
    return {name: shown[name] for name in _SHOWN_IN_AUDIT}
