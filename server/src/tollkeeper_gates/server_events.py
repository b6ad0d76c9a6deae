"""Which events the server sends, read from its source: the types that ``record_event`` is called with."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tollkeeper_gates.server_trees import parsed, telling


@dataclass(frozen=True, slots=True)
class Sent:
    """A call that sends an event. ``type`` is ``None`` where it is neither a literal nor a constant of the module."""

    type: str | None
    where: str


def sent_events(package: Path) -> Iterator[Sent]:
    """Every call in a package, in the order of its files. What ``demo`` writes to try a server, no server sends."""
    for path in sorted(package.rglob("*.py")):
        if "demo" in path.relative_to(package).parts:
            continue
        tree = parsed(path)
        constants = dict(_constants(tree))
        shown = path.relative_to(package.parents[2]).as_posix()
        for node in telling(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record_event":
                yield Sent(_type(node, constants), f"{shown}:{node.lineno}")


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                yield name, text
            case _:
                pass


def _type(call: ast.Call, constants: Mapping[str, str]) -> str | None:
    match call.args:
        case [_, ast.Constant(value=str(text)), *_]:
            return text
        case [_, ast.Name(id=name), *_]:
            return constants.get(name)
        case _:
            return None
