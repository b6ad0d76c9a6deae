"""``client.with_raw_response.resource.method()``: the view of each resource below a client or a resource."""

from __future__ import annotations

import inspect
from typing import Any

from ..resource import raw, raw_async, streaming, streaming_async


class Views:
    """What is below ``owner``, each resource in the view of that name."""

    def __init__(self, owner: object, view: str) -> None:
        self._owner = owner
        self._view = view

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._owner, name)
        if not callable(found):
            return getattr(found, self._view)
        is_async = inspect.iscoroutinefunction(found)
        if self._view == "with_raw_response":
            return raw_async(found) if is_async else raw(found)
        return streaming_async(found) if is_async else streaming(found)
