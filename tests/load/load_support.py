"""What the tests of load share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

#: Writes a file (name, content) and answers its path; text is dedented.
Write = Callable[..., str]


@dataclass
class Server:
    """Answers by path: bytes, or (status, headers, bytes)."""

    url: str
    pages: dict[str, bytes | tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
