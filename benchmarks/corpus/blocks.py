"""Parts of ``docs/corpus.md`` that runs of their own write; each keeps those of the others."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.corpus.documents import ROOT

PAGE = ROOT / "docs/corpus.md"
TITLES = {
    "types": "Under type checkers",
    "wire": "On the wire",
    "suite": "The JSON Schema test suite",
    "peers": "Beside other generators",
    "layout": "In the layout of openapi-python-client",
}
_BLOCK = re.compile(r"<!-- (\w+): begin -->\n(.*?)<!-- \1: end -->", re.DOTALL)


def with_blocks(page: str, blocks: dict[str, str]) -> str:
    """The page, followed by each block that there is."""
    parts = [page.rstrip("\n")]
    for name, title in TITLES.items():
        if name in blocks:
            parts.append(f"## {title}\n\n<!-- {name}: begin -->\n{blocks[name].strip()}\n<!-- {name}: end -->")
    return "\n\n".join(parts) + "\n"


def blocks(page: str) -> dict[str, str]:
    """The blocks of a page."""
    return {match[1]: match[2] for match in _BLOCK.finditer(page)}


def without_blocks(page: str) -> str:
    """The page as it is before its first block."""
    first = min((page.find(f"## {title}\n\n<!-- {name}: begin") for name, title in TITLES.items()), key=_late)
    return page[:first] if first >= 0 else page


def _late(position: int) -> int:
    return position if position >= 0 else 1 << 60


def put_block(name: str, text: str, path: Path = PAGE) -> None:
    """Replace or add a block of the page on disk."""
    page = path.read_text("utf-8") if path.exists() else "# The corpus\n"
    path.write_text(with_blocks(without_blocks(page), {**blocks(page), name: text}), encoding="utf-8")


def put_page(text: str, path: Path = PAGE) -> None:
    """Replace everything but the blocks."""
    old = path.read_text("utf-8") if path.exists() else ""
    path.write_text(with_blocks(text, blocks(old)), encoding="utf-8")
