"""What outlives a request: made once at start, shared by all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.together import Together
from tollkeeper_server.delivery.options import Options
from tollkeeper_server.idempotency import InFlight
from tollkeeper_server.last_used import LastUsed
from tollkeeper_server.observability.metrics import Metrics
from tollkeeper_server.ratelimit import Limiter
from tollkeeper_server.settings import Settings
from tollkeeper_server.spec.document import Api
from tollkeeper_server.stream.tail import Tail
from tollkeeper_server.stream.wakes import Notifier
from tollkeeper_server.vault import Vault


@dataclass(frozen=True, slots=True)
class Services:
    """``clock`` gives microseconds since 1970."""

    settings: Settings
    options: Options
    api: Api
    database: Database
    vault: Vault
    limiter: Limiter
    last_used: LastUsed
    in_flight: InFlight
    metrics: Metrics
    tail: Tail
    notifier: Notifier | None
    together: Together | None
    clock: Callable[[], int]

    def close(self) -> None:
        """Close every connection."""
        if self.notifier is not None:
            self.notifier.stop()
        self.database.close()
        self.limiter.close()
