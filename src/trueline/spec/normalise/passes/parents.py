"""Pass: a schema with a discriminator, extended by others through ``allOf``, means itself or any of them.

OpenAPI 3.1 section 4.8.25. The schema stays the class that its children were made from. References to it become
references to ``Any<Name>``, a union of its children and itself, except in unions that list a child already. Objects
whose property says nothing, or something that no child is called, are the schema itself: they are valid as such.

A schema in the middle of a family means itself or any of its own children, by the discriminators of its ancestors. One
that has a discriminator of its own is asked first: by that, then by that of the nearest ancestor, and so on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.mapping import end_of, target
from trueline.spec.normalise.helpers.source import Source
from trueline.spec.normalise.helpers.walk import rewrite, rewrite_children
from trueline.spec.normalise.marks import ANY, EXTENDS, derived
from trueline.spec.normalise.report import Notes


def run(document: Json, notes: Notes) -> Json:
    """The document with a union for every parent that has children, and plain objects without a discriminator."""
    schemas = document["components"]["schemas"]
    families = _families(schemas, Source(notes))
    if not families:
        return _without_discriminators(document)

    def inline(schema: Json) -> Json:
        if "$ref" in schema and schema["$ref"][1:] in families:
            return {**schema, "$ref": f"{schema['$ref']}{ANY}"}
        if "oneOf" not in schema:
            return rewrite_children(schema, inline)
        listed = dict.fromkeys(member["$ref"][1:] for member in schema["oneOf"] if "$ref" in member)
        members = [member if _is_meant(member, listed) else inline(member) for member in schema["oneOf"]]
        parent = next((key for key in listed if key in families and families[key].is_whole(listed)), None)
        if parent and "discriminator" in schema:  # what no child is called is the parent here too
            told = {"defaultMapping": f"#{parent}", **schema["discriminator"]}
            return {**schema, "oneOf": members, "discriminator": told}
        return {**schema, "oneOf": members}

    def _is_meant(member: Json, listed: Collection[str]) -> bool:
        key = member.get("$ref", "#")[1:]
        return key in families and any(child in listed for child in families[key].children)

    new = rewrite(document, inline)
    unions = {name: union for key, family in families.items() for name, union in family.unions(schemas[key])}
    components = {**new["components"], "schemas": {**new["components"]["schemas"], **unions}}
    return _without_discriminators({**new, "components": components})


@dataclass(frozen=True, slots=True)
class _Family:
    """A parent, all that extend it, and the discriminators that tell them apart, the nearest first."""

    parent: str
    children: tuple[str, ...]
    discriminators: tuple[Json, ...]

    def is_whole(self, listed: Collection[str]) -> bool:
        """Whether components are the parent and children of it, and nothing else."""
        return len(listed) > 1 and self.parent in listed and {*listed} <= {self.parent, *self.children}

    def unions(self, parent: Json) -> Iterator[tuple[str, Json]]:
        """A union for each discriminator; what one can't tell, the next is asked."""
        first = f"{self.parent}{ANY}"
        keys = [first, *(derived(first, told["propertyName"]) for told in self.discriminators[1:])]
        said = {"description": parent["description"]} if "description" in parent else {}
        for key, default, told in zip(keys, [*keys[1:], self.parent], self.discriminators, strict=True):
            members = [{"$ref": f"#{child}", POINTER: self.parent} for child in (*self.children, self.parent)]
            yield (
                key,
                {
                    **said,
                    "oneOf": members,
                    "discriminator": {"defaultMapping": f"#{default}", **told},
                    POINTER: key,
                },
            )


def _families(schemas: Json, source: Source) -> dict[str, _Family]:
    """The family of every schema that has children and a discriminator, its own or an ancestor's."""
    children: dict[str, dict[str, None]] = {}
    named = {key: _named(schema, schemas, source) for key, schema in schemas.items() if "discriminator" in schema}
    for key, schema in schemas.items():
        for base in schema.get(EXTENDS, ()):
            children.setdefault(base, {})[key] = None
    found: dict[str, _Family] = {}
    for key, schema in schemas.items():
        if schema.get("type") != "object":
            continue
        members = dict.fromkeys([*children.get(key, ()), *named.get(key, {}).values()])
        members.pop(key, None)
        told = _discriminators(key, schemas, {*members, key}, named) if members else []
        if told:
            found[key] = _Family(key, tuple(members), tuple(told))
    return found


def _discriminators(key: str, schemas: Json, members: set[str], named: dict[str, dict[str, str]]) -> list[Json]:
    """The discriminators of a schema and its ancestors, one for each property, mapping to members of its family."""
    found: dict[str, Json] = {}
    for holder in (key, *schemas[key].get(EXTENDS, ())):
        parent = schemas.get(holder, {})
        if parent.get("type") != "object" or "discriminator" not in parent:
            continue
        mapping = {value: f"#{each}" for value, each in named[holder].items() if each in members}
        if holder == key:  # what it names and nobody has is for *discriminators* to report
            mapping = {**_mapping(parent), **mapping}
        stated: Json = {**parent["discriminator"], "mapping": {}}
        if holder != key:
            stated.pop("defaultMapping", None)
        told = found.setdefault(stated["propertyName"], stated)
        told["mapping"] = {**mapping, **told["mapping"]}
    return [told if told["mapping"] else {k: v for k, v in told.items() if k != "mapping"} for told in found.values()]


def _named(parent: Json, schemas: Json, source: Source) -> dict[str, str]:
    """The mapping of a parent's own discriminator, as far as it names schemas that are there."""
    found = {value: target(named, schemas, source) for value, named in _mapping(parent).items()}
    return {value: end_of(key, schemas) for value, key in found.items() if key is not None}


def _mapping(parent: Json) -> Json:
    mapping = parent.get("discriminator", {}).get("mapping")
    return mapping if is_object(mapping) else {}


def _without_discriminators(document: Json) -> Json:
    schemas = {
        key: {k: v for k, v in schema.items() if k != "discriminator"} if "oneOf" not in schema else schema
        for key, schema in document["components"]["schemas"].items()
    }
    return {**document, "components": {**document["components"], "schemas": schemas}}
