"""Errors that describe themselves, and the one table that maps them to exit codes.

Every error that reaches a person says what happened, where (a file, a line and column, a JSON pointer),
why, and what to do about it. The command line prints them; nothing prints a traceback for bad input.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """What ``trueline`` exits with. Documented in ``docs/cli.md``; scripts may rely on them."""

    DONE = 0
    DRIFT = 1
    USAGE = 2
    INVALID = 3
    LOSS = 4


def printable(text: str, width: int = 300) -> str:
    """``text`` for a terminal: control, bidirectional and other invisible characters escaped, cut after ``width``.

    Text from a document is untrusted; every piece of it that enters a message comes through here.
    """
    shown = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text[:width])
    return shown + "…" if len(text) > width else shown


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a source document. Lines and columns count from 1; a pointer is RFC 6901 (``""`` is the root)."""

    source: str
    pointer: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = printable(self.source)
        if self.line is not None:
            place += f":{self.line}"
            if self.column is not None:
                place += f":{self.column}"
        if self.pointer is not None:
            place += f" at {printable(self.pointer) or '/'}"
        return place


class TruelineError(Exception):
    """Base of every error that Trueline raises on purpose.

    ``what`` is one sentence without a full stop at the end; ``cure`` says what the reader can do. ``exit_code`` is
    one of ``ExitCode``, or of those that a command has for itself (``trueline release``).
    """

    exit_code: int = ExitCode.INVALID

    def __init__(self, what: str, *, where: Where | None = None, cure: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.cure = cure

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.cure:
            lines.append(f"  {self.cure}")
        return "\n".join(lines)


class UsageError(TruelineError):
    """The command was called in a way that can't be carried out."""

    exit_code = ExitCode.USAGE


class DocumentError(TruelineError):
    """The OpenAPI document (or an overlay) is not valid, or is hostile."""

    exit_code = ExitCode.INVALID


class DriftError(TruelineError):
    """A derived file no longer matches what it derives from."""

    exit_code = ExitCode.DRIFT


class InternalError(TruelineError):
    """Two stages disagree: a bug in Trueline, never the user's fault. The message says which invariant broke."""

    exit_code = ExitCode.INVALID


#: What a machine has no more of, or does not let anybody write to.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EMFILE, errno.ENFILE})


def no_room(error: OSError) -> UsageError | None:
    """The error for a machine that has no room; ``None`` for any other: those that a step foresees it names itself."""
    if error.errno not in _NO_ROOM:
        return None
    where = Where(str(error.filename)) if error.filename else None
    cure = "Make room, or give access, and run the same command again."
    return UsageError(f"it can't be written: {error.strerror}", where=where, cure=cure)
