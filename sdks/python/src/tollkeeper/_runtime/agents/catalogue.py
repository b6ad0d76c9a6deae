from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib import import_module
from typing import NamedTuple

from ..cli.effects import effects
from ..cli.table import Api, Command, Group

_LONGEST = 64


class Tool(NamedTuple):
    name: str
    words: tuple[str, ...]
    attrs: tuple[str, ...]
    module: str
    command: Command

    @property
    def reads(self) -> bool:
        return effects(self.command).reads

    @property
    def destroys(self) -> bool:
        return effects(self.command).destroys

    @property
    def adds(self) -> bool | None:
        return effects(self.command).adds

    @property
    def repeats(self) -> bool:
        return effects(self.command).repeats


def catalogue(api: Api) -> tuple[Tool, ...]:
    root = Group((), (), "_root", api.help)
    return tuple(tool for group in (root, *api.groups) if group.module for tool in _tools(api, group))


def _tools(api: Api, group: Group) -> Iterator[Tool]:
    commands: Iterable[Command] = import_module(f"{api.package}._cli.{group.module}").COMMANDS
    for command in commands:
        words = (*group.names, command.name)
        yield Tool(tool_name(words), words, group.attrs, group.module, command)


def tool_name(words: Iterable[str]) -> str:
    name = "_".join(words)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 9]}_{sha256(name.encode()).hexdigest()[:8]}"
