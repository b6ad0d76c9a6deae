"""From modules to the surface: which names are public, and what each of them is."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from trueline.diff.surface.shapes import Attribute, Class, Definition, Function, Parameter, Surface
from trueline.diff.surface.sources import Modules

_Node = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Assign | ast.AnnAssign


def read(package: Path, parsed: dict[str, ast.Module] | None = None) -> Surface:
    """The surface of a package in a folder or a wheel. ``parsed``: as for ``Modules``."""
    return _Reader(Modules(package, parsed)).surface()


@dataclass(slots=True)
class _Module:
    """The top level of a module: what it defines, what it imports, and which imports it passes on (``X as X``)."""

    defined: dict[str, list[_Node]]
    imported: dict[str, tuple[str, str]]
    passed_on: dict[str, None]
    #: Modules all of whose names are passed on: ``from .types import *``.
    stars: list[str]


class _Reader:
    def __init__(self, trees: Mapping[str, ast.Module]) -> None:
        self._trees = trees
        self._packages = {name.rpartition(".")[0] for name in trees} | {min(trees, key=len)}
        self._modules: dict[str, _Module] = {}
        self._definitions: dict[str, Definition] = {}

    def surface(self) -> Surface:
        names: dict[str, str] = {}
        for name in self._trees:
            if not self._is_public(name) or not (module := self._known(name)):
                continue
            for symbol in [*module.defined, *module.passed_on]:
                place = None if symbol.startswith("_") else self._find(name, symbol)
                if place:
                    names[f"{name}.{symbol}"] = place
        shortest = sorted(names, key=lambda name: (name.count("."), name))
        return Surface({name: names[name] for name in shortest}, self._definitions)

    def _known(self, name: str) -> _Module | None:
        """The top level of a module of the package, with the names of those whose names it passes on."""
        if name in self._modules or name not in self._trees:
            return self._modules.get(name)
        self._modules[name] = module = self._module(name, self._trees[name])
        for star in module.stars:
            passed_on = other.passed_on if (other := self._known(star)) else ()
            fresh = {symbol: (star, symbol) for symbol in passed_on if symbol not in module.imported}
            module.imported |= fresh
            module.passed_on |= dict.fromkeys(fresh)
        return module

    def _is_public(self, name: str) -> bool:
        """A module without an underscore, unless its package passes its names on and so says what is public."""
        if any(part.startswith("_") for part in name.split(".")):
            return False
        above = self._known(name.rpartition(".")[0])
        return above is None or not any(above.imported[symbol][0] == name for symbol in above.passed_on)

    def _module(self, name: str, tree: ast.Module) -> _Module:
        module = _Module({}, {}, {}, [])
        for node in _statements(tree.body):
            if isinstance(node, ast.ImportFrom):
                base = self._absolute(name, node)
                module.stars += [base] if node.names[0].name == "*" else []
                for alias in node.names:
                    module.imported[alias.asname or alias.name] = (base, alias.name)
                    module.passed_on |= dict.fromkeys([alias.name] if alias.asname == alias.name else [])
            elif isinstance(node, _Node):
                for symbol in _targets(node):
                    module.defined.setdefault(symbol, []).append(node)
        return module

    def _absolute(self, name: str, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = name.split(".") if name in self._packages else name.split(".")[:-1]
        parts = parts[: len(parts) - node.level + 1]
        return ".".join([*parts, *([node.module] if node.module else [])])

    def _find(self, module: str, symbol: str) -> str | None:
        """The place where a name is defined, its thing read; ``None`` for what is not part of the package."""
        seen: set[tuple[str, str]] = set()
        while (known := self._known(module)) and (module, symbol) not in seen:
            seen.add((module, symbol))
            if symbol in known.defined:
                place = f"{module}.{symbol}"
                if place not in self._definitions:
                    self._definitions[place] = self._definition(module, known.defined[symbol])
                return place
            if symbol not in known.imported:
                return None
            module, symbol = known.imported[symbol]
        return None

    def _definition(self, module: str, nodes: list[_Node]) -> Definition:
        last = nodes[-1]
        if isinstance(last, ast.ClassDef):
            return self._class(module, last)
        if isinstance(last, ast.FunctionDef | ast.AsyncFunctionDef):
            return _functions([n for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)])
        return _typed_dict(last) or _attribute(last)

    def _class(self, module: str, node: ast.ClassDef) -> Class:
        bases = tuple(ast.unparse(base) for base in node.bases)
        members: dict[str, Function | Attribute] = {}
        for base in node.bases:
            place = self._find(module, base.id) if isinstance(base, ast.Name) else None
            inherited = self._definitions.get(place) if place else None
            if isinstance(inherited, Class):
                members |= inherited.members
                bases += tuple(each for each in inherited.bases if each not in bases)
        return Class(bases, members | dict(_members(node)), _is_deprecated(node))


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a module or class, those below ``if`` and ``try`` too."""
    for node in body:
        if isinstance(node, ast.If):
            yield from _statements([*node.body, *node.orelse])
        elif isinstance(node, ast.Try):
            yield from _statements(node.body)
        else:
            yield node


