"""What the tests of load share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Page = bytes | tuple[int, dict[str, str], bytes]
#: Writes a file (name, content) and answers its path; text is dedented.
Write = Callable[..., str]


@dataclass
class Server:
    """Answers by path: bytes, or (status, headers, bytes)."""

    url: str
    pages: dict[str, Page] = field(default_factory=dict[str, Page])
    asked: list[str] = field(default_factory=list[str])
