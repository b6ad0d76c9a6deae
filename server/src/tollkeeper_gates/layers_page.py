"""The drawing of the layers, from the contracts of import-linter. ``make layers`` writes it; a gate compares it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

PAGE = "docs/layers.md"
_HEAD = """\
# Layers

Written by `make layers` from `[tool.importlinter]` in `pyproject.toml`; do not edit it. The gate `layers` holds the
contracts and compares this page with them.
"""
_RULE = """
A module imports from its own package and from the layers below it: never from above, and never from a package beside
it.
"""


def page(settings: Path) -> str:
    """The page for the contracts in a ``pyproject.toml``."""
    contracts = tomllib.loads(settings.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    return _HEAD + "".join(text for contract in contracts for text in _contract(contract))


def _contract(contract: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n## {contract['name']}\n"
    if contract["type"] == "layers":
        yield _RULE
        yield f"\n```text\n{_drawing([layer.split(' | ') for layer in contract['layers']])}```\n"
    else:
        yield f"\n{_listed(contract['source_modules'])} imports none of {_listed(contract['forbidden_modules'])}.\n"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _drawing(layers: Sequence[Sequence[str]]) -> str:
    """A box for each package, the layers one below the other, an arrow from each to what it may import."""
    wide = max(len(name) for layer in layers for name in layer) + 2
    rows = ["  ".join(f"[{name:^{wide}}]" for name in layer) for layer in layers]
    arrow = " " * (wide // 2 + 1) + "▼"
    return f"\n{arrow}\n".join(rows) + "\n"
