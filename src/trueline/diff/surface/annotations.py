"""Annotations as sets of types: ``A | None`` and ``None | A`` are the same, and one more member is seen as such."""

from __future__ import annotations

import ast
from typing import Literal

Relation = Literal["same", "wider", "narrower", "other"]


#: Keywords of a method, and those with the one more that it takes with an idempotency key.
_WIDER = frozenset({("Unpack[RequestOptions]", "Unpack[IdempotentRequestOptions]")})


def relation(old: str, new: str) -> Relation:
    """What the new annotation is to the old one."""
    if old == new:
        return "same"
    was, is_ = members(old), members(new)
    if was == is_:
        return "same"
    if (old, new) in _WIDER or "Any" in is_ or (was and was < is_):
        return "wider"
    return "narrower" if (new, old) in _WIDER or "Any" in was or (is_ and is_ < was) else "other"


def members(annotation: str) -> frozenset[str]:
    """The types that an annotation allows; each value of a ``Literal`` is one."""
    if not annotation:
        return frozenset({"Any"})
    try:
        tree = ast.parse(annotation, mode="eval").body
    except SyntaxError:
        return frozenset({annotation})
    return frozenset(_members(tree))


def _members(node: ast.expr) -> list[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*_members(node.left), *_members(node.right)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return sorted(members(node.value))
    if isinstance(node, ast.Subscript):
        name = ast.unparse(node.value).rpartition(".")[2]
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name == "Literal":
            return [f"Literal[{ast.unparse(each)}]" for each in inner]
        if name in {"Union", "Optional"}:
            return [*(["None"] if name == "Optional" else []), *(part for each in inner for part in _members(each))]
        if name in {"Required", "NotRequired"}:
            return _members(inner[0])
        parts = ", ".join(" | ".join(sorted(_members(each))) for each in inner)
        return [f"{ast.unparse(node.value)}[{parts}]"]
    return [ast.unparse(node)]
