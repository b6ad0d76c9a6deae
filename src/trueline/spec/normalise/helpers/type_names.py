"""Names that a document gives a schema's class, for this generator or another."""

from __future__ import annotations

from trueline.spec import extensions
from trueline.spec.document import Json, is_object
from trueline.spec.normalise.report import Notes
from trueline.spec.pointer import join

_ANYWHERE = (extensions.TYPE_NAME, "x-fern-type-name")
#: On a property these name the property, so they are read on components only.
_ON_COMPONENTS = ("x-speakeasy-name-override", "x-ms-client-name")


def type_name(schema: Json, key: str, notes: Notes, *, component: bool = False) -> str:
    """The stated name of a class; empty where there is none. Refuses what is not text."""
    for name in (*_ANYWHERE, *(_ON_COMPONENTS if component else ())):
        if name in schema:
            stated = schema[name]
            if not isinstance(stated, str) or not stated.strip():
                notes.refuse(join(key, name), f"{name} is not the name of a class", "Write a name: `InvoiceLine`.")
            return stated
    naming = schema.get("x-stainless-naming")
    python = naming.get("python") if is_object(naming) else None
    if is_object(python) and isinstance(python.get("type_name"), str):
        return str(python["type_name"])
    enum = schema.get("x-ms-enum")
    stated = enum.get("name") if is_object(enum) and "enum" in schema else None
    return stated if isinstance(stated, str) else ""
