"""What keeps the server from starting. Says what, where and what to do; never a traceback for bad configuration."""

from __future__ import annotations

from collections.abc import Sequence


class StartError(Exception):
    """The server can't start. ``faults`` are sentences, each with its place; ``cure`` says what to do."""

    def __init__(self, what: str, faults: Sequence[str] = (), cure: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.faults = tuple(faults)
        self.cure = cure

    def __str__(self) -> str:
        lines = [self.what, *(f"  {fault}" for fault in self.faults)]
        return "\n".join([*lines, f"  {self.cure}"] if self.cure else lines)


class AddressError(StartError):
    """The address to listen on can't be had."""
