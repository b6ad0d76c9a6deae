"""Overlay: corrections to a document as data, each with a reason. OpenAPI Overlay Specification 1.0 and 1.1.

https://spec.openapis.org/overlay/v1.1.0.html. Where 1.0.0 leaves a case open, the answer of 1.1.0 holds for both:
an array in ``update`` is concatenated with the array it meets, and values of different types don't merge.
Stricter than the specification, on purpose: an action must say why (``description``) and must match something.
"""

from trueline.spec.overlay.apply import apply
from trueline.spec.overlay.model import Action, Overlay
from trueline.spec.overlay.read import load_overlay

__all__ = ["Action", "Overlay", "apply", "load_overlay"]
