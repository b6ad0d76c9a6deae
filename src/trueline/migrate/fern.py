"""An SDK that Fern made: clients inside a client, each with another that answers raw responses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from trueline.errors import UsageError, Where
from trueline.migrate.foreign import (
    Foreign,
    Written,
    constant,
    endpoint,
    fields_of,
    models_in,
    package_from,
    plain_arguments,
    taken,
)
from trueline.migrate.makers import FERN
from trueline.migrate.package import Module, Package
from trueline.migrate.shape import Call

#: What every method takes.
OPTIONS = frozenset({"request_options"})
_OWN = frozenset({"with_raw_response", "close", "aclose"})
_STATUS = re.compile(r"status_code=(\d{3})\b")
_Place = tuple[Module, ast.ClassDef]


def read(source: str) -> Foreign:
    """The SDK that a user names. Raises ``UsageError`` for one that Fern did not make."""
    _, package, project = package_from(source, FERN)
    home = package.modules["client"]
    client = next((each for each in home.classes.values() if _is_client(package, home, each)), None)
    if client is None:
        raise UsageError("client.py has no client", where=Where(source), cure="Name the whole SDK.")
    return Foreign(
        maker=FERN.name, source=source, distribution=project["name"], version=project["version"], client=client.name,
        modules=package, methods=dict(_methods(package, (home, client), (), 0)),
        options=dict(_options(package, home, client)), errors=dict(_errors(package)),
    )  # fmt: skip


def _is_client(package: Package, home: Module, class_: ast.ClassDef) -> bool:
    if class_.name.startswith(("Async", "_")):
        return False
    return any("_client_wrapper" in ast.unparse(each[1]) for each in _lineage(package, home, class_))


def _lineage(package: Package, home: Module, class_: ast.ClassDef, depth: int = 0) -> Iterator[_Place]:
    """A class and those of this package that it extends, nearest first."""
    yield home, class_
    for base in class_.bases if depth < 8 else ():
        if (above := package.classes_of(home.name, base)) and above[1] is not class_:
            yield from _lineage(package, *above, depth + 1)


def _options(package: Package, home: Module, client: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for _, class_ in _lineage(package, home, client):
        made = [each for each in class_.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
        if made:
            for each, default, _ in taken(made[-1]):
                if not each.arg.startswith("_"):
                    yield each.arg, _variable(default)
            if made[-1].args.kwarg is None:
                return


def _variable(default: ast.expr | None) -> str:
    text = ast.unparse(default) if default else ""
    read = re.search(r"(?:getenv|environ\.get)\('(\w+)'", text)
    return read[1] if read else ""


def _methods(package: Package, place: _Place, above: tuple[str, ...], depth: int) -> Iterator[tuple[str, Written]]:
    made: dict[str, Written] = {}
    below: dict[str, _Place] = {}
    for home, class_ in _lineage(package, *place):
        for member in class_.body:
            if isinstance(member, ast.FunctionDef):
                inner = dict(_below(package, home, member)) if depth < 8 else {}
                below = {**inner, **below}
                if not inner and member.name not in below and _is_call(member):
                    name = ".".join((*above, member.name))
                    written = _written(package, home, class_, member, name)
                    first = made.setdefault(name, written)
                    if not first.call.endpoint:  # it extends what it overrides
                        made[name] = replace(first, call=replace(first.call, endpoint=written.call.endpoint))
    yield from made.items()
    for name, target in below.items():
        yield from _methods(package, target, (*above, name), depth + 1)


def _is_property(member: ast.FunctionDef) -> bool:
    return any(
        ast.unparse(each).rpartition(".")[2] in {"property", "cached_property"} for each in member.decorator_list
    )


def _is_call(member: ast.FunctionDef) -> bool:
    if member.name.startswith("_") or member.name in _OWN or _is_property(member):
        return False
    return not any(
        ast.unparse(each).endswith(("setter", "staticmethod", "classmethod")) for each in member.decorator_list
    )


def _below(package: Package, home: Module, member: ast.FunctionDef) -> Iterator[tuple[str, _Place]]:
    """The resources that a property makes when it is first asked for, or that a constructor makes."""
    if member.name == "__init__":
        for node in ast.walk(member):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
                name = node.targets[0].attr
                made = _made(package, home, member, node.value)
                if made and not name.startswith("_"):
                    yield name, made
    elif _is_property(member) and member.name not in _OWN:
        for node in ast.walk(member):
            if isinstance(node, ast.Assign) and (made := _made(package, home, member, node.value)):
                yield member.name, made
                return


def _made(package: Package, home: Module, member: ast.FunctionDef, value: ast.expr) -> _Place | None:
    """The class of ``XClient(client_wrapper=…)``, imported in the function or by its module."""
    if not isinstance(value, ast.Call) or not any(each.arg == "client_wrapper" for each in value.keywords):
        return None
    for node in ast.walk(member):
        if isinstance(node, ast.ImportFrom) and isinstance(value.func, ast.Name):
            for alias in node.names:
                if (alias.asname or alias.name) == value.func.id:
                    is_package = home.path.endswith("__init__.py")
                    steps = home.name.split(".") if is_package else home.name.split(".")[:-1]
                    steps = steps[: len(steps) - node.level + 1]
                    module = ".".join((*(step for step in steps if step), *(node.module or "").split(".")))
                    return package.classes_of(module, ast.Name(alias.name))
    return package.classes_of(home.name, value.func)


def _written(package: Package, home: Module, owner: ast.ClassDef, member: ast.FunctionDef, name: str) -> Written:
    arguments = tuple(plain_arguments(member, OPTIONS))
    answer = ast.unparse(member.returns) if member.returns else ""
    bodies: dict[str, tuple[str, ...]] = {}
    for each in arguments:
        models = models_in(package, home.name, each.annotation)
        if len(models) == 1:
            bodies[each.name] = tuple(fields_of(package, *models[0]))
    raw = _raw(package, home, owner, member.name)
    where = _endpoint(member) or (_endpoint(raw) if raw else "")
    call = Call(name, arguments, answer, where, f"{home.path}:{member.lineno}")
    return Written(call, "", "", bodies, "SyncPager[" in answer)


def _raw(package: Package, home: Module, owner: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """The method of the client that answers raw responses, which has the request."""
    for node in ast.walk(owner):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        raw = ast.unparse(node.targets[0]) == "self._raw_client"
        place = package.classes_of(home.name, node.value.func) if raw else None
        for member in place[1].body if place else ():
            if isinstance(member, ast.FunctionDef) and member.name == name:
                return member
    return None


def _endpoint(member: ast.FunctionDef) -> str:
    for node in ast.walk(member):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("httpx_client.request", "httpx_client.stream")
        ):
            given = {each.arg: constant(each.value) for each in node.keywords}
            return endpoint(given.get("method", ""), constant(node.args[0]) if node.args else "")
    return ""


def _errors(package: Package) -> Iterator[tuple[str, str]]:
    for name, module in package.modules.items():
        if "errors" in name.split(".") or name in {"core.api_error", "core.parse_error"}:
            for class_ in module.classes.values():
                status = _STATUS.search(ast.unparse(class_))
                yield class_.name, status[1] if status else ""