def _targets(node: _Node) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign):
        return [node.target.id] if isinstance(node.target, ast.Name) else []
    return [node.name]


def _members(node: ast.ClassDef) -> Iterator[tuple[str, Function | Attribute]]:
    """Public members, and ``__init__``."""
    by_name: dict[str, list[_Node]] = {}
    for statement in _statements(node.body):
        if isinstance(statement, _Node) and not isinstance(statement, ast.ClassDef):
            for symbol in _targets(statement):
                if not symbol.startswith("_") or symbol == "__init__":
                    by_name.setdefault(symbol, []).append(statement)
    for symbol, nodes in by_name.items():
        functions = [n for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
        yield symbol, _functions(functions) if functions else _viewed(nodes[-1]) or _attribute(nodes[-1])


def _viewed(node: _Node) -> Function | None:
    """What ``_Viewed(lambda: View)`` is to those who use it, a property; ``None`` for anything else."""
    match node:
        case ast.Assign(value=ast.Call(func=ast.Name("_Viewed"), args=[ast.Lambda(body=ast.Name(view))])):
            return Function((), view, is_async=False, is_property=True, deprecated=False)
        case _:
            return None


def _attribute(node: _Node) -> Attribute:
    if isinstance(node, ast.AnnAssign):
        annotation = ast.unparse(node.annotation)
        value = _code(node.value)
        if annotation.endswith("TypeAlias"):
            return Attribute(annotation, _laid_out(node.value) or value, True)
        return Attribute(annotation, value, False)
    return Attribute("", _code(node.value) if isinstance(node, ast.Assign) else "")


def _laid_out(node: ast.expr | None) -> str:
    """An annotation in quotes as it is written in one line; empty for any other."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return ""
    return repr(ast.unparse(ast.parse(node.value, mode="eval")))


def _typed_dict(node: _Node) -> Class | None:
    """``X = TypedDict("X", {...})``, as is needed where keys are not identifiers."""
    call = node.value if isinstance(node, ast.Assign) else None
    if not isinstance(call, ast.Call) or ast.unparse(call.func) != "TypedDict" or len(call.args) < 2:
        return None
    entries = call.args[1]
    if not isinstance(entries, ast.Dict):
        return None
    pairs = zip(entries.keys, entries.values, strict=True)
    return Class(("TypedDict",), {_code(key).strip("'\""): Attribute(_code(value), "") for key, value in pairs})


def _functions(nodes: list[ast.FunctionDef | ast.AsyncFunctionDef]) -> Function:
    """The last definition; those before it that are overloads are its forms."""
    overloads = tuple(_function(node) for node in nodes if "overload" in _decorators(node))
    return _function(nodes[-1], overloads)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, overloads: tuple[Function, ...] = ()) -> Function:
    decorators = _decorators(node)
    return Function(
        parameters=tuple(_parameters(node.args, bound="staticmethod" not in decorators)),
        returns=_code(node.returns),
        is_async=isinstance(node, ast.AsyncFunctionDef),
        is_property="property" in decorators or "cached_property" in decorators,
        deprecated=_is_deprecated(node),
        overloads=overloads,
    )


def _parameters(arguments: ast.arguments, *, bound: bool) -> Iterator[Parameter]:
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    for number, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
        if number == 0 and bound and argument.arg in {"self", "cls"}:
            continue
        kind = "positional" if argument in arguments.posonlyargs else "either"
        yield Parameter(argument.arg, kind, _code(argument.annotation), _code(default))
    if arguments.vararg:
        yield Parameter(arguments.vararg.arg, "*", _code(arguments.vararg.annotation), "")
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Parameter(argument.arg, "keyword", _code(argument.annotation), _code(default))
    if arguments.kwarg:
        yield Parameter(arguments.kwarg.arg, "**", _code(arguments.kwarg.annotation), "")


def _decorators(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [ast.unparse(d.func if isinstance(d, ast.Call) else d).rpartition(".")[2] for d in node.decorator_list]


def _is_deprecated(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return "deprecated" in _decorators(node)


def _code(node: ast.expr | None) -> str:
    """Code as text, written in one way; empty for none."""
    return ast.unparse(node) if node is not None else ""
