"""The tools of an SDK: one for each command of its command line, of the same name, told by the same words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from ..cli.effects import effects
from ..cli.table import Api, Command, Group, commands_of

#: As long as a name may be: clients refuse longer ones.
_LONGEST = 64


class Tool(NamedTuple):
    """One operation as a tool. ``words`` are those that a person types: ``webhooks endpoints list``."""

    name: str
    words: tuple[str, ...]
    attrs: tuple[str, ...]
    module: str
    command: Command

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return effects(self.command).reads

    @property
    def destroys(self) -> bool:
        """Whether it may change or remove what is there."""
        return effects(self.command).destroys

    @property
    def adds(self) -> bool | None:
        """Whether it only adds to what is there; ``None`` where nobody says so."""
        return effects(self.command).adds

    @property
    def repeats(self) -> bool:
        """Whether calling it again changes nothing more."""
        return effects(self.command).repeats


def catalogue(api: Api) -> tuple[Tool, ...]:
    """All tools, in the order of the command line's help."""
    root = Group((), (), "_root", api.help)
    return tuple(tool for group in (root, *api.groups) if group.module for tool in _tools(api, group))


def _tools(api: Api, group: Group) -> Iterator[Tool]:
    for command in commands_of(api, group.attrs, group.module):
        words = (*group.names, command.name)
        yield Tool(tool_name(words), words, group.attrs, group.module, command)


def tool_name(words: Iterable[str]) -> str:
    """The words of a command as a name: underscores between them, which no word has. A long one ends in a hash."""
    name = "_".join(words)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 9]}_{sha256(name.encode()).hexdigest()[:8]}"
