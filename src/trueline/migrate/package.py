"""A Python package, read and never run: its modules, what each binds, and the class that a name stands for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from trueline.errors import DocumentError, Where


@dataclass(frozen=True, slots=True)
class Module:
    """One module. ``imported``: a name -> the module of this package and the name there, empty for a module itself."""

    name: str
    path: str
    classes: Mapping[str, ast.ClassDef]
    imported: Mapping[str, tuple[str, str]]
    stars: tuple[str, ...]
    bound: frozenset[str]
    public: frozenset[str]
    """What it offers: its ``__all__``, else what it defines and what it imports under the same name again."""


@dataclass(frozen=True, slots=True)
class Package:
    """All modules by their dotted names below the package, whose own is empty."""

    name: str
    modules: Mapping[str, Module]

    def classes_of(self, module: str, expression: ast.expr | None) -> tuple[Module, ast.ClassDef] | None:
        """The class that an annotation in ``module`` names; ``None`` for anything else."""
        dotted = _dotted(expression)
        place = (module, "")
        for step in dotted:
            found = self._step(place[0], step) if not place[1] else None
            if found is None:
                return None
            place = found
        home = self.modules.get(place[0])
        return (home, home.classes[place[1]]) if home and place[1] in home.classes else None

    def has(self, module: str, name: str) -> bool:
        """Whether ``from package.module import name`` works, as far as the text says."""
        home = self.modules.get(module)
        if home is None:
            return False
        return name in home.bound or _below(module, name) in self.modules or any(self.has(m, name) for m in home.stars)

    def is_used(self, module: str) -> bool:
        """Whether another module of the package imports something of this one."""
        others = [each for name, each in self.modules.items() if name != module]
        return any(
            module in each.stars
            or any(module in {source, _below(source, name)} for source, name in each.imported.values())
            for each in others
        )

    def _step(self, module: str, name: str, depth: int = 0) -> tuple[str, str] | None:
        home = self.modules.get(module)
        if home is None or depth > 16:
            return None
        if name in home.classes:
            return module, name
        if name in home.imported:
            target, inner = home.imported[name]
            if not inner:
                return target, ""
            return self._step(target, inner, depth + 1)
        if _below(module, name) in self.modules:
            return _below(module, name), ""
        return next((found for star in home.stars if (found := self._step(star, name, depth + 1))), None)


def read_package(name: str, files: Mapping[str, bytes]) -> Package:
    """The package of these files, by their POSIX paths below it. Raises ``DocumentError`` for what is not Python.

    ``name`` is what programs import, with dots for a package inside another.
    """
    modules: dict[str, Module] = {}
    for path, data in files.items():
        if path.endswith(".py"):
            steps = PurePosixPath(path).with_suffix("").parts
            is_package = steps[-1] == "__init__"
            dotted = ".".join(steps[:-1] if is_package else steps)
            modules[dotted] = _module(dotted, path, data, name, is_package=is_package)
    return Package(name, modules)


@dataclass(slots=True)
class _Reading:
    home: str
    package: str
    classes: dict[str, ast.ClassDef] = field(default_factory=dict[str, ast.ClassDef])
    imported: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    stars: list[str] = field(default_factory=list[str])
    defined: set[str] = field(default_factory=set[str])
    offered: set[str] = field(default_factory=set[str])
    listed: set[str] | None = None


def _module(dotted: str, path: str, data: bytes, package: str, *, is_package: bool) -> Module:
    try:
        tree = ast.parse(data, path)
    except (SyntaxError, ValueError) as error:
        what = f"this file is not valid Python: {error.args[0]}"
        line = error.lineno if isinstance(error, SyntaxError) else None
        raise DocumentError(what, where=Where(path, line=line), cure="Name an SDK whose sources are whole.") from None
    found = _Reading(dotted if is_package else dotted.rpartition(".")[0], package)
    for statement in _statements(tree.body):
        _read(statement, found)
    bound = {*found.classes, *found.imported, *found.defined, *found.offered}
    own = {name for name in (*found.classes, *found.defined) if not name.startswith("_")}
    public = found.listed if found.listed is not None else own | found.offered
    return Module(dotted, path, found.classes, found.imported, tuple(found.stars), frozenset(bound), frozenset(public))


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run at import or that type checkers read, those of branches too."""
    for statement in body:
        if isinstance(statement, ast.If | ast.Try):
            yield from _statements([*statement.body, *statement.orelse])
        else:
            yield statement


def _read(statement: ast.stmt, into: _Reading) -> None:
    if isinstance(statement, ast.ClassDef):
        into.classes.setdefault(statement.name, statement)
    elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        into.defined.add(statement.name)
    elif isinstance(statement, ast.ImportFrom):
        _import(statement, into)
    elif isinstance(statement, ast.Assign):
        names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        into.defined |= set(names)
        if "__all__" in names and isinstance(statement.value, ast.List | ast.Tuple):
            texts = [each.value for each in statement.value.elts if isinstance(each, ast.Constant)]
            into.listed = {text for text in texts if isinstance(text, str)}
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        into.defined.add(statement.target.id)


def _import(statement: ast.ImportFrom, into: _Reading) -> None:
    said = statement.module or ""
    own = said == into.package or said.startswith(f"{into.package}.")
    if not statement.level and not own:
        into.defined |= {alias.asname or alias.name for alias in statement.names}
        return
    steps = into.home.split(".") if into.home else []
    base = ".".join(steps[: len(steps) - statement.level + 1])
    source = _below(base, said) if said else base
    if not statement.level:
        source = said.removeprefix(into.package).removeprefix(".")
    for alias in statement.names:
        if alias.name == "*":
            into.stars.append(source)
            continue
        called = alias.asname or alias.name
        into.imported[called] = (source, alias.name)
        if alias.asname == alias.name:
            into.offered.add(called)


def _below(module: str, name: str) -> str:
    return f"{module}.{name}" if module else name


def _dotted(expression: ast.expr | None) -> list[str]:
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return expression.value.split(".")
    if isinstance(expression, ast.Name):
        return [expression.id]
    if isinstance(expression, ast.Attribute):
        return [*_dotted(expression.value), expression.attr]
    return []
