"""Rate limits that several processes share, counted in Redis; without Redis, each process counts for itself.

A limit protects the API. So an outage of what counts must not become one of the API: it goes on with limits per
process, looks for Redis again every few seconds, and says in its log when that begins and when it ends.
"""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Callable
from typing import Any

from tollkeeper_server.errors import StartError
from tollkeeper_server.observability.logs import logger
from tollkeeper_server.ratelimit import ProcessLimiter, Taken, window
from tollkeeper_server.settings import PREFIX, Rate

PAUSE = 5.0
"""Seconds without Redis after it failed, so that not every request waits for it."""
_TIMEOUT = 0.5
# What does not fit is not counted: a limit that is raised holds at once, as in the process.
_TAKE = """
local used = tonumber(redis.call('GET', KEYS[1]) or '0')
if used >= tonumber(ARGV[1]) then return {0, used} end
used = redis.call('INCR', KEYS[1])
if used == 1 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return {1, used}
"""


class RedisLimiter:
    """Counts in Redis, one key per name and window, which expires by itself. Keys hold ids and addresses, no secret."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        try:
            redis: Any = importlib.import_module("redis")  # an extra
            # One try more, at once: connections that a restarted Redis has forgotten are opened again.
            retry = redis.retry.Retry(redis.backoff.NoBackoff(), 1)
            self._client = redis.Redis.from_url(
                url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT, retry=retry
            )
        except ImportError:
            cure = "pip install 'tollkeeper-server[redis]'"
            raise StartError(f"{PREFIX}REDIS_URL is set, and redis is not installed", [], cure) from None
        except ValueError:  # its message may quote a part of a password
            cure = "For example redis://127.0.0.1:6379/0, or unix:///run/redis.sock"
            raise StartError(f"{PREFIX}REDIS_URL is not a Redis URL", [], cure) from None
        self._error: type[Exception] = redis.RedisError
        self._take = self._client.register_script(_TAKE)
        self._own = ProcessLimiter()
        self._clock = clock
        self._lock = threading.Lock()
        self._away_until: float | None = None

    def take(self, name: str, rate: Rate, now: int) -> Taken:
        """As ``Limiter`` says."""
        if not self._may_ask():
            return self._own.take(name, rate, now)
        reset, ends = window(rate, now)
        try:
            found = self._take(keys=[f"tollkeeper:rate:{name}:{ends}"], args=[rate.limit, reset + 1])
        except self._error as error:
            self._note_failure(error)
            return self._own.take(name, rate, now)
        self._note_success()
        allowed, used = int(found[0]) == 1, int(found[1])
        return Taken(rate, allowed, max(0, rate.limit - used), reset)

    def answers(self) -> bool:
        """Whether Redis is there."""
        try:
            return bool(self._client.ping())
        except self._error:
            return False

    def tell_if_away(self) -> None:
        """Ask now, not at the first request: so the log says it where an operator looks, at the start."""
        try:
            self._client.ping()
        except self._error as error:
            self._note_failure(error)

    def close(self) -> None:
        """As ``Limiter`` says."""
        self._client.close()

    def _may_ask(self) -> bool:
        """Always while Redis is there; after a failure one request in each pause."""
        with self._lock:
            if self._away_until is None:
                return True
            now = self._clock()
            if now < self._away_until:
                return False
            self._away_until = now + PAUSE
            return True

    def _note_failure(self, error: Exception) -> None:
        with self._lock:
            first = self._away_until is None
            self._away_until = self._clock() + PAUSE
        if first:  # the kind alone: messages of the driver may quote what it was configured with
            logger().warning("rate_limits_not_shared", reason=type(error).__name__)

    def _note_success(self) -> None:
        if self._away_until is not None:
            with self._lock:
                self._away_until = None
            logger().info("rate_limits_shared_again")
