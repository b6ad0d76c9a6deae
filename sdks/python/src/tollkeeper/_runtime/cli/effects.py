"""What a command does to what is there: by its method, or by what the document says of it in ``x-mcp``."""

from __future__ import annotations

from typing import NamedTuple

from .table import Command

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
