"""One TOML table against the keys that it may have: unknown ones refused, values checked, places found."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trueline.errors import UsageError, Where, printable


class Wrong(Exception):  # noqa: N818 - no error yet: what is wrong with a value, before it has a place
    """A value that its key can't have: what is wrong with it, and what to write instead."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what)
        self.what = what
        self.cure = cure


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table. ``read`` makes the setting of a TOML value, or raises :class:`Wrong`."""

    name: str
    read: Callable[[object], Any]
    example: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """The file that the settings are from."""

    path: Path
    text: str

    def refusal(self, table: str, key: str, what: str, cure: str, number: int = 1) -> UsageError:
        """The error for a key of a table; ``number`` counts the tables of one array, from 1."""
        where = Where(str(self.path), line=self._line(table, key, number))
        return UsageError(
            f"[{table}] {printable(key)}: {what}" if key else f"[{table}]: {what}", where=where, cure=cure
        )

    def _line(self, table: str, key: str, number: int) -> int | None:
        """The line of a key, else of its table's header. Found by its look: TOML has other ways to write the same."""
        inside, header, seen = False, None, 0
        for at, line in enumerate(self.text.splitlines(), 1):
            if match := re.match(r"\s*\[+([^\[\]]+)\]+\s*(?:#.*)?$", line):
                seen += match[1].strip() == table
                inside = match[1].strip() == table and seen == number
                header = at if inside else header
            elif inside and key and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""", line):
                return at
        return header


def read_table(
    source: Source, table: str, keys: tuple[Key, ...], values: Mapping[str, object], number: int = 1
) -> dict[str, Any]:
    """The settings that are written in a table, by key. Raises ``UsageError`` for the first that is wrong."""
    known = {key.name: key for key in keys}
    for name in values:
        if name not in known:
            cure = f"Its keys are {', '.join(known)}."
            raise source.refusal(table, name, "there is no such key", cure, number)
    for key in keys:
        if key.required and key.name not in values:
            raise source.refusal(table, "", f"the key {key.name!r} is missing", f"Write: {key.example}", number)
    read: dict[str, Any] = {}
    for name, value in values.items():
        try:
            read[name] = known[name].read(value)
        except Wrong as wrong:
            cure = f"{wrong.cure} Example: {known[name].example}"
            raise source.refusal(table, name, wrong.what, cure, number) from None
    return read
