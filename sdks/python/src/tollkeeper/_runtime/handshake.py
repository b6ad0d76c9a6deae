from __future__ import annotations

from importlib import import_module
from typing import Any


def guard(client: Any) -> None:
    for transport in (client._transport, *client._mounts.values()):
        pool: Any = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if backend is not None:
            pool._network_backend = _Backend(backend)


class _Inner:
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        setattr(self, name, found)
        return found


class _Backend(_Inner):
    async def connect_tcp(self, *args: Any, **options: Any) -> _Stream:
        return _Stream(await self._inner.connect_tcp(*args, **options))


class _Stream(_Inner):
    async def start_tls(self, *args: Any, **options: Any) -> _Stream:
        try:
            return _Stream(await self._inner.start_tls(*args, **options))
        except BaseException:
            with import_module("anyio").CancelScope(shield=True):
                await self._inner.aclose()
            raise
