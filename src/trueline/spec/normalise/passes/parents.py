"""Pass: a schema with a discriminator, extended by others through ``allOf``, means any of them where it is referred to.

OpenAPI 3.1 section 4.8.25. The schema itself stays the object that its children were made from. References to it become
references to a union of its children, ``Any<Name>``, except in unions that list a child already.
"""

from __future__ import annotations

from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.mapping import end_of, target
from trueline.spec.normalise.helpers.source import Source
from trueline.spec.normalise.helpers.walk import rewrite, rewrite_children
from trueline.spec.normalise.marks import ANY, EXTENDS
from trueline.spec.normalise.report import Notes


def run(document: Json, notes: Notes) -> Json:
    """The document with a union for every parent that has children, and plain objects without a discriminator."""
    schemas = document["components"]["schemas"]
    children = _children(schemas, Source(notes))
    if not children:
        return _without_discriminators(document)

    def inline(schema: Json) -> Json:
        if "$ref" in schema and schema["$ref"][1:] in children:
            return {**schema, "$ref": f"{schema['$ref']}{ANY}"}
        if "oneOf" not in schema:
            return rewrite_children(schema, inline)
        listed = {member["$ref"][1:] for member in schema["oneOf"] if "$ref" in member}
        members = [member if _is_meant(member, listed) else inline(member) for member in schema["oneOf"]]
        return {**schema, "oneOf": members}

    def _is_meant(member: Json, listed: set[str]) -> bool:
        return "$ref" in member and any(child in listed for child in children.get(member["$ref"][1:], ()))

    new = rewrite(document, inline)
    unions = {f"{key}{ANY}": _union(key, schemas[key], found) for key, found in children.items()}
    components = {**new["components"], "schemas": {**new["components"]["schemas"], **unions}}
    return _without_discriminators({**new, "components": components})


def _children(schemas: Json, source: Source) -> dict[str, list[str]]:
    """The children of every parent: those that extend it, in document order, then those that only its mapping names."""
    parents = {key for key, schema in schemas.items() if schema.get("type") == "object" and "discriminator" in schema}
    found: dict[str, dict[str, None]] = {}
    for key, schema in schemas.items():
        for base in schema.get(EXTENDS, ()):
            if base in parents:
                found.setdefault(base, {})[key] = None
    for key, children in found.items():
        mapping = schemas[key]["discriminator"].get("mapping")
        for value in mapping.values() if is_object(mapping) else ():
            child = target(value, schemas, source)
            if child is not None:
                children[end_of(child, schemas)] = None
    return {key: list(children) for key, children in found.items()}


def _union(key: str, parent: Json, children: list[str]) -> Json:
    members = [{"$ref": f"#{child}", POINTER: key} for child in children]
    if len(members) == 1:
        return {**members[0], POINTER: f"{key}{ANY}"}
    said = {"description": parent["description"]} if "description" in parent else {}
    return {**said, "oneOf": members, "discriminator": parent["discriminator"], POINTER: f"{key}{ANY}"}


def _without_discriminators(document: Json) -> Json:
    schemas = {
        key: {k: v for k, v in schema.items() if k != "discriminator"} if "oneOf" not in schema else schema
        for key, schema in document["components"]["schemas"].items()
    }
    return {**document, "components": {**document["components"], "schemas": schemas}}
