from __future__ import annotations

from typing import NamedTuple


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
