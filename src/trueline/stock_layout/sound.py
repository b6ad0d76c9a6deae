"""Whether a package in the engine's layout can be imported: read from its syntax, nothing of it is run."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

#: What every module of an operation imports, and a class of the document may hide.
_OWN = frozenset({"AuthenticatedClient", "Client", "HTTPStatus", "Response", "Unset", "UNSET", "Any", "cast", "quote"})
#: Those of them that get another name there. No class of the document is used as the engine's templates use these.
_RENAMED = frozenset({"AuthenticatedClient", "Client", "HTTPStatus", "Response"})
#: Where a class of the document has such a name, and where ``Unset`` is imported already.
_IS_RENAMED = re.compile(rb"\.models.* import .*\b(?:%s)\b" % "|".join(sorted(_RENAMED)).encode())
_HAS_UNSET = re.compile(rb"^from \.+types import .*\bUnset\b", re.MULTILINE)
#: Classes of the package itself that models use while they run.
_HIDDEN = frozenset({"File", "Unset"})


@dataclass(frozen=True, slots=True)
class Module:
    """What a module imports from the package, what it defines, by line, and what has an underscore more there."""

    imports: tuple[ast.ImportFrom, ...]
    defined: Mapping[str, int]
    renamed: frozenset[str]
    fault: str = ""


Modules = Mapping[str, Module]


def mended(files: Mapping[str, bytes], package: str) -> dict[str, bytes]:
    """The same files; modules of operations import what the engine forgets, and keep apart what has one name."""
    return {
        path: _mended(data) if path.startswith(f"{package}/api/") and path.endswith(".py") else data
        for path, data in files.items()
    }


def read(files: Mapping[str, bytes], package: str) -> Modules:
    """The modules of a package by their paths."""
    return {
        path: _read(path, data)
        for path, data in files.items()
        if path.startswith(f"{package}/") and path.endswith(".py")
    }


def hiding(modules: Modules) -> set[str]:
    """Classes of the document that stand where a module needs the package's own of the same name, while it runs."""
    return {name for name in _HIDDEN for module in modules.values() if _hides(module, name)}


def faults(modules: Modules) -> list[str]:
    """What stands in the way of importing every module of a package."""
    return [f"{path}: {fault}" for path, module in modules.items() for fault in _faults(path, module, modules)]


def _mended(data: bytes) -> bytes:
    """A class of the document may be called as one that every module needs: there that one gets an underscore."""
    if _is_whole(data):
        return data
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError):
        return data  # it is told as a fault
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    models = {each.name for node in imports if _is_from(node, "models") for each in node.names} & _RENAMED
    starts = [0, *accumulate(map(len, data.splitlines(keepends=True)))]
    own = _own_uses(tree) if models else ()  # few modules have any, and to look is dear
    added = {starts[node.lineno - 1] + node.col_offset: b"_" for node in own if node.id in models}
    for node in imports:
        for each in node.names if not _is_from(node, "models") else ():
            if each.name in models and each.end_lineno and each.end_col_offset:
                added[starts[each.end_lineno - 1] + each.end_col_offset] = f" as _{each.name}".encode()
    types = next((node for node in imports if _is_from(node, "types")), None)
    if types and "Unset" not in {each.name for each in types.names} and _names(tree, data, "Unset"):
        added[starts[(types.end_lineno or 1) - 1] + (types.end_col_offset or 0)] = b", Unset"
    return _with(data, added)


def _is_whole(data: bytes) -> bool:
    """Whether nothing can be missing: to parse a module is dear, and nearly all are whole."""
    head = data.partition(b"\ndef ")[0]
    has_unset = b"Unset" not in data or _HAS_UNSET.search(head)
    return bool(has_unset) and b"import (" not in data and not _IS_RENAMED.search(data)


def _names(tree: ast.Module, data: bytes, name: str) -> bool:
    """Whether a name stands in the code: where its letters are nowhere, nothing is looked through."""
    return name.encode() in data and any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))


def _with(data: bytes, added: Mapping[int, bytes]) -> bytes:
    places = [0, *sorted(added), len(data)]
    parts = (data[begin:end] + added.get(end, b"") for begin, end in pairwise(places))
    return b"".join(parts)


def _own_uses(tree: ast.Module) -> Iterator[ast.Name]:
    """Where the engine's templates name the classes of its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.arg == "client" and node.annotation:
            yield from (each for each in ast.walk(node.annotation) if isinstance(each, ast.Name))
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            yield node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and _has_status(node):
            yield node.func


def _has_status(call: ast.Call) -> bool:
    """``HTTPStatus(response.status_code)``, or ``Response(status_code=…)``."""
    first = call.args[0] if call.args else None
    return (isinstance(first, ast.Attribute) and first.attr == "status_code") or any(
        each.arg == "status_code" for each in call.keywords
    )


def _is_from(node: ast.ImportFrom, part: str) -> bool:
    """Whether a module of the package is imported from: ``types``, or one below ``models``."""
    return bool(node.level and node.module and node.module.partition(".")[0] == part)


def _read(path: str, data: bytes) -> Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
            compile(tree, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError) as error:
        return Module((), {}, frozenset(), f"it is not valid Python: {error}")
    imports = [node for node in _statements(tree) if isinstance(node, ast.ImportFrom)]
    renamed = {each.name for node in imports for each in node.names if each.asname == f"_{each.name}"}
    return Module(tuple(node for node in imports if node.level), dict(_defined(tree)), frozenset(renamed))


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """All statements inside, at any depth; expressions, which hold none, are passed over."""
    for part in ("body", "handlers", "orelse", "finalbody", "cases"):
        for each in getattr(node, part, ()) if not isinstance(node, ast.expr) else ():
            yield each
            yield from _statements(each)


def _defined(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The names that a module defines itself, with their lines."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((target.id, node.lineno) for target in targets if isinstance(target, ast.Name))


def _hides(module: Module, name: str) -> bool:
    """Whether a class of the document comes after the package's own."""
    named = [node for node in module.imports if name in {each.name for each in node.names}]
    own = [node.lineno for node in named if _is_from(node, "types")]
    others = [node.lineno for node in named if _is_from(node, "models")]
    return bool(own) and max([*others, module.defined.get(name, 0)]) > min(own)


def _faults(path: str, module: Module, modules: Modules) -> Iterator[str]:
    if module.fault:
        yield module.fault
    for node in module.imports:
        target = _target(path, node.level, node.module or "")
        names = [each.name for each in node.names]
        if target not in modules and f"{target[:-3]}/__init__.py" not in modules:
            yield f"it imports {target}, which is not there"
        elif target.count("/models/") and target in modules:
            missing = [name for name in names if name not in modules[target].defined]
            yield from (f"it imports {name} from {target}, which has none" for name in missing)
        if "/api/" in path and "/models/" in target:
            hidden = [name for name in names if name in _OWN and name not in module.renamed]
            yield from (f"the class {name} hides the one that the module needs" for name in hidden)


def _target(path: str, level: int, module: str) -> str:
    folder = path.split("/")[:-level]
    return "/".join([*folder, *module.split(".")]) + ".py" if module else "/".join(folder) + "/__init__.py"
