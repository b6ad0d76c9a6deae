"""Python source as trees. What is equal is parsed, and looked through, once: two gates ask, one for every handler."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path


def parsed(path: Path) -> ast.Module:
    """The tree of a file. Nobody changes it. Raises ``SyntaxError``, which names the file."""
    content = path.read_bytes()
    try:
        return _parsed(content)
    except SyntaxError:
        return ast.parse(content, str(path))


@cache
def _parsed(content: bytes) -> ast.Module:
    return ast.parse(content)


@cache
def telling(node: ast.AST) -> tuple[ast.Call | ast.Return, ...]:
    """Every call and every ``return`` in a function, a class or a module."""
    return tuple(part for part in ast.walk(node) if isinstance(part, (ast.Call, ast.Return)))


@cache
def functions(tree: ast.Module) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...]:
    """Every function of a module, methods and inner ones too."""
    return tuple(part for part in ast.walk(tree) if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)))


@cache
def names(node: ast.AST) -> tuple[tuple[str, str], ...]:
    """What a function names: a name and an attribute of it, or a name and nothing. Naming a type reaches nothing."""
    found: dict[tuple[str, str], None] = {}
    for part in _without_annotations(node):
        if isinstance(part, ast.Name):
            found[part.id, ""] = None
        elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            found[part.value.id, part.attr] = None
    return tuple(found)


def _without_annotations(node: ast.AST) -> Iterator[ast.AST]:
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        skipped = {id(getattr(part, name, None)) for name in ("annotation", "returns")}
        waiting.extend(child for child in ast.iter_child_nodes(part) if id(child) not in skipped)
