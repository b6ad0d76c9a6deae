from __future__ import annotations

from typing import NamedTuple

from .table import Command

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
