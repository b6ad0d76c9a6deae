"""What a generated command line knows about its API: tables of plain values, cheap to load; and what each command does.

All texts in them are inert: the generator removed what could move a terminal's cursor or reorder a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
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
