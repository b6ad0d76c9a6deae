"""How tests reach Tollkeeper."""

from __future__ import annotations

from typing import Any

API_KEY = "tk_test_0123456789abcdefghijABCDEFGHIJ0123456789abc"
BASE_URL = "https://api.tollkeeper.dev"


def find(client: Any, operation_id: str) -> Any:
    """The method of an operation id: ``webhooks.events.list`` is ``client.webhooks.events.list``."""
    target = client
    for name in operation_id.split("."):
        target = getattr(target, name)
    return target
