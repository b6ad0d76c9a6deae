"""``Idempotency-Key``: the first answer again, stored in the transaction of the change itself.

Only successes are stored: an error changed nothing, so the same request may simply run again. Answers are encrypted at
rest, since some hold a secret that is kept nowhere else.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Generator
from contextlib import contextmanager

import orjson
from sqlalchemy import text

from tollkeeper_server.context import Answer, Call, Handler
from tollkeeper_server.db.models import IdempotencyRecord
from tollkeeper_server.exact import dump_json
from tollkeeper_server.problems import Problem
from tollkeeper_server.times import DAY

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = DAY


class InFlight:
    """Idempotency keys whose first request is still running in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[tuple[str, str]] = set()

    @contextmanager
    def hold(self, organization_id: str, key: str) -> Generator[None]:
        """Raises ``Problem`` 409 while another request holds the same."""
        name = (organization_id, key)
        with self._lock:
            if name in self._running:
                raise _in_progress()
            self._running.add(name)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(name)


def once(call: Call, handler: Handler, key: str) -> Answer:
    """Run the handler, or give its first answer again. Raises ``Problem`` 409 or 422."""
    session = call.repository.session
    _lock_across_processes(call, key)
    fingerprint = _fingerprint(call)
    record = call.repository.by(IdempotencyRecord, "key", key)
    if record is not None and record.expires_at > call.now:
        return _replay(call, record, fingerprint)
    if record is not None:
        session.delete(record)
        session.flush()
    answer = handler(call)
    session.add(
        IdempotencyRecord(
            organization_id=call.organization_id,
            key=key,
            fingerprint=fingerprint,
            status=answer.status,
            headers=dict(answer.headers),
            body=call.services.vault.encrypt(answer.content or b"", _context(call, key)),
            expires_at=call.now + KEPT,
        )
    )
    return answer


def _replay(call: Call, record: IdempotencyRecord, fingerprint: bytes) -> Answer:
    if record.fingerprint != fingerprint:
        detail = "This idempotency key was used with another body, or by another API key, in the last 24 hours."
        raise Problem("idempotency_key_reused", detail)
    content = call.services.vault.decrypt(record.body, _context(call, record.key))
    return Answer(record.status, content or None, {**record.headers, REPLAYED: "true"})


def _lock_across_processes(call: Call, key: str) -> None:
    """PostgreSQL: one transaction at a time has this key; the lock ends with it. SQLite has one writer anyway."""
    session = call.repository.session
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(_context(call, key).encode()).digest()[:8], signed=True)
        if not session.scalar(text("SELECT pg_try_advisory_xact_lock(:number)"), {"number": number}):
            raise _in_progress()


def _fingerprint(call: Call) -> bytes:
    # The API key too: an answer can hold a secret of more scopes than another key of the organization may give itself.
    parts = [call.operation.id, dict(call.path), call.body, call.principal.key_id]
    return hashlib.sha256(dump_json(parts, orjson.OPT_SORT_KEYS)).digest()


def _context(call: Call, key: str) -> str:
    return f"idempotency {call.organization_id} {key}"


def _in_progress() -> Problem:
    detail = "The first request with this idempotency key is still running. Send the same request again later."
    return Problem("idempotency_in_progress", detail)
