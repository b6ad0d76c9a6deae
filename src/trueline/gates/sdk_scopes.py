"""Read scopes out of a generated SDK without importing it: the enum ``Scope`` and the facts of every operation."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from trueline.codegen.format import RUNTIME_FOLDER


@dataclass(frozen=True, slots=True)
class SdkScopes:
    """Values of the enum ``Scope``, and the scopes that each operation (method, path) records."""

    members: tuple[str, ...]
    operations: Mapping[tuple[str, str], tuple[str, ...]]


def read_sdk_scopes(package: Path) -> SdkScopes:
    """Parse the package's modules, all but the vendored runtime."""
    operations: dict[tuple[str, str], tuple[str, ...]] = {}
    for path in sorted(package.rglob("*.py")):
        if RUNTIME_FOLDER not in path.relative_to(package).parts:
            operations.update(_operations(ast.parse(path.read_bytes(), str(path))))
    enum = package / "types" / "scope.py"
    members = tuple(_members(ast.parse(enum.read_bytes(), str(enum)))) if enum.is_file() else ()
    return SdkScopes(members, operations)


def _members(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        if isinstance(node, ast.ClassDef) and node.name == "Scope":
            for line in node.body:
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
                    yield str(line.value.value)


def _operations(module: ast.Module) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Operation":
            facts = {keyword.arg: keyword.value for keyword in node.keywords}
            if "request" in facts:
                method, _, path = str(ast.literal_eval(facts["request"])).partition(" ")
                yield (method, path), tuple(ast.literal_eval(facts["scopes"])) if "scopes" in facts else ()
