"""What the conversion hands on."""

from __future__ import annotations

from dataclasses import dataclass

from trueline.spec.document import Document
from trueline.spec.normalise.report import Loss, Repair


@dataclass(frozen=True, slots=True)
class Modern:
    """An OpenAPI 3 document and the notes made while it was converted, at pointers of the loaded document."""

    document: Document
    repairs: tuple[Repair, ...] = ()
    losses: tuple[Loss, ...] = ()
