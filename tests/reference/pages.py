"""The reference page as a reader finds it: the examples of each operation, taken out of the Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/api.md"

_SECTION = re.compile(r'^<a id="([^"]+)"></a>$', re.MULTILINE)
_BLOCK = re.compile(r"^\*\*([^*]+)\*\*\n\n(`{3,})(\w+)\n(.*?)\n\2$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Snippet:
    """One example: of which operation, under which title, in which language."""

    operation: str
    title: str
    language: str
    text: str

    @property
    def id(self) -> str:
        return f"{self.operation}-{self.title}"


def snippets(text: str) -> Iterator[Snippet]:
    """Every example of a call on a page."""
    pieces = _SECTION.split(text)
    for name, section in zip(pieces[1::2], pieces[2::2], strict=True):
        for title, _, language, code in _BLOCK.findall(section):
            if not title.startswith("Example"):
                yield Snippet(name, title, language, code)


def of(title: str) -> list[Snippet]:
    """The committed page's examples under one title."""
    return [snippet for snippet in snippets(PAGE.read_text("utf-8")) if snippet.title == title]
