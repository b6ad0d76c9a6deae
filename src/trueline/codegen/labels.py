"""The Python names that a document asks for, of parameters and properties."""

from __future__ import annotations

from trueline.errors import DocumentError, Where
from trueline.spec import extensions
from trueline.spec.document import Json, is_object
from trueline.spec.pointer import join

#: In order of authority: our own, and those that other generators document.
_KEYS = (
    extensions.NAME, "x-speakeasy-name-override", "x-fern-parameter-name", "x-fern-property-name", "x-ms-client-name",
)  # fmt: skip


def label(holder: Json, pointer: str) -> str:
    """The stated name of a parameter or property; empty where there is none. Raises DocumentError for no text."""
    for key in _KEYS:
        if key in holder:
            stated = holder[key]
            if not isinstance(stated, str) or not stated.strip():
                where = Where("the document", join(str(pointer), key))
                raise DocumentError(f"{key} is not a name", where=where, cure="Write a name: `page_size`.")
            return stated
    return _stainless(holder)


def _stainless(holder: Json) -> str:
    """``x-stainless-param`` and ``x-stainless-naming: {python: {property_name: ...}}``."""
    naming = holder.get("x-stainless-naming")
    ours = naming.get("python") if is_object(naming) else None
    stated = ours.get("property_name") if is_object(ours) else holder.get("x-stainless-param")
    return stated if isinstance(stated, str) else ""
