"""Makes a union of canonical schemas: flat, no duplicates, ``null`` last, and no union at all where one will do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.schema.enums import merge_values
from trueline.spec.normalise.schema.keywords import NEVER, is_any, is_null, is_open_object, shape_key


def union(members: Iterable[Json], pointer: str, discriminator: Json | None = None) -> Json:
    """``{oneOf: members}`` in the canonical form. No members make ``{not: {}}``, one makes that member."""
    flat = list(_flatten(members))
    if len(flat) == 1 and "oneOf" not in flat[0]:
        return flat[0]
    if discriminator is None:
        discriminator = _shared_discriminator(flat)
    found = _without_subsets(_distinct(flat), pointer)
    nulls = [member for member in found if is_null(member)]
    anything = [member for member in found if is_any(member)]
    others = [member for member in found if not is_null(member) and not is_any(member)]
    if anything and not any(_names_something(member) for member in others):
        return {**anything[0], POINTER: pointer}
    return _union_of([*others, *anything[:1], *nulls], pointer, discriminator)


def _union_of(members: list[Json], pointer: str, discriminator: Json | None) -> Json:
    if not members:
        return {**NEVER, POINTER: pointer}
    if len(members) == 1:
        return members[0]
    made: Json = {"oneOf": members, POINTER: pointer}
    classes = any("$ref" in member or "properties" in member or "allOf" in member for member in members)
    return {**made, "discriminator": discriminator} if discriminator and classes else made


def _flatten(members: Iterable[Json]) -> Iterator[Json]:
    """Members with those of inner unions after each union; the union itself comes first, for its discriminator."""
    for member in members:
        yield member
        yield from member.get("oneOf", ())


def _shared_discriminator(flat: list[Json]) -> Json | None:
    found = [member["discriminator"] for member in flat if "oneOf" in member and "discriminator" in member]
    if not found or len({item["propertyName"] for item in found}) > 1:
        return None
    mappings = [item["mapping"] for item in found if is_object(item.get("mapping"))]
    merged: Json = {"propertyName": found[0]["propertyName"]}
    return {**merged, "mapping": {k: v for mapping in mappings for k, v in mapping.items()}} if mappings else merged


def _distinct(flat: list[Json]) -> list[Json]:
    """The members that are not unions, each kind once; of two equal ones the first, with what only the other says."""
    found: dict[Hashable, Json] = {}
    plain = [member for member in flat if "oneOf" not in member and "not" not in member]
    kinds = Counter(map(_kind, plain))
    for member in plain:
        kind = _kind(member)
        key: Hashable = kind if kinds[kind] == 1 else shape_key(member)
        if member.get("properties"):  # two classes with equal properties are still two
            key = (key, member[POINTER])
        found[key] = {**member, **found[key]} if key in found else member
    return list(found.values())


def _kind(schema: Json) -> tuple[str, str]:
    """Different for schemas that differ at first sight."""
    return (schema.get("$ref", ""), schema.get("type", ""))


def _without_subsets(members: list[Json], pointer: str) -> list[Json]:
    """An integer is a number; constants and inline enums of one type are one enum; "an object" twice is once."""
    if any(member.get("type") == "number" and "enum" not in member for member in members):
        members = [m for m in members if not (m.get("type") == "integer" and "enum" not in m)]
    plain = [member for member in members if is_open_object(member)]
    if len(plain) > 1:
        shared = set[str].intersection(*(set[str](member.get("required", ())) for member in plain))
        first = {**plain[0], "required": [name for name in plain[0].get("required", ()) if name in shared]}
        members = [
            first if member is plain[0] else member
            for member in members
            if member is plain[0] or not is_open_object(member)
        ]
    return merge_values(members, pointer)


def _names_something(schema: Json) -> bool:
    """Whether a class is reachable through the schema, so that giving it up would lose a name."""
    if "$ref" in schema or "enum" in schema or schema.get("properties") or "allOf" in schema:
        return True
    inner = [schema.get("items"), schema.get("additionalProperties"), *schema.get("oneOf", ())]
    inner += schema.get("patternProperties", {}).values()
    return any(is_object(sub) and _names_something(sub) for sub in inner)
