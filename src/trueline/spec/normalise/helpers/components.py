"""Moves a schema that is a class of its own in Python to ``components.schemas``."""

from __future__ import annotations

from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.marks import derived
from trueline.spec.normalise.schema.keywords import remarks

#: Annotations that say something about the place, not about the schema that stands there.
_OF_THE_PLACE = frozenset({"default", "deprecated", "readOnly", "writeOnly"})
_OF_THE_ENUM = ("x-enum-varnames", "x-enum-descriptions", "x-enum-names", "x-enumNames")


def to_component(schema: Json, hoisted: Json, roots: Json) -> Json:
    """Moves a schema to ``hoisted`` and refers to it; what is said about the place stays at the place.

    A member of a union that is itself a component may share its pointer: ``roots`` are the components that there were.
    """
    key = schema[POINTER]
    key = derived(key, schema["type"]) if key in roots else key
    beside = remarks(schema)
    if key not in hoisted:
        hoisted[key] = {name: value for name, value in schema.items() if name not in _OF_THE_PLACE}
    for name in _OF_THE_ENUM:
        beside.pop(name, None)
    return {"$ref": f"#{key}", **beside, POINTER: schema[POINTER]}
