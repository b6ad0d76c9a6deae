"""Connections that are closed with their client without a word, as the other generator's SDKs do."""

from __future__ import annotations

from .. import http


class SyncPool(http.SyncPool):
    """Of a synchronous client."""

    def _warn(self) -> None:
        """Say nothing."""


class AsyncPool(http.AsyncPool):
    """Of an asynchronous client."""

    def _warn(self) -> None:
        """Say nothing."""
