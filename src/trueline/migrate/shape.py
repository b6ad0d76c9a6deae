"""What users of an SDK can write: methods with their arguments, classes with their fields, and what they import."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trueline.migrate.package import Module, Package

_OPTIONS = frozenset({"extra_headers", "extra_query", "extra_body", "timeout", "idempotency_key"})
_VIEWS = ("with_raw_response", "with_streaming_response")
_SENDERS = {"_get": "get", "_post": "post", "_put": "put", "_patch": "patch", "_delete": "delete"}


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a method. ``annotation`` is the text, empty where it is not known."""

    name: str
    by_position: bool
    required: bool
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A method. ``endpoint`` is ``get /pets/{}``, empty where the text does not say; ``place`` is file and line."""

    name: str
    arguments: tuple[Argument, ...]
    answer: str = ""
    endpoint: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """``calls``: by dotted name. ``fields``: by module and class. ``offered``: what each public module has."""

    calls: Mapping[str, Call]
    fields: Mapping[tuple[str, str], frozenset[str]]
    offered: Mapping[str, frozenset[str]]
    client: str = ""


def shape_of(package: Package, client: str = "") -> Shape:
    """The shape of a package that was read. ``client`` is its class, empty for the one that is found."""
    home, found = _client(package, client)
    calls = {call.name: call for call in _calls(package, home, found, (), frozenset())}
    public = {name: module.public for name, module in package.modules.items() if is_public(name)}
    fields = {
        (name, each.name): frozenset(_fields(each))
        for name, module in package.modules.items()
        if name.startswith("types")
        for each in module.classes.values()
    }
    return Shape(calls, fields, public, found.name if found else "")


def is_public(module: str) -> bool:
    """Whether programs may import a module."""
    return not any(step.startswith("_") for step in module.split("."))


def _client(package: Package, name: str) -> tuple[Module | None, ast.ClassDef | None]:
    home = package.modules.get("_client")
    known = list(home.classes.values()) if home else []
    named = [each for each in known if each.name == name]
    plain = [each for each in known if not each.name.startswith("Async") and "With" not in each.name]
    return home, next(iter(named or plain), None)


def _calls(
    package: Package, home: Module | None, owner: ast.ClassDef | None, place: tuple[str, ...], above: frozenset[str]
) -> Iterator[Call]:
    if home is None or owner is None:
        return
    methods: dict[str, list[ast.FunctionDef]] = {}
    for member in owner.body:
        if isinstance(member, ast.FunctionDef) and _is_property(member):
            yield from _below(package, home, member.name, member.returns, place, above)
        elif isinstance(member, ast.FunctionDef) and _is_call(member):
            methods.setdefault(member.name, []).append(member)
        elif isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name):
            yield from _below(package, home, member.target.id, member.annotation, place, above)
    for name, written in methods.items():
        yield _call(".".join((*place, name)), written, home)


def _below(
    package: Package,
    home: Module,
    name: str,
    annotation: ast.expr | None,
    place: tuple[str, ...],
    above: frozenset[str],
) -> Iterator[Call]:
    target = package.classes_of(home.name, annotation) if name not in _VIEWS else None
    if target and target[0].name.startswith("resources") and target[1].name not in above and "With" not in name:
        yield from _calls(package, *target, (*place, name), above | {target[1].name})


def _is_property(member: ast.FunctionDef) -> bool:
    names = {each.id for each in member.decorator_list if isinstance(each, ast.Name)}
    return bool(names & {"property", "cached_property"})


def _is_call(member: ast.FunctionDef) -> bool:
    if member.name.startswith("_") or not member.args.args:
        return False
    named = {each.arg for each in member.args.kwonlyargs}
    options = member.args.kwarg.annotation if member.args.kwarg else None
    return "extra_headers" in named or (options is not None and "RequestOptions" in ast.unparse(options))


def _call(name: str, written: list[ast.FunctionDef], home: Module) -> Call:
    """A method of all that is written of it: overloads, and the one that runs, which comes last."""
    last = written[-1]
    overloads = written[:-1] or [last]
    required = [name for name in _required(overloads[0]) if all(name in _required(each) for each in overloads)]
    arguments = tuple(
        Argument(each.name, each.by_position, each.name in required, each.annotation) for each in _arguments(last)
    )
    answer = ast.unparse(last.returns) if last.returns else ""
    return Call(name, arguments, answer, _endpoint(last), f"{home.path}:{last.lineno}")


def _required(member: ast.FunctionDef) -> list[str]:
    return [each.name for each in _arguments(member) if each.required]


def _arguments(member: ast.FunctionDef) -> Iterator[Argument]:
    given = member.args
    positional = [*given.posonlyargs, *given.args][1:]
    bare = len(positional) - len(given.defaults)
    for number, each in enumerate(positional):
        yield Argument(each.arg, True, number < bare, _text(each.annotation))
    for each, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        if each.arg not in _OPTIONS:
            yield Argument(each.arg, False, default is None, _text(each.annotation))


def _text(annotation: ast.expr | None) -> str:
    return ast.unparse(annotation) if annotation else ""


def _endpoint(member: ast.FunctionDef) -> str:
    """The verb and the path that a method sends, each part of the path that varies as ``{}``."""
    for node in ast.walk(member):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            sender = node.func.attr
            verb = _SENDERS.get(sender) or (_listed(node) if sender == "_get_api_list" else "")
            path = _path(node.args[0])
            if verb and path:
                return f"{verb} {path}"
    return ""


def _listed(node: ast.Call) -> str:
    given = next((each.value for each in node.keywords if each.arg == "method"), None)
    return str(given.value) if isinstance(given, ast.Constant) else "get"


def _path(node: ast.expr) -> str:
    if isinstance(node, ast.Call) and node.args:
        return _path(node.args[0])
    if isinstance(node, ast.JoinedStr):
        parts: list[Any] = [each.value if isinstance(each, ast.Constant) else "{}" for each in node.values]
        return plain_path("".join(map(str, parts)))
    return plain_path(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def plain_path(path: str) -> str:
    """``/pets/{pet_id}?beta=true`` -> ``/pets/{}``."""
    head, *tail = path.partition("?")[0].split("{")
    plain = head + "".join("{}" + part.partition("}")[2] for part in tail)
    return plain if plain.startswith("/") else f"/{plain}"


def _fields(class_: ast.ClassDef) -> Iterator[str]:
    for member in class_.body:
        target = member.target if isinstance(member, ast.AnnAssign) else None
        if isinstance(target, ast.Name) and not target.id.startswith("_"):
            yield target.id
