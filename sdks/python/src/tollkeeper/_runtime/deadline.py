from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from .errors import APITimeoutError

_PIECE = 65_536


class Deadline(threading.local):
    at: float | None = None
    clock: Callable[[], float]

    def left(self, timeout: float | None) -> float | None:
        if self.at is None:
            return timeout
        left = self.at - self.clock()
        if left <= 0:
            raise APITimeoutError("the answer took too long")
        return left if timeout is None else min(left, timeout)

    def guard(self, client: Any) -> None:
        for transport in (client._transport, *client._mounts.values()):
            pool: Any = getattr(transport, "_pool", None)
            backend = getattr(pool, "_network_backend", None)
            if backend is not None:
                pool._network_backend = _Guarded(backend, self)


class _Guarded:
    def __init__(self, inner: Any, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def connect_tcp(self, *args: Any, timeout: float | None = None, **options: Any) -> _Guarded:
        stream = self._inner.connect_tcp(*args, timeout=self._deadline.left(timeout), **options)
        return _Guarded(stream, self._deadline)

    def start_tls(self, *args: Any, timeout: float | None = None, **options: Any) -> _Guarded:
        stream = self._inner.start_tls(*args, timeout=self._deadline.left(timeout), **options)
        return _Guarded(stream, self._deadline)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._inner.read(max_bytes, timeout=self._deadline.left(timeout))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            self._inner.write(buffer[start : start + _PIECE], timeout=self._deadline.left(timeout))
