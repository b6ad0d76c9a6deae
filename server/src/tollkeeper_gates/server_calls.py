"""What the server's handlers can answer, read from its source: every function that one reaches, what those raise.

Nothing is imported. A name that is read inside a function counts as reached when it is a function or a class of the
package, so callbacks count too. It finds too much rather than too little.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tollkeeper_gates.server_trees import functions, names, parsed, telling

_SUCCESSES = {"answer", "Answer"}
_NAMED = {"no_content": 204, "StreamAnswer": 200}
_REFUSALS = {"Problem", "invalid"}


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that is registered for an operation, and where."""

    operation_id: str
    name: str
    where: str


@dataclass(slots=True)
class _Module:
    functions: dict[str, ast.AST] = field(default_factory=dict[str, ast.AST])
    imports: dict[str, str] = field(default_factory=dict[str, str])


class ServerSource:
    """A package of handlers, parsed."""

    def __init__(self, package: Path) -> None:
        self.handlers: list[Handler] = []
        self.unreadable: list[str] = []
        """Registrations whose operationId is not written as a literal."""
        self._package = package
        self._modules: dict[str, _Module] = {}
        self._answered: dict[ast.AST, frozenset[int]] = {}
        for path in sorted(package.rglob("*.py")):
            self._read(path)
        self.kinds = self._kinds()

    def statuses(self, handler: Handler) -> frozenset[int]:
        """Every status that a handler can answer with, apart from what happens before it runs."""
        found: set[int] = set()
        for node in self._reached(handler.name):
            if node not in self._answered:
                self._answered[node] = frozenset(self._answers(node))
            found |= self._answered[node]
        return frozenset(found)

    def sends_events(self, handler: Handler) -> bool:
        """Whether a handler reaches a call that sends an event."""
        return any(
            isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "record_event"
            for node in self._reached(handler.name)
            for part in telling(node)
        )

    def untold(self) -> Mapping[str, str]:
        """Why an operation sends none, from the table in ``untold.py``."""
        return dict(ast.literal_eval(self._table("untold.py", "UNTOLD") or ast.Dict([], [])))

    def _read(self, path: Path) -> None:
        relative = path.relative_to(self._package.parent).with_suffix("")
        name = ".".join(relative.parts).removesuffix(".__init__")
        module = self._modules[name] = _Module()
        shown = path.relative_to(self._package.parents[2]).as_posix()
        tree = parsed(path)
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module:
                module.imports.update({(a.asname or a.name): f"{node.module}.{a.name}" for a in node.names})
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                module.functions[node.name] = node
        for function in functions(tree):
            self._register(function, name, shown)
        for call in telling(tree):
            if isinstance(call, ast.Call) and _is_handles(call) and not isinstance(call.args[0], ast.Constant):
                self.unreadable.append(f"{shown}:{call.lineno}")

    def _register(self, function: ast.FunctionDef | ast.AsyncFunctionDef, module: str, shown: str) -> None:
        for call in function.decorator_list:
            if isinstance(call, ast.Call) and _is_handles(call) and isinstance(call.args[0], ast.Constant):
                where = f"{shown}:{call.lineno}"
                self.handlers.append(Handler(str(call.args[0].value), f"{module}.{function.name}", where))

    def _kinds(self) -> Mapping[str, int]:
        """Status by problem code, from the table in ``problems.py``."""
        table = self._table("problems.py", "KINDS")
        return {code: status for code, (status, _) in ast.literal_eval(table).items()} if table else {}

    def _table(self, file: str, name: str) -> ast.expr | None:
        """What a file of the package assigns to a name."""
        path = self._package / file
        for node in parsed(path).body if path.is_file() else ():
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
                return node.value
        return None

    def _reached(self, start: str) -> Iterator[ast.AST]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            node, module = self._find(name)
            if node is not None and module is not None:
                yield node
                waiting.extend(self._names(node, module))

    def _find(self, name: str) -> tuple[ast.AST | None, str | None]:
        module, _, function = name.rpartition(".")
        known = self._modules.get(module)
        if known is None:
            return None, None
        if function in known.functions:
            return known.functions[function], module
        target = known.imports.get(function)  # a package that passes on what its modules define
        return self._find(target) if target and target != name else (None, None)

    def _names(self, node: ast.AST, module: str) -> Iterator[str]:
        known = self._modules[module]
        for name, attribute in names(node):
            base = known.imports.get(name)
            if not attribute:
                yield base or f"{module}.{name}"
            elif base is not None:
                yield f"{base}.{attribute}"

    def _answers(self, node: ast.AST) -> Iterator[int]:
        for part in telling(node):
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
                yield from self._call(part.func.id, part)
            elif isinstance(part, ast.Return) and part.value is not None:
                yield from (self.kinds[text] for text in _texts(part.value) if text in self.kinds)

    def _call(self, name: str, call: ast.Call) -> Iterator[int]:
        if name in _NAMED:
            yield _NAMED[name]
        if name in _SUCCESSES and call.args and isinstance(call.args[0], ast.Constant):
            yield int(str(call.args[0].value))
        if name in _REFUSALS:
            given = [k.value for k in call.keywords if k.arg == "status" and isinstance(k.value, ast.Constant)]
            codes = [text for argument in call.args for text in _texts(argument) if text in self.kinds]
            if name == "invalid" and not codes:
                codes = ["validation_failed"]
            if codes:
                yield int(str(given[0].value)) if given else self.kinds[codes[0]]


def _is_handles(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "handles" and bool(call.args)


def _texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
