"""What a generated command line knows about its API: tables of plain values, cheap to load; and what each command does.

All texts in them are inert: the generator removed what could move a terminal's cursor or reorder a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from types import CodeType
from typing import Any, NamedTuple


class Option(NamedTuple):
    """One argument of an operation. ``arg`` is the argument of the SDK's method, ``name`` what is typed after ``--``.

    ``kind`` says how the text is read: ``text``, ``integer``, ``number``, ``boolean``, ``date-time``, ``date``,
    ``time``, ``duration``, ``uuid``, ``byte`` (base64), ``decimal``, ``file``, ``object`` and ``json`` (JSON text or
    ``@file``), ``loose`` (JSON if it is JSON, else text). ``wire`` is the property of the body that it fills, empty for
    a parameter; where ``arg`` is empty, that of a body which the method takes whole. ``closed``: nothing but
    ``choices`` is allowed.
    """

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
    """One operation. ``kind`` is what it answers with: ``call``, ``page``, ``stream``, ``binary`` or ``any`` of them.

    ``body`` pairs each media type of the body with its kind, the default first; ``body_required``: the method takes it
    as one argument, and needs it. ``page_size`` is the argument for the size of a page and ``page_default`` what it is
    when not sent, 0 where the document does not say. ``plot`` names the columns of a time series. ``tags`` are those of
    the document, ``hints`` what it says in ``x-mcp`` of an operation's effects.
    """

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
    #: What the method calls the argument for the whole body, where it is not ``body``.
    body_arg: str = ""


class Group(NamedTuple):
    """Commands that belong together. ``names`` is what is typed, ``attrs`` the way from the client to the resource,
    ``module`` the module of the resource."""

    names: tuple[str, ...]
    attrs: tuple[str, ...]
    module: str
    help: str


class Credential(NamedTuple):
    """A credential of the client: its constructor argument, its environment variable, whether it has two parts."""

    arg: str
    env: str
    kind: str
    help: str


class Api(NamedTuple):
    """The API as a whole. ``listen`` is the operation that streams webhooks: attributes and method; ``events`` are
    the names of the webhooks."""

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
    """The commands of a group: a module of ``_cli`` has those of a resource of the client and of all below it."""
    tables: dict[str, tuple[Command, ...]] = import_module(
        f"{api.package}._cli.{attrs[0] if attrs else '_root'}"
    ).COMMANDS
    return tables[module]


@lru_cache
def facts_of(package: str) -> Mapping[str, Any]:
    """What the SDK knows of its document: the facts of its test kit."""
    data = import_module("pkgutil").get_data(package, "testing/facts.json")
    facts: Mapping[str, Any] = import_module("json").loads(data) if data else {}
    return facts


_SECTIONS = ("\n\nDeprecated: ", "\n\nArgs:\n", "\n\nScopes: ", "\n\nRaises:", "\n\nLinks:\n")


def description(api: Api, module: str, method: str) -> str:
    """What a method's docstring says between the request, in its first line or below it, and the first section.

    It is read out of the compiled module, which is not run: that would load all that a large resource speaks of.
    """
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
    """The docstrings of functions of this name in the classes of a module: the synchronous one first."""
    cleandoc = import_module("inspect").cleandoc
    for cls in _codes(_compiled(module)):
        for function in _codes(cls):
            first = function.co_consts[0] if function.co_consts else None
            if function.co_name == method and isinstance(first, str):
                yield cleandoc(first)


@lru_cache(maxsize=8)
def _compiled(module: str) -> CodeType | None:
    """The code of a module. All methods of a resource are asked for one after the other, by a list of all tools."""
    spec = import_module("importlib.util").find_spec(module)
    get_code: Any = getattr(spec.loader, "get_code", None) if spec is not None else None
    code: CodeType | None = get_code(module) if get_code is not None else None
    return code


def _codes(code: CodeType | None) -> Iterator[CodeType]:
    """The functions and classes that a piece of code defines."""
    return (each for each in (code.co_consts if code is not None else ()) if isinstance(each, CodeType))


_READS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})
_DESTROYS = frozenset({"DELETE", "PUT", "PATCH"})
_REPEATS = frozenset({"DELETE", "PUT"})


class Effects(NamedTuple):
    """An operation's method, and its hints."""

    method: str
    hints: tuple[tuple[str, bool], ...]

    @property
    def reads(self) -> bool:
        """Whether it changes nothing: by its method, or by what the document says of it."""
        return self._hint("readOnlyHint", self.method in _READS)

    @property
    def destroys(self) -> bool:
        """Whether it may change or remove what is there. A ``POST`` does where the document says so."""
        return not self.reads and self._hint("destructiveHint", self.method in _DESTROYS)

    @property
    def removes(self) -> bool:
        """Whether a person is asked before it: ``DELETE``, and what the document calls destructive."""
        return not self.reads and self._hint("destructiveHint", self.method == "DELETE")

    @property
    def adds(self) -> bool | None:
        """Whether it only adds to what is there; ``None`` where nobody says so."""
        said = "destructiveHint" in dict(self.hints)
        return self.reads or (not self.destroys if said or self.method in _DESTROYS else None)

    @property
    def repeats(self) -> bool:
        """Whether calling it again changes nothing more."""
        return self.reads or self._hint("idempotentHint", self.method in _REPEATS)

    def _hint(self, name: str, otherwise: bool) -> bool:
        return dict(self.hints).get(name, otherwise)


def effects(command: Command) -> Effects:
    """What this command does."""
    return Effects(command.request.partition(" ")[0], command.hints)
