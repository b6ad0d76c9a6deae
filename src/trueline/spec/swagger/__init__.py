"""Turns a Swagger 2.0 document into the OpenAPI 3 that *normalise* reads. Decisions: docs/decisions/010-versions.md.

Nothing is copied that stays as it is, and the loaded document is left alone. What moves is entered in a map, so that
whatever is said later about a place of the OpenAPI 3 form names the place in the document that its author wrote.
"""

from __future__ import annotations

from trueline.spec.document import Document
from trueline.spec.normalise.report import Notes
from trueline.spec.swagger.convert import convert
from trueline.spec.swagger.modern import Modern
from trueline.spec.swagger.places import Places
from trueline.spec.swagger.refs import rewrite_refs

__all__ = ["Modern", "is_swagger", "modernise"]


def is_swagger(document: Document) -> bool:
    """Whether a loaded document is Swagger 2.0."""
    return "openapi" not in document.value and "swagger" in document.value


def modernise(document: Document) -> Modern:
    """``document`` as OpenAPI 3: itself when it is that already.

    Raises :class:`trueline.errors.DocumentError` for what has no meaning in Swagger 2.0.
    """
    if not is_swagger(document):
        return Modern(document)
    notes, places = Notes(document, "swagger"), Places()
    value = convert(document.value, notes, places)
    rewrite_refs(value, places)
    modern = Document(value, document.source, document.sha256, document.locate, places.original)
    return Modern(modern, tuple(notes.repairs), tuple(notes.losses))
