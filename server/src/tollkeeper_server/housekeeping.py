"""What happens by itself: last uses written behind, expired keys told about, what is past its time removed."""

from __future__ import annotations

import threading

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.db.models import ApiKey
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.events import record_event
from tollkeeper_server.observability.logs import logger
from tollkeeper_server.purging import purge
from tollkeeper_server.queries.keys import show_key
from tollkeeper_server.services import Services
from tollkeeper_server.times import HOUR

INTERVAL = 2.0
"""Seconds between two rounds."""
_BATCH = 100


class Housekeeper:
    """A thread of its own. Several processes may each have one: rows are taken by one of them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)
        self._purged = 0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round that runs, and write what is left."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self._round()

    def _run(self) -> None:
        while not self._stop.wait(INTERVAL):
            self._round()

    def _round(self) -> None:
        services = self._services
        now = services.clock()
        try:
            if services.last_used.waiting:
                with services.database.writing(EVERY_ORGANIZATION) as session:
                    services.last_used.flush(session)
            tell_expired(services, now)
            if now - self._purged >= HOUR:
                purge(services.database, now, services.options.usage_kept)
                self._purged = now
        except SQLAlchemyError as error:  # the next round tries again
            logger().error("housekeeping_failed", exc_info=error)


def tell_expired(services: Services, now: int) -> int:
    """Emit ``key.expired`` once for each key whose time is over and that nobody revoked before. How many."""
    due = (ApiKey.expires_at <= now, ApiKey.expiry_told_at.is_(None))
    with services.database.reading(EVERY_ORGANIZATION) as session:
        if session.scalar(select(ApiKey.id).where(*due).limit(1)) is None:
            return 0
    with services.database.writing(EVERY_ORGANIZATION) as session:
        query = select(ApiKey).where(*due).order_by(ApiKey.id).limit(_BATCH).with_for_update(skip_locked=True)
        keys = session.scalars(query).all()
        for key in keys:
            key.expiry_told_at = now
            if key.revoked_at is None:
                repository = Repository(session, key.organization_id)
                record_event(repository, "key.expired", {"key": show_key(key, now)}, now)
    return len(keys)
