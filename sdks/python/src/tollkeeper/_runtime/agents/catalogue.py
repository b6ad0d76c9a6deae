"""The tools of an SDK: one for each command of its command line, of the same name, told by the same words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib import import_module
from typing import NamedTuple

from ..cli.table import Api, Command, Group

#: As long as a name may be: clients refuse longer ones.
_LONGEST = 64
_READS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})
_DESTROYS = frozenset({"DELETE", "PUT", "PATCH"})
_REPEATS = frozenset({"DELETE", "PUT"})


class Tool(NamedTuple):
    """One operation as a tool. ``words`` are those that a person types: ``webhooks endpoints list``."""

    name: str
    words: tuple[str, ...]
    attrs: tuple[str, ...]
    module: str
    command: Command

    @property
    def reads(self) -> bool:
        """Whether it changes nothing: by its method, or by what the document says of it."""
        return self._hint("readOnlyHint", self._method in _READS)

    @property
    def destroys(self) -> bool:
        """Whether it may change or remove what is there. A ``POST`` does where the document says so."""
        return not self.reads and self._hint("destructiveHint", self._method in _DESTROYS)

    @property
    def adds(self) -> bool | None:
        """Whether it only adds to what is there; ``None`` where nobody says so."""
        said = "destructiveHint" in dict(self.command.hints)
        return self.reads or (not self.destroys if said or self._method in _DESTROYS else None)

    @property
    def repeats(self) -> bool:
        """Whether calling it again changes nothing more."""
        return self.reads or self._hint("idempotentHint", self._method in _REPEATS)

    @property
    def _method(self) -> str:
        return self.command.request.partition(" ")[0]

    def _hint(self, name: str, otherwise: bool) -> bool:
        return dict(self.command.hints).get(name, otherwise)


def catalogue(api: Api) -> tuple[Tool, ...]:
    """All tools, in the order of the command line's help."""
    root = Group((), (), "_root", api.help)
    return tuple(tool for group in (root, *api.groups) if group.module for tool in _tools(api, group))


def _tools(api: Api, group: Group) -> Iterator[Tool]:
    commands: Iterable[Command] = import_module(f"{api.package}._cli.{group.module}").COMMANDS
    for command in commands:
        words = (*group.names, command.name)
        yield Tool(tool_name(words), words, group.attrs, group.module, command)


def tool_name(words: Iterable[str]) -> str:
    """The words of a command as a name: underscores between them, which no word has. A long one ends in a hash."""
    name = "_".join(words)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 9]}_{sha256(name.encode()).hexdigest()[:8]}"
