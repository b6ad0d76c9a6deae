"""Webhooks as a resource of the client reads them."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from ..errors import WebhookVerificationError

__all__ = ["event"]


def event(package: str, client: Any, payload: str | bytes, headers: Any, key: Any, option: str) -> Any:
    """The event in a body; verified where there are headers. Raises ``WebhookVerificationError``."""
    webhooks = import_module(f"{package}.webhooks")
    if headers is None:
        return webhooks.parse_event(payload)
    key = getattr(client, option) if key is None and option else key
    if key is None:
        where = f"on either the client's {option} or " if option else ""
        raise ValueError(f"Cannot verify a webhook without a key {where}passed in as an argument")
    try:
        return webhooks.verify(payload, headers, key)
    except WebhookVerificationError as error:
        raise _as_expected(error) from error.__cause__


def _as_expected(error: WebhookVerificationError) -> WebhookVerificationError:
    """The error; where a program has the library that older SDKs verified with, it is an error of that as well."""
    theirs = getattr(sys.modules.get("standardwebhooks"), "WebhookVerificationError", None)
    if theirs is None:
        return error
    both: Any = type("WebhookVerificationError", (WebhookVerificationError, theirs), {})
    found: WebhookVerificationError = both(error.message)
    return found
