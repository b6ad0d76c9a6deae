from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..redact import redact_url


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """One request. Header names are in lower case. ``body`` is the documented type where it is a model."""

    operation: str
    key: str
    method: str
    url: str
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    content: bytes
    json: Any
    body: Any

    def __repr__(self) -> str:
        return f"<Call {self.operation}: {self.method} {redact_url(self.url)}>"
