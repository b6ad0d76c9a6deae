"""ETags of things that count their versions, and ``If-Match``."""

from __future__ import annotations

import hashlib

from tollkeeper_server.context import Call
from tollkeeper_server.db.models import ApiKey, WebhookEndpoint
from tollkeeper_server.problems import Problem

Versioned = ApiKey | WebhookEndpoint
"""Rows whose ``version`` grows with every change."""


def etag(row: Versioned) -> str:
    """Names this version of this row; strong (RFC 9110, 8.8.3)."""
    return f'"{hashlib.sha256(f"{row.id}:{row.version}".encode()).hexdigest()[:16]}"'


def check_if_match(call: Call, row: Versioned) -> None:
    """Raises ``Problem`` 412 unless ``If-Match`` is absent, ``*``, or this version."""
    wanted = call.headers["If-Match"]
    if wanted not in {None, "*", etag(row)}:
        detail = "The object is no longer the version in If-Match. Retrieve it and try again."
        raise Problem("precondition_failed", detail)
