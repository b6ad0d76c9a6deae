"""What generated resources and their views are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .raw import AsyncView, PageView, View, Viewed, raw, raw_async, streaming, streaming_async

if TYPE_CHECKING:
    from .client import AsyncClient, SyncClient

__all__ = ["AsyncResource", "AsyncView", "PageView", "SyncResource", "View", "Viewed"]
__all__ += ["raw", "raw_async", "streaming", "streaming_async"]


class SyncResource:
    """Operations that belong together. Holds nothing but its client."""

    __slots__ = ("__dict__", "_client")

    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class AsyncResource:
    """Operations that belong together. Holds nothing but its client."""

    __slots__ = ("__dict__", "_client")

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"
