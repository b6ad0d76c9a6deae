"""What normalising says about a document: what it repaired, what it could not carry, and what it refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from trueline.errors import DocumentError
from trueline.memory import Memory, Recall, TypeNames
from trueline.spec.document import Document, Json
from trueline.spec.normalise.marks import real


@dataclass(frozen=True, slots=True)
class Repair:
    """A fault of the document with one possible meaning, and what was made of it."""

    stage: str
    pointer: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Loss:
    """Data that the document describes and the SDK could not send, receive or name."""

    pointer: str
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class Normalised:
    """A document in the canonical form (see :mod:`trueline.spec.normalise.canonical`) and the notes made on the way."""

    document: Json
    repairs: tuple[Repair, ...] = ()
    losses: tuple[Loss, ...] = ()
    #: The names of classes described inline, for the next run; ``None`` where none of them are shared.
    names: TypeNames = None


@dataclass(slots=True)
class Notes:
    """Collects repairs and losses while the passes run; each is kept once.

    ``memory`` answers the names of an earlier run.
    """

    source: Document
    stage: str = ""
    repairs: dict[Repair, None] = field(default_factory=dict[Repair, None])
    losses: dict[Loss, None] = field(default_factory=dict[Loss, None])
    memory: Recall = Memory
    names: TypeNames = None

    def forget(self) -> None:
        """Lets go of the document. Functions of passes that call themselves hold these notes in a circle."""
        self.source = Document({}, self.source.source, self.source.sha256)

    def repair(self, pointer: str, sentence: str) -> None:
        """Notes that a fault at ``pointer`` was repaired."""
        self.repairs[Repair(self.stage, self.source.origin(real(pointer)), sentence)] = None

    def lose(self, pointer: str, reason: str, cure: str) -> None:
        """Notes that what stands at ``pointer`` can't be carried."""
        self.losses[Loss(self.source.origin(real(pointer)), reason, cure)] = None

    def refuse(self, pointer: str, what: str, cure: str) -> NoReturn:
        """Raises ``DocumentError`` for a document whose meaning at ``pointer`` nobody can tell."""
        raise DocumentError(what, where=self.source.where(real(pointer)), cure=cure)
