"""When keys were last used: collected in memory, written behind, at most once a minute per key."""

from __future__ import annotations

import threading

from sqlalchemy import update
from sqlalchemy.orm import Session

from tollkeeper_server.db.models import ApiKey
from tollkeeper_server.times import MINUTE


class LastUsed:
    """Safe to use from many threads. What is not written when the process is killed is lost: it is a hint."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: dict[str, int] = {}

    def touch(self, key_id: str, known: int | None, now: int) -> None:
        """A key was used at ``now``; the database says ``known``. To the minute."""
        minute = now - now % MINUTE
        if known is None or known < minute:
            with self._lock:
                self._pending[key_id] = max(minute, self._pending.get(key_id, 0))

    @property
    def waiting(self) -> bool:
        """Whether there is something to write."""
        return bool(self._pending)

    def flush(self, session: Session) -> None:
        """Write what was collected, never backwards."""
        with self._lock:
            pending, self._pending = self._pending, {}
        for key_id in sorted(pending):  # in one order, so that two processes can't wait for each other
            newer = (ApiKey.last_used_at.is_(None)) | (ApiKey.last_used_at < pending[key_id])
            session.execute(update(ApiKey).where(ApiKey.id == key_id, newer).values(last_used_at=pending[key_id]))
