"""What the fake server was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..redact import redact_url


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """One request. Header names are in lower case. ``body`` is the documented type where it is a model."""

    #: The method of the client, like ``keys.create``; its document has the operation as ``key``, ``POST /v1/keys``.
    operation: str
    key: str
    method: str
    url: str
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    content: bytes
    #: The body as JSON; ``None`` where it is none.
    json: Any
    body: Any

    def __repr__(self) -> str:
        return f"<Call {self.operation}: {self.method} {redact_url(self.url)}>"
