"""Public names say what they hold: no ``found``, ``made`` or ``given`` in a signature, a class or a module."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

WORDS = frozenset({"found", "made", "said", "given", "told", "spoken", "wanted", "thing", "things", "stuff"})
#: The parts of an error (``trueline.errors``); as such they have these types.
OF_ERRORS = {"what": {"str"}, "where": {"str", "Where", "Where | None"}}
CODE = ("src/trueline", "server/src", "scripts", "benchmarks")


def named(node: ast.Module | ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Each public name of a function, its parameters, a class, field or variable of a module, with its annotation."""
    for each in node.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and not each.name.startswith("_"):
            yield each.name, ast.unparse(each.returns) if each.returns else ""
            arguments = [*each.args.posonlyargs, *each.args.args, *each.args.kwonlyargs]
            yield from ((argument.arg, _code(argument.annotation)) for argument in arguments)
        elif isinstance(each, ast.ClassDef) and not each.name.startswith("_"):
            yield each.name, each.name
            yield from named(each)
        elif isinstance(each, ast.AnnAssign):
            yield _code(each.target), _code(each.annotation)
        elif isinstance(each, ast.Assign):
            yield from ((_code(target), "") for target in each.targets)


def _code(node: ast.expr | None) -> str:
    return ast.unparse(node) if node else ""


def empty_names(text: str) -> list[str]:
    """The names that say nothing of what they hold."""
    return [
        name
        for name, annotation in named(ast.parse(text))
        if (word := name.lower()) in WORDS or annotation not in OF_ERRORS.get(word, {annotation})
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def read(given: str) -> str: ...", ["given"]),
        ("def found(path: str) -> str: ...", ["found"]),
        ("class Made: ...", ["Made"]),
        ("class Run:\n    told: int", ["told"]),
        ("SAID = 1", ["SAID"]),
        ("def fail(what: str, where: Where | None): ...", []),
        ("def fail(what: tuple[str, str], where: Locate): ...", ["what", "where"]),
        ("def read(path: str) -> str:\n    found = path\n    return found", []),
        ("def _read(found: str) -> str: ...", []),
    ],
)
def test_names_that_say_nothing_are_seen(text: str, names: list[str]) -> None:
    assert empty_names(text) == names


def test_every_name_says_what_it_holds(root: Path, tracked: tuple[Path, ...]) -> None:
    code = [path for path in tracked if path.suffix == ".py" and path.relative_to(root).as_posix().startswith(CODE)]
    assert len(code) > 500
    empty = [f"{path.relative_to(root)}: {name}" for path in code for name in empty_names(path.read_text("utf-8"))]
    assert not empty, "\n".join(empty)


def test_each_of_our_extensions_is_spelled_once(root: Path, tracked: tuple[Path, ...]) -> None:
    home = root / "src/trueline/spec/extensions.py"
    spelled = re.findall(r'"(x-[a-z-]+)"', home.read_text("utf-8"))
    assert len(spelled) == len(set(spelled)) > 15
    quoted = re.compile("|".join(f'"{name}"' for name in spelled))
    toolchain = (path for path in tracked if path.suffix == ".py" and root / "src/trueline" in path.parents)
    again = [
        str(path.relative_to(root)) for path in toolchain if path != home and quoted.search(path.read_text("utf-8"))
    ]
    assert not again
