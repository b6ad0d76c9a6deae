"""An SDK that Speakeasy made: its client in ``sdk.py``, resources as attributes, ``…_async`` beside each method."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

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
from trueline.migrate.makers import SPEAKEASY
from trueline.migrate.package import Module, Package
from trueline.migrate.shape import Argument, Call

#: What every method takes.
OPTIONS = frozenset({"retries", "server_url", "timeout_ms", "http_headers", "accept_header_override"})
_ENV = re.compile(r"""security_dict\["(\w+)"\] = os\.getenv\(\s*"(\w+)"\s*\)""")
_RAISED = re.compile(r"""match_response\(\s*\w+,\s*(\[[^\]]*\]|"\w+")""")
_OWN = frozenset({"dynamic_import", "do_request", "do_request_async"})
_RESPONSE = frozenset({"raw_response", "http_meta", "http_response"})


def read(source: str) -> Foreign:
    """The SDK that a user names. Raises ``UsageError`` for one that Speakeasy did not make."""
    inside, package, project = package_from(source, SPEAKEASY)
    home = package.modules["sdk"]
    client = next((each for each in home.classes.values() if _is_sdk(each)), None)
    if client is None:
        raise UsageError("sdk.py has no client", where=Where(source), cure="Name the whole SDK.")
    methods = dict(_methods(package, home, client, (), 0))
    text = "".join(data.decode("utf-8", "replace") for path, data in inside.items() if path.startswith("utils/sec"))
    variables = dict(_ENV.findall(text))
    options = {name: variables.get(name, "") for name in _options(client)}
    return Foreign(
        maker=SPEAKEASY.name, source=source, distribution=project["name"], version=project["version"],
        client=client.name, modules=package, methods=methods, options=options, errors=dict(_errors(package, inside)),
    )  # fmt: skip


def _is_sdk(class_: ast.ClassDef) -> bool:
    return any(ast.unparse(base) == "BaseSDK" for base in class_.bases)


def _options(client: ast.ClassDef) -> Iterator[str]:
    for member in client.body:
        if isinstance(member, ast.FunctionDef) and member.name == "__init__":
            for each, _, _ in taken(member):
                if each.arg != "parent_ref":
                    yield each.arg


def _methods(
    package: Package, home: Module, owner: ast.ClassDef, place: tuple[str, ...], depth: int
) -> Iterator[tuple[str, Written]]:
    for member in owner.body:
        if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name) and depth < 8:
            below = package.classes_of(home.name, member.annotation)
            if below and _is_sdk(below[1]):
                yield from _methods(package, *below, (*place, member.target.id), depth + 1)
        elif isinstance(member, ast.FunctionDef) and _is_call(member):
            name = ".".join((*place, member.name))
            yield name, _written(package, home, member, name)


def _is_call(member: ast.FunctionDef) -> bool:
    return not member.name.startswith("_") and member.name not in _OWN and not member.decorator_list


def _written(package: Package, home: Module, member: ast.FunctionDef, name: str) -> Written:
    arguments = tuple(plain_arguments(member, OPTIONS))
    answer = ast.unparse(member.returns) if member.returns else ""
    request = next((each for each in arguments if each.name == "request"), None)
    kind, bodies = "", {each.name: _inside(package, home, each) for each in arguments if each is not request}
    if request is not None:
        kind, more = _expanded(package, home, request)
        arguments = (*(each for each in arguments if each is not request), *more)
    call = Call(name, arguments, answer, _endpoint(member), f"{home.path}:{member.lineno}")
    wrapper = next((each for each in _wrapped(package, home, answer)), "")
    pages = any(isinstance(node, ast.FunctionDef) and node.name == "next_func" for node in ast.walk(member))
    kind_made = _made(member)
    return Written(call, kind, wrapper, {key: names for key, names in bodies.items() if names}, pages, kind_made)


def _made(member: ast.FunctionDef) -> str:
    """The class that a method makes of its arguments, which users can import and never give."""
    for node in ast.walk(member):
        if (
            isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == "request"
            and isinstance(node.value, ast.Call)
        ):
            return ast.unparse(node.value.func).rpartition(".")[2]
    return ""


def _endpoint(member: ast.FunctionDef) -> str:
    for node in ast.walk(member):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and "_build_request" in node.func.attr:
            given = {each.arg: constant(each.value) for each in node.keywords}
            return endpoint(given.get("method", ""), given.get("path", ""))
    return ""


def _expanded(package: Package, home: Module, request: Argument) -> tuple[str, Iterator[Argument]]:
    """The class of a request object, and what is in it as arguments; a body in it counts as what is in the body."""
    models = models_in(package, home.name, request.annotation)
    if len(models) != 1:
        return request.annotation, iter([Argument("request", False, request.required, request.annotation)])
    return models[0][1].name, _flat(package, *models[0])


def _flat(package: Package, home: Module, class_: ast.ClassDef) -> Iterator[Argument]:
    for name, (annotation, required) in fields_of(package, home, class_).items():
        body = models_in(package, home.name, _type_in(annotation)) if "RequestMetadata(" in annotation else []
        if len(body) == 1 and "TypedDict" not in annotation and "List" not in annotation:
            for inner, (said, needed) in fields_of(package, *body[0]).items():
                yield Argument(inner, False, needed and required, _type_in(said))
        else:
            yield Argument(name, False, required, _type_in(annotation))


def _type_in(annotation: str) -> str:
    """``Annotated[Optional[str], …]`` -> ``Optional[str]``."""
    try:
        tree = ast.parse(annotation, mode="eval").body
    except SyntaxError:
        return annotation
    if isinstance(tree, ast.Subscript) and ast.unparse(tree.value).endswith("Annotated"):
        inner = tree.slice
        return ast.unparse(inner.elts[0]) if isinstance(inner, ast.Tuple) else ast.unparse(inner)
    return annotation


def _inside(package: Package, home: Module, argument: Argument) -> tuple[str, ...]:
    models = models_in(package, home.name, argument.annotation)
    return tuple(fields_of(package, *models[0])) if len(models) == 1 else ()


def _wrapped(package: Package, home: Module, answer: str) -> Iterator[str]:
    """The class of an answer that has the response beside what the server said."""
    for module, class_ in models_in(package, home.name, answer):
        if _RESPONSE & fields_of(package, module, class_).keys():
            yield class_.name


def _errors(package: Package, inside: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Each class of errors with the statuses that methods raise it for."""
    statuses: dict[str, set[str]] = {}
    for path, data in inside.items():
        if "/" not in path and b"match_response(" in data:
            for block in data.decode("utf-8", "replace").split("if utils.match_response(")[1:]:
                raised = re.search(r"raise (?:\w+\.)?(\w+)\(", block.partition("if utils.")[0])
                said = _RAISED.match("match_response(" + block)
                if raised and said:
                    statuses.setdefault(raised[1], set()).update(re.findall(r'"(\d{3}|\dXX)"', said[1]))
    for name, module in package.modules.items():
        if "errors" in name.split("."):
            for class_ in module.classes.values():
                if not class_.name.endswith(("Data", "TypedDict")) and not is_model(class_):
                    codes = statuses.get(class_.name, set())
                    yield class_.name, next(iter(codes)) if len(codes) == 1 else ""


def is_model(class_: ast.ClassDef) -> bool:
    """Whether a class is data and nothing that is raised."""
    return any(ast.unparse(base) == "BaseModel" for base in class_.bases)
