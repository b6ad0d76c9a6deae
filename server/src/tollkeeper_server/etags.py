"""ETags of things that count their versions, and ``If-Match``."""

from __future__ import annotations

import hashlib
import re

from tollkeeper_server.context import Call
from tollkeeper_server.db.models import ApiKey, WebhookEndpoint
from tollkeeper_server.db.rows import KeyRow
from tollkeeper_server.problems import Problem

_SPACE = " \t"
_TAG = re.compile(r'[ \t]*+(?:(W/)?("[\x21\x23-\x7e\x80-\xff]*+"))?[ \t]*+(?:,|$)')  # "*+": blanks are read once

Versioned = ApiKey | KeyRow | WebhookEndpoint
"""Rows whose ``version`` grows with every change."""


def etag(row: Versioned) -> str:
    """Names this version of this row; strong (RFC 9110, 8.8.3)."""
    return f'"{hashlib.sha256(f"{row.id}:{row.version}".encode()).hexdigest()[:16]}"'


def check_if_match(call: Call, row: Versioned) -> None:
    """Raises ``Problem`` 412 unless ``If-Match`` is absent, ``*``, or names this version (RFC 9110, 13.1.1)."""
    wanted = call.headers["If-Match"]
    if wanted is not None and wanted.strip(_SPACE) != "*" and etag(row) not in strong_tags(wanted):
        detail = "The object is no longer the version in If-Match. Retrieve it and try again."
        raise Problem("precondition_failed", detail)


def strong_tags(text: str) -> set[str]:
    """The entity tags of a list that can match: weak ones never do. Text that is no such list has none."""
    found: set[str] = set()
    at = 0
    while at < len(text):
        match = _TAG.match(text, at)
        if match is None or match.end() == at:
            return set()
        weak, tag = match.groups()
        if tag and not weak:
            found.add(tag)
        at = match.end()
    return found
