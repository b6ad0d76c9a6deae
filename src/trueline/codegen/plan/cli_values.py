"""The plan of a command line. Templates write these down as the tables that the runtime reads."""

from __future__ import annotations

from dataclasses import dataclass, field

from trueline.codegen.plan.kinds import CliKind, ContentKind


@dataclass(frozen=True, slots=True)
class CliOption:
    """An argument of an operation as an option; the fields are those of the runtime's ``Option``."""

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


@dataclass(frozen=True, slots=True)
class CliCommand:
    """An operation as a command; the fields are those of the runtime's ``Command``."""

    name: str
    method: str
    request: str
    summary: str
    options: tuple[CliOption, ...]
    kind: CliKind
    body: tuple[ContentKind, ...]
    body_required: bool
    scopes: tuple[str, ...]
    deprecated: str
    idempotent: bool
    page_size: str = ""
    page_default: int = 0
    plot: str = ""
    tags: tuple[str, ...] = ()
    hints: tuple[tuple[str, bool], ...] = ()
    body_arg: str = ""


@dataclass(frozen=True, slots=True)
class CliGroup:
    """A resource as a group; ``module`` is empty where it has no operation of its own."""

    names: tuple[str, ...]
    attrs: tuple[str, ...]
    module: str
    help: str
    commands: tuple[CliCommand, ...] = field(default=(), repr=False)

    @property
    def has_options(self) -> bool:
        """Whether any command has one of its own."""
        return any(command.options for command in self.commands)


@dataclass(frozen=True, slots=True)
class CliCredential:
    """A credential of the client: its argument, its environment variable, the kind of its scheme, and a text."""

    arg: str
    env: str
    kind: str
    doc: str


@dataclass(frozen=True, slots=True)
class CliPlan:
    """The whole command line. ``events`` are the names of webhooks, ``listen`` is the operation that streams them."""

    help: str
    root: CliGroup
    groups: tuple[CliGroup, ...]
    credentials: tuple[CliCredential, ...]
    listen: tuple[str, ...]
    events: tuple[str, ...]
