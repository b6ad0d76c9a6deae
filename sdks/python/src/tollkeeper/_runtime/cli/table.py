from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from types import CodeType
from typing import Any, NamedTuple


class Option(NamedTuple):
    arg: str
    name: str
    kind: str = "text"
    help: str = ""
    required: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()
    closed: bool = False
    nullable: bool = False
    positional: bool = False
    wire: str = ""


class Command(NamedTuple):
    name: str
    method: str
    request: str
    summary: str
    options: tuple[Option, ...] = ()
    kind: str = "call"
    body: tuple[tuple[str, str], ...] = ()
    body_required: bool = False
    scopes: tuple[str, ...] = ()
    deprecated: str = ""
    idempotent: bool = False
    page_size: str = ""
    page_default: int = 0
    plot: str = ""
    tags: tuple[str, ...] = ()
    hints: tuple[tuple[str, bool], ...] = ()
    body_arg: str = ""


class Group(NamedTuple):
    names: tuple[str, ...]
    attrs: tuple[str, ...]
    module: str
    help: str


class Credential(NamedTuple):
    arg: str
    env: str
    kind: str
    help: str


class Api(NamedTuple):
    program: str
    package: str
    client: str
    env_prefix: str
    help: str
    groups: tuple[Group, ...]
    credentials: tuple[Credential, ...] = ()
    listen: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


def commands_of(api: Api, attrs: tuple[str, ...], module: str) -> tuple[Command, ...]:
    tables: dict[str, tuple[Command, ...]] = import_module(
        f"{api.package}._cli.{attrs[0] if attrs else '_root'}"
    ).COMMANDS
    return tables[module]


@lru_cache
def facts_of(package: str) -> Mapping[str, Any]:
    data = import_module("pkgutil").get_data(package, "testing/facts.json")
    facts: Mapping[str, Any] = import_module("json").loads(data) if data else {}
    return facts


_SECTIONS = ("\n\nDeprecated: ", "\n\nArgs:\n", "\n\nScopes: ", "\n\nRaises:", "\n\nLinks:\n")


def description(api: Api, module: str, method: str) -> str:
    text = next(
        _docstrings(f"{api.package}._client" if module == "_root" else f"{api.package}.resources.{module}", method), ""
    )
    title, _, rest = text.partition("\n\n")
    if not title.endswith("``)") and not title.startswith("``"):
        rest = rest.partition("\n\n")[2]
    rest = f"\n\n{rest}"
    for section in _SECTIONS:
        rest = rest.partition(section)[0]
    return rest.strip()


def _docstrings(module: str, method: str) -> Iterator[str]:
    cleandoc = import_module("inspect").cleandoc
    for cls in _codes(_compiled(module)):
        for function in _codes(cls):
            first = function.co_consts[0] if function.co_consts else None
            if function.co_name == method and isinstance(first, str):
                yield cleandoc(first)


@lru_cache(maxsize=8)
def _compiled(module: str) -> CodeType | None:
    spec = import_module("importlib.util").find_spec(module)
    get_code: Any = getattr(spec.loader, "get_code", None) if spec is not None else None
    code: CodeType | None = get_code(module) if get_code is not None else None
    return code


def _codes(code: CodeType | None) -> Iterator[CodeType]:
    return (each for each in (code.co_consts if code is not None else ()) if isinstance(each, CodeType))


_READS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})
_DESTROYS = frozenset({"DELETE", "PUT", "PATCH"})
_REPEATS = frozenset({"DELETE", "PUT"})


class Effects(NamedTuple):
    method: str
    hints: tuple[tuple[str, bool], ...]

    @property
    def reads(self) -> bool:
        return self._hint("readOnlyHint", self.method in _READS)

    @property
    def destroys(self) -> bool:
        return not self.reads and self._hint("destructiveHint", self.method in _DESTROYS)

    @property
    def removes(self) -> bool:
        return not self.reads and self._hint("destructiveHint", self.method == "DELETE")

    @property
    def adds(self) -> bool | None:
        said = "destructiveHint" in dict(self.hints)
        return self.reads or (not self.destroys if said or self.method in _DESTROYS else None)

    @property
    def repeats(self) -> bool:
        return self.reads or self._hint("idempotentHint", self.method in _REPEATS)

    def _hint(self, name: str, otherwise: bool) -> bool:
        return dict(self.hints).get(name, otherwise)


def effects(command: Command) -> Effects:
    return Effects(command.request.partition(" ")[0], command.hints)
