"""The verdict of ``keys.verify``."""

from __future__ import annotations

import hmac
from typing import Any

from tollkeeper_server.context import Call, PublicCall
from tollkeeper_server.db.prepared import Question
from tollkeeper_server.db.rows import OWN_KEY_BY_DIGEST, KeyRow
from tollkeeper_server.keys.format import is_key
from tollkeeper_server.queries.keys import key_status
from tollkeeper_server.settings import Rate
from tollkeeper_server.times import show_optional

_NOT_FOUND: dict[str, Any] = {
    "valid": False, "code": "not_found", "key_id": None, "name": None, "scopes": [], "missing_scopes": [],
    "metadata": {}, "expires_at": None, "retry_after_seconds": None,
}  # fmt: skip


def keys_with_secret(call: PublicCall) -> list[Question]:
    """What the verdict is made of: the key's row, by its digest under any pepper that is in use."""
    secret: str = call.body["key"]
    return [(OWN_KEY_BY_DIGEST, {"digest": d}) for d in call.services.vault.digests(secret)] if is_key(secret) else []


def verdict(call: Call) -> dict[str, Any]:
    """A ``KeyVerification``. Keys of other organizations are not found."""
    key = _find(call)
    if key is None:
        return _NOT_FOUND
    missing = [scope for scope in call.body["required_scopes"] if scope not in key.scopes]
    code, retry_after = _code(call, key, missing)
    if code == "valid":
        call.services.last_used.touch(key.id, key.last_used_at, call.now)
    return {
        "valid": code == "valid",
        "code": code,
        "key_id": key.id,
        "name": key.name,
        "scopes": key.scopes,
        "missing_scopes": missing,
        "metadata": key.metadata_,
        "expires_at": show_optional(key.expires_at),
        "retry_after_seconds": retry_after,
    }


def _find(call: Call) -> KeyRow | None:
    for statement, values in keys_with_secret(call):
        key: KeyRow | None = call.repository.find(statement, values)
        if key is not None and hmac.compare_digest(key.digest, values["digest"]):
            return key
    return None


def _code(call: Call, key: KeyRow, missing: list[str]) -> tuple[str, int | None]:
    """The first check that fails decides; only a call that comes out valid takes from the key's own limit."""
    status = key_status(key, call.now)
    if status != "active":
        return status, None
    if missing:
        return "insufficient_scopes", None
    if key.rate_limit is not None:
        rate = Rate(key.rate_limit["limit"], key.rate_limit["window_seconds"])
        taken = call.services.limiter.take(f"verify:{key.id}", rate, call.now)
        if not taken.allowed:
            return "rate_limited", taken.reset
    return "valid", None
