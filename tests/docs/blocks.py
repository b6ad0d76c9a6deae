"""Fenced blocks of the hand-written documents, and the commands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = tuple(
    sorted(
        page.relative_to(ROOT).as_posix()
        for page in (
            *ROOT.glob("*.md"),
            *(ROOT / "docs").glob("*.md"),
            *(ROOT / "docs/guides").glob("*.md"),
            *(ROOT / "openapi").glob("*.md"),
        )
    )
)

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block: where it stands, its language, its text without the indent."""

    document: str
    language: str
    text: str

    @property
    def commands(self) -> list[str]:
        """The lines that a reader would type. In ``console`` blocks they begin with ``$``; the rest is output."""
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        if self.language == "console":
            return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        return [line for line in lines if not line.startswith("#")] if self.language in {"sh", "bash", "shell"} else []


def blocks(document: str) -> list[Block]:
    """The fenced blocks of a document, in order."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return [Block(document, match[2], match[3]) for match in _FENCE.finditer(text)]


def commands() -> dict[str, str]:
    """Every command in every document, with the first document that has it."""
    found: dict[str, str] = {}
    for document in DOCUMENTS:
        for block in blocks(document):
            for command in block.commands:
                found.setdefault(command, document)
    return found
