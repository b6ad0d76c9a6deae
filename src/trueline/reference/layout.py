"""Code that is laid out as a formatter would: on one line where it fits, else one item a line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

WIDTH = 88
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Group:
    """Brackets and what is in them; each item has a prefix, such as ``name=`` or ``"name": ``."""

    opening: str
    items: tuple[tuple[str, Node], ...]
    closing: str


Node = str | Group


def laid_out(node: Node, *, indent: int = 0, before: str = "", after: str = "") -> str:
    """``before``, the node and ``after``, at a level of indentation. Only the first line is not indented."""
    flat = before + one_line(node) + after
    if isinstance(node, str) or not node.items or len(_INDENT) * indent + len(flat) <= WIDTH:
        return flat
    inner = _INDENT * (indent + 1)
    lines = [f"{inner}{laid_out(item, indent=indent + 1, before=prefix, after=',')}" for prefix, item in node.items]
    return "\n".join([before + node.opening, *lines, _INDENT * indent + node.closing + after])


def as_json(value: Any, indent: int | None = None) -> str:
    """JSON text that can be shown: what would hide or reorder text is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return text if text.replace("\n", "").isprintable() else json.dumps(value, indent=indent)


def one_line(node: Node) -> str:
    """The node without a line break."""
    if isinstance(node, str):
        return node
    return f"{node.opening}{', '.join(prefix + one_line(item) for prefix, item in node.items)}{node.closing}"
