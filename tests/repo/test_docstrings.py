"""Docstrings say what a public function raises."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

#: A bug of ours: nothing that a caller could expect.
BUGS = frozenset({"InternalError"})
CODE = ("src/trueline", "server/src")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def error_classes(trees: list[ast.Module]) -> set[str]:
    """The public classes of errors, by name."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found = {"Exception"}
    while True:
        more = {each.name for each in classes if found & {ast.unparse(base) for base in each.bases}} - found
        if not more:
            return {name for name in found - {"Exception"} - BUGS if not name.startswith("_")}
        found |= more


def public(node: ast.Module | ast.ClassDef, above: str = "") -> Iterator[tuple[str, Function]]:
    """Public functions and methods of public classes, each with its name."""
    for each in node.body:
        if isinstance(each, Function | ast.ClassDef) and not each.name.startswith("_"):
            if isinstance(each, ast.ClassDef):
                yield from public(each, f"{above}{each.name}.")
            else:
                yield f"{above}{each.name}", each


def raised(function: Function) -> set[str]:
    """The names of what the function itself raises."""
    nodes: list[ast.AST] = list(function.body)
    names: set[str] = set()
    while nodes:
        node = nodes.pop()
        if isinstance(node, Function | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(node, ast.Raise) and node.exc is not None:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            names.add(ast.unparse(error))
        nodes += ast.iter_child_nodes(node)
    return names


def silent(tree: ast.Module, errors: set[str]) -> list[str]:
    """Functions with an error that they raise, and that their docstring does not name."""
    return [
        f"{name}: {error}"
        for name, function in public(tree)
        for error in sorted(raised(function) & errors)
        if error not in (ast.get_docstring(function) or "")
    ]


def test_a_function_that_hides_what_it_raises_is_seen() -> None:
    tree = ast.parse(
        "class SomeError(Exception): ...\nclass OtherError(SomeError): ...\n"
        'def one():\n    """Raises ``OtherError``."""\n    raise OtherError\n'
        'def two():\n    """Works."""\n    raise SomeError("no")\n'
        "def _three():\n    raise SomeError\n"
    )
    errors = error_classes([tree])
    assert errors == {"SomeError", "OtherError"}
    assert silent(tree, errors) == ["two: SomeError"]


def test_docstrings_say_what_public_functions_raise(root: Path, tracked: tuple[Path, ...]) -> None:
    code = [path for path in tracked if path.suffix == ".py" and path.relative_to(root).as_posix().startswith(CODE)]
    trees = {path: ast.parse(path.read_text("utf-8")) for path in code}
    errors = error_classes(list(trees.values()))
    assert len(errors) > 20
    lines = [f"{path.relative_to(root)}: {each}" for path, tree in trees.items() for each in silent(tree, errors)]
    assert not lines, "\n".join(lines)
