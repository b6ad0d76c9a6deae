"""How far a release is. A state is never stored: each is derived again from evidence.

| state | evidence |
|---|---|
| PLANNED | the document differs from the one at the last tag |
| PREPARED | a commit whose document, SDK, lock and changelog have this version |
| GATED | a record of the gate's success that names this commit and tree |
| BUILT | the files of the manifest, with its hashes, built from this commit |
| VERIFIED | a record of the checks' success that names these hashes |
| REHEARSED | a record of a rehearsal that names these hashes |
| TAGGED | the tag's object, here and on the remote, on this commit |
| UPLOADED | the index lists every file with its hash |
| CONFIRMED | a record of an installation from the index that names these hashes |
| ANNOUNCED | the release page, or a record of the notes that were written |
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """The states in order; ``number`` counts from 1."""

    PLANNED = "planned"
    PREPARED = "prepared"
    GATED = "gated"
    BUILT = "built"
    VERIFIED = "verified"
    REHEARSED = "rehearsed"
    TAGGED = "tagged"
    UPLOADED = "uploaded"
    CONFIRMED = "confirmed"
    ANNOUNCED = "announced"

    @property
    def number(self) -> int:
        return list(State).index(self) + 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """Whether a state holds, and what says so (or what is missing), in one line for people.

    ``done`` and ``total`` count the parts of a state that is reached in parts, such as files on an index.
    """

    state: State
    holds: bool
    detail: str
    done: int = 0
    total: int = 0

    def __str__(self) -> str:
        counted = f" {self.done}/{self.total}" if self.total else ""
        return f"{self.state.name}{counted}: {self.detail}"
