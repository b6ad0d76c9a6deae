"""Turns any OpenAPI 3 document into the one canonical form that later stages read.

``passes`` holds the passes in order, ``schema`` what is done to one schema, ``helpers`` what several passes use, and
``canonical`` says what comes out. Between *expand* and *rename*, ``components.schemas`` is keyed by the JSON pointer
that each schema came from, and a reference is ``#`` and such a key: names are made once, last, when everything that
needs one is known (``marks`` has the keys of what passes derive).
"""

from __future__ import annotations

from dataclasses import replace

from trueline.collector import collector_paused
from trueline.memory import Memory, Recall
from trueline.spec.document import Document
from trueline.spec.normalise.canonical import check_canonical
from trueline.spec.normalise.passes import PASSES
from trueline.spec.normalise.report import Loss, Normalised, Notes, Repair

__all__ = ["PASSES", "Loss", "Normalised", "Repair", "check_canonical", "normalise", "with_notes"]


def normalise(document: Document, memory: Recall = Memory, *, check: bool = True) -> Normalised:
    """The canonical form of a loaded document, which stays as it is, with the repairs and losses on the way there.

    ``memory`` answers the names that classes described inline had in an SDK that there is. Without ``check`` the caller
    runs :func:`check_canonical` itself.

    Raises :class:`trueline.errors.DocumentError` for what has no meaning or several.
    """
    notes = Notes(document, memory=memory)
    value = document.value
    with collector_paused():
        for step in PASSES:
            notes.stage = step.__name__.rpartition(".")[2]
            value = step.run(value, notes)
        if check:
            check_canonical(value)
    notes.forget()
    return Normalised(value, tuple(notes.repairs), tuple(notes.losses), notes.names)


def with_notes(normal: Normalised, repairs: tuple[Repair, ...], losses: tuple[Loss, ...]) -> Normalised:
    """``normal`` with the notes of an earlier stage before its own."""
    return replace(normal, repairs=repairs + normal.repairs, losses=losses + normal.losses)
