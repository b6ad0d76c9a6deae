"""All checks of one bundled document, for *load* and again after overlays."""

from __future__ import annotations

from trueline.spec.load.check import Locate, check_document
from trueline.spec.load.local_refs import check_references
from trueline.spec.load.value import Value


def validate(value: Value, locate: Locate) -> None:
    """Raise DocumentError when ``value`` is not a sound OpenAPI document or a ``$ref`` in it leads nowhere."""
    check_references(check_document(value, locate), locate)
