"""An SDK that Speakeasy or Fern made, as its users write it: read from its sources, never run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from trueline.errors import UsageError, Where
from trueline.migrate.makers import Maker
from trueline.migrate.package import Module, Package, read_package
from trueline.migrate.shape import Argument, Call, plain_path
from trueline.migrate.sources import files_of, project_of

#: What a client takes that is no credential, whoever made it.
NOT_CREDENTIALS = frozenset({
    "server", "server_idx", "server_url", "url_params", "client", "async_client", "retry_config", "timeout_ms",
    "debug_logger", "base_url", "environment", "headers", "timeout", "max_retries", "follow_redirects", "httpx_client",
    "logging", "instance_url", "stream_reconnection_enabled", "max_stream_reconnection_attempts", "transport_factory",
    "thread_pool_executor", "log_warning_experimental_features", "client_name", "version",
})  # fmt: skip
#: Modules of a package that have the types which users import, by a step of their names.
_TYPES = frozenset({"models", "types", "requests", "components", "operations", "shared", "api"})
#: Modules that are the maker's own.
_INSIDE = frozenset({"core", "utils", "_hooks", "sdkconfiguration", "basesdk", "httpclient"})
#: How deep resources may be inside one another.
_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Written:
    """A method as users call it. ``request``: the class of its one request object; ``wrapper``: where its answer is
    below an object with the response. ``bodies``: arguments that are whole objects, with the names in them."""

    call: Call
    request: str = ""
    wrapper: str = ""
    bodies: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    in_turn: bool = False
    """Whether its pages are asked for by hand, one after the other."""
    inner: str = ""
    """The class that the method makes of its arguments by itself."""

    @property
    def streams(self) -> bool:
        """Whether what it answers is events that come one by one."""
        answer = self.call.answer
        return "EventStream[" in answer or ("Iterator[" in answer and "Iterator[bytes]" not in answer)


@dataclass(frozen=True, slots=True)
class Foreign:
    """What was read of an SDK. ``options``: what its client takes, each with the variable that it falls back to."""

    maker: str
    source: str
    distribution: str
    version: str
    client: str
    modules: Package
    methods: Mapping[str, Written]
    options: Mapping[str, str]
    errors: Mapping[str, str]
    """Classes of errors, each with the status that it is raised for; empty where that is not said."""

    @property
    def package(self) -> str:
        """What programs import, with dots for a package inside another."""
        return self.modules.name

    @property
    def credentials(self) -> list[str]:
        """The options of the client that are credentials."""
        return [name for name in self.options if name not in NOT_CREDENTIALS]

    def models(self) -> Iterator[str]:
        """The types that users import, each once; how a dict is written for type checkers is none of them."""
        dicts = self.dicts()
        seen: dict[str, None] = {}
        for name in self.offering:
            seen |= dict.fromkeys(self.offered(name))
        clients = {self.client, f"Async{self.client}"}
        for name in seen:
            if name[:1].isupper() and name not in self.errors and name not in dicts | clients:
                yield name

    def offered(self, package: str) -> list[str]:
        """The types that a package has; where it lists none, those of its modules."""
        modules = self.modules.modules
        found = {name for name in modules[package].public if name[:1].isupper()}
        if not found:
            below = (module for name, module in modules.items() if name.rpartition(".")[0] == package)
            found = {name for module in below for name in module.public if name[:1].isupper()}
        return sorted(found)

    def dicts(self) -> frozenset[str]:
        """How dicts are written for type checkers: classes, and names that end as those do."""
        found = {
            class_.name
            for module in self.modules.modules.values()
            for class_ in module.classes.values()
            if is_dict(class_)
        }
        named = {
            name for each in self.offering for name in self.modules.modules[each].public if name.endswith("TypedDict")
        }
        return frozenset(found | named)

    @property
    def offering(self) -> list[str]:
        """The packages that users import types from."""
        found = self.modules.modules.items()
        return [
            name
            for name, module in found
            if (is_of_types(name) or (not name and self.maker == "fern")) and module.path.endswith("__init__.py")
        ]


def is_of_types(module: str) -> bool:
    """Whether a module has types of the API."""
    steps = module.split(".")
    return steps[0] not in _INSIDE and bool(_TYPES & set(steps)) and module != "types.basemodel"


def package_from(source: str, maker: Maker) -> tuple[dict[str, bytes], Package, dict[str, str]]:
    """The files of the package, the package, and what its project says.

    Raises ``UsageError`` where there is no package that this maker made.
    """
    files = files_of(source)
    roots = [path.removesuffix(f"/{maker.files[0]}") for path in files if path.endswith(f"/{maker.files[0]}")]
    whole = [root for root in roots if all(f"{root}/{each}" in files for each in maker.files)]
    if not whole:
        what = f"there is no SDK that {maker.title} made: no package has {' and '.join(maker.files)}"
        cure = "Name its folder, a source archive (.tar.gz), a wheel, or its name on the index (acme==1.2.3)."
        raise UsageError(what, where=Where(source), cure=cure)
    root = min(whole, key=lambda each: each.count("/"))
    inside = {path.removeprefix(f"{root}/"): data for path, data in files.items() if path.startswith(f"{root}/")}
    steps = [step for step in PurePosixPath(root).parts if step not in {"src", "packages"}]
    package = read_package(".".join(steps[-_depth(files, root) :]), inside)
    project = project_of(files)
    return inside, package, {key: str(project.get(key) or "") for key in ("name", "version")}


def _depth(files: Mapping[str, bytes], root: str) -> int:
    """How many steps of a folder are packages: one more for each folder above that has only this one in it."""
    above = PurePosixPath(root).parent
    name = above.as_posix()
    if name in {".", "src"} or name.endswith("/src"):
        return 1
    inside = f"{name}/"
    python = any(path.startswith(inside) and path.endswith(".py") for path in files)
    return 2 if python and f"{name}/pyproject.toml" not in files else 1


def taken(member: ast.FunctionDef) -> Iterator[tuple[ast.arg, ast.expr | None, bool]]:
    """What a method takes but for itself: each with its default, and whether it may be given by position."""
    given = member.args
    positional = [*given.posonlyargs, *given.args][1:]
    defaults = [None] * (len(positional) - len(given.defaults)) + given.defaults
    for each, default in zip(positional, defaults, strict=True):
        yield each, default, True
    for each, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield each, default, False


def plain_arguments(member: ast.FunctionDef, left_out: frozenset[str]) -> Iterator[Argument]:
    """What a method takes, without itself and without what every method takes."""
    for each, default, by_position in taken(member):
        if each.arg not in left_out:
            yield Argument(each.arg, by_position, default is None, _text(each.annotation))


def _text(annotation: ast.expr | None) -> str:
    return ast.unparse(annotation).replace("typing.", "") if annotation else ""


def models_in(package: Package, module: str, annotation: str) -> list[tuple[Module, ast.ClassDef]]:
    """The classes of the package that an annotation names, those that stand for a dict left out."""
    try:
        tree = ast.parse(annotation, mode="eval")
    except SyntaxError:
        return []
    classes: dict[str, tuple[Module, ast.ClassDef]] = {}
    waiting: list[ast.AST] = [tree.body]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Name | ast.Attribute):
            if (place := package.classes_of(module, node)) and not is_dict(place[1]):
                classes.setdefault(place[1].name, place)
        else:
            waiting += ast.iter_child_nodes(node)
    return list(classes.values())


def is_dict(class_: ast.ClassDef) -> bool:
    """Whether a class is a ``TypedDict``: how a dict is written for type checkers."""
    return any(ast.unparse(base).endswith("TypedDict") for base in class_.bases)


def fields_of(package: Package, module: Module, class_: ast.ClassDef, depth: int = 0) -> Mapping[str, tuple[str, bool]]:
    """The attributes of a model, those of its bases too: the annotation of each, and whether it has to be given."""
    fields: dict[str, tuple[str, bool]] = {}
    for base in class_.bases if depth < _DEPTH else ():
        if (above := package.classes_of(module.name, base)) and above[1] is not class_:
            fields |= fields_of(package, *above, depth + 1)
    for member in class_.body:
        if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name):
            name = member.target.id
            if not name.startswith("_") and not ast.unparse(member.annotation).startswith(
                ("ClassVar", "typing.ClassVar")
            ):
                fields[name] = (ast.unparse(member.annotation), member.value is None)
    return fields


def constant(node: ast.expr | None) -> str:
    """The text of a constant; parts of it that vary are ``{}``."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def endpoint(verb: str, path: str) -> str:
    """``get /pets/{}``, with what stands behind a ``#``, which tells operations of one path apart."""
    return f"{verb.lower()} {plain_path(path)}" if verb else ""
