"""A file that has been read and parsed, and the budget that all files of one document share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

from trueline.errors import DocumentError, Where
from trueline.spec.load.limits import Limits
from trueline.spec.load.locate import locate
from trueline.spec.load.sources import Location, read
from trueline.spec.load.text import decode, parse_text
from trueline.spec.load.value import Value


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """One parsed file. ``text`` is kept so that a message can name a line."""

    location: Location
    value: Value
    text: str = field(repr=False)
    is_json: bool

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.location.name

    def locate(self, pointer: str) -> tuple[int, int] | None:
        """Line and column of ``pointer`` in this file."""
        return locate(self.text, self.is_json, pointer)

    def where(self, pointer: str) -> Where:
        """The place of ``pointer`` in this file."""
        line, column = self.locate(pointer) or (None, None)
        return Where(self.name, pointer, line, column)


class Files:
    """Opens each file once, within one budget. ``sha256`` covers every byte read, in order, and no path."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: dict[str, File] = {}
        self._digest = hashlib.sha256()
        self._bytes = 0

    @property
    def sha256(self) -> str:
        """Hex digest over the length and bytes of each file."""
        return self._digest.hexdigest()

    def open(
        self, location: Location, *, stdin: BinaryIO | None = None, named_by: Callable[[], Where] | None = None
    ) -> File:
        """The file at ``location``. Raises DocumentError."""
        known = self._open.get(location.identity)
        if known:
            return known
        if len(self._open) >= self._limits.files:
            raise DocumentError(
                f"more than {self._limits.files:,} files",
                where=named_by() if named_by else None,
                cure="Bundle the document.",
            )
        budget = self._limits.total_bytes - self._bytes
        data, final = read(location, budget, self._limits, stdin=stdin, named_by=named_by)
        self._bytes += len(data)
        self._digest.update(len(data).to_bytes(8, "big") + data)
        text = decode(data, final.name)
        value, is_json = parse_text(text, final.name, self._limits)
        file = File(final, value, text, is_json)
        self._open[location.identity] = self._open[final.identity] = file
        return file


def locator(file: File) -> partial[tuple[int, int] | None]:
    """``Document.locate`` for a root file."""
    return partial(locate, file.text, file.is_json)
