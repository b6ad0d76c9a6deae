"""What two canonical schemas have in common: the heart of *all_of*."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trueline.spec import extensions
from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import MERGED, POINTER
from trueline.spec.normalise.marks import PLACE, derived, real
from trueline.spec.normalise.schema.enums import NAMES, TEXTS, json_type
from trueline.spec.normalise.schema.keywords import NEVER, is_any, is_open_object, remarks, sealed, shape_key, value_key
from trueline.spec.normalise.schema.union import union

#: The most members that a union may grow to when unions are merged with unions.
MAX_MEMBERS = 256

#: What a component says about itself and not about those that are made from it.
OF_THE_COMPONENT = frozenset(
    {"title", "description", "examples", "discriminator", "externalDocs", "deprecated", "default"}
    | {extensions.TYPE_NAME, "x-fern-type-name"}
)


#: How deep and how long one merge may go on before it is taken for endless.
MAX_DEPTH = 40
MAX_STEPS = 20_000


class EndlessError(Exception):
    """A merge that leads back to itself, or to more than anyone would read."""


class Meet:
    """Merges schemas of one owner (the schema whose ``allOf`` it is). ``value`` gives what a reference stands for."""

    def __init__(self, owner: str, value: Callable[[str], Json], extends: Callable[[str, str], bool]) -> None:
        self.owner = owner
        self.value = value
        self.extends = extends
        self._steps = 0
        self._depth = 0

    def all(self, parts: list[Json]) -> Json | None:
        """The meet of all parts, or ``None`` when no value is allowed by all of them."""
        first = parts[0]
        found: Json | None = self.all(first["allOf"]) if "allOf" in first else first
        for part in parts[1:]:
            found = None if found is None else self.two(found, part)
        return found

    def two(self, one: Json, other: Json) -> Json | None:
        """The meet of two schemas. Raises :class:`EndlessError` for a union that is made from itself."""
        self._steps += 1
        if self._depth > MAX_DEPTH or self._steps > MAX_STEPS:
            raise EndlessError
        self._depth += 1
        found = self._two(one, other)
        self._depth -= 1
        return found

    def _two(self, one: Json, other: Json) -> Json | None:
        for schema, against in ((one, other), (other, one)):
            if is_any(schema):
                return against
            if "not" in schema:
                return None
            if "allOf" in schema:
                merged = self.all(schema["allOf"])
                return None if merged is None else self._ordered(merged, against, schema is one)
        refs = (one.get("$ref"), other.get("$ref"))
        if refs[0] and refs[1]:
            if refs[0] == refs[1] or self.extends(refs[0][1:], refs[1][1:]):
                return one
            if self.extends(refs[1][1:], refs[0][1:]):
                return other
        left, right = self._followed(one), self._followed(other)
        if "oneOf" in left:
            return self._distributed(one, left, other, swap=False)
        if "oneOf" in right:
            return self._distributed(other, right, one, swap=True)
        return self._plain(one, left, other, right)

    def _ordered(self, merged: Json, against: Json, first: bool) -> Json | None:
        return self.two(merged, against) if first else self.two(against, merged)

    def _followed(self, schema: Json) -> Json:
        while "$ref" in schema:
            value = self.value(schema["$ref"][1:])
            schema = value if "$ref" in value else {k: v for k, v in value.items() if k not in OF_THE_COMPONENT}
        if "allOf" in schema:
            merged = self.all(schema["allOf"])
            schema = self._followed(merged) if merged is not None else {"not": {}, POINTER: schema[POINTER]}
        return schema

    def _distributed(self, one: Json, choice: Json, other: Json, *, swap: bool) -> Json | None:
        followed = self._followed(other)
        if is_open_object(followed) and not followed.get("required") and self._all_objects(choice):
            return one
        members: list[Json] = []
        for member in choice["oneOf"]:
            met = self.two(other, member) if swap else self.two(member, other)
            if met is not None:
                members.append(self._named(met, member))
        if not members or len(members) > MAX_MEMBERS:
            return None
        return {**remarks(choice), **union(members, self.owner, choice.get("discriminator"))}

    def _all_objects(self, choice: Json) -> bool:
        followed = [self._followed(member) for member in choice["oneOf"]]
        return all(m.get("type") == "object" or ("oneOf" in m and self._all_objects(m)) for m in followed)

    def _named(self, met: Json, member: Json) -> Json:
        """A merged member remembers which one it was, for its name: its key is derived by that of the member."""
        if "$ref" in met or "oneOf" in met or not ("$ref" in member or "enum" in met or met.get("properties")):
            return met
        key = member["$ref"][1:] if "$ref" in member else member[POINTER]
        return {**met, POINTER: derived(self.owner, key)}

    def _plain(self, one: Json, left: Json, other: Json, right: Json) -> Json | None:
        if "not" in left or "not" in right:
            return None
        if is_any(left) or is_any(right):
            return other if is_any(left) else one
        if "const" in left or "const" in right:
            return _constants(left, right)
        kinds = {left["type"], right["type"]}
        if len(kinds) > 1 and kinds != {"integer", "number"}:
            return None
        if "object" in kinds:
            return self._objects(one, left, other, right)
        if "array" in kinds:
            items = self._property(left["items"], right["items"], "items")
            return None if items is None else {**left, **right, "items": items}
        if "enum" in left and "enum" in right:
            return _enums(left, right)
        narrow = left if "enum" in left or (left["type"] == "integer" and "enum" not in right) else right
        if "enum" in narrow:
            return one if narrow is left else other
        return {**left, **right, "type": narrow["type"]}

    def _objects(self, one: Json, left: Json, other: Json, right: Json) -> Json | None:
        for schema, alone, beside in ((one, right, left), (other, left, right)):
            if "$ref" in schema and _adds_nothing(alone, beside):
                return schema
        properties = dict(left.get("properties", {}))
        for name, theirs in right.get("properties", {}).items():
            met = self._property(properties[name], theirs, f"properties/{name}") if name in properties else theirs
            if met is None:
                return None
            properties[name] = met
        made = {**left, **right, "properties": properties}
        required = [*left.get("required", ()), *right.get("required", ())]
        if required:
            made["required"] = list(dict.fromkeys(required))
        patterns = self._patterns(left.get("patternProperties", {}), right.get("patternProperties", {}))
        if patterns:
            made["patternProperties"] = patterns
        extras = [side["additionalProperties"] for side in (left, right) if "additionalProperties" in side]
        return sealed({**made, "additionalProperties": self._extra(extras)}) if extras else made

    def _patterns(self, ours: Json, theirs: Json) -> Json:
        found = {**ours, **theirs}
        for pattern in ours.keys() & theirs.keys():
            met = self._property(ours[pattern], theirs[pattern], f"patternProperties/{pattern}")
            found[pattern] = met or {**NEVER, POINTER: theirs[pattern][POINTER]}
        return found

    def _extra(self, extras: list[Any]) -> Any:
        if any(extra is False or "not" in extra for extra in extras):
            return False
        if len(extras) == 1:
            return extras[0]
        met = self._property(extras[0], extras[1], "additionalProperties")
        return False if met is None else met

    def _property(self, ours: Json, theirs: Json, name: str) -> Json | None:
        """The meet of two descriptions of a property; where classes must be merged, later, under a name of its own."""
        merged = _merged(ours, theirs)
        if shape_key(ours) == shape_key(theirs):
            return {**ours, **theirs, **merged}
        if is_any(ours) or is_any(theirs):
            narrow = theirs if is_any(ours) else ours
            return {**narrow, **remarks(ours), **remarks(theirs), **merged, POINTER: theirs[POINTER]}
        if "const" in ours and "const" in theirs:
            return None
        beside = {**remarks(ours), **remarks(theirs), **merged}
        parts = [{k: v for k, v in side.items() if k not in beside} for side in (ours, theirs)]
        pointer = derived(self.owner, name)
        return {**beside, "allOf": parts, POINTER: pointer, PLACE: theirs[POINTER]}


def _merged(ours: Json, theirs: Json) -> Json:
    """Where else a property was described: its pointer names one place only."""
    if ours[POINTER] == theirs[POINTER]:
        return {}
    last, other = (real(str(side.get(PLACE, side[POINTER]))) for side in (theirs, ours))
    places = [other, *ours.get(MERGED, ()), *theirs.get(MERGED, ())]
    return {MERGED: [place for place in dict.fromkeys(places) if place != last]}


def _adds_nothing(schema: Json, to: Json) -> bool:
    """Whether an object says nothing that another does not say too."""
    properties = to.get("properties", {})
    same = all(
        name in properties and (is_any(sub) or shape_key(properties[name]) == shape_key(sub)) and not remarks(sub)
        for name, sub in schema.get("properties", {}).items()
    )
    extra = schema.get("additionalProperties")
    open_ = extra is None or extra == to.get("additionalProperties") or (is_object(extra) and is_any(extra))
    open_ = open_ and "patternProperties" not in schema
    return same and open_ and set(schema.get("required", ())) <= set(to.get("required", ()))


def _constants(left: Json, right: Json) -> Json | None:
    exact, other = (left, right) if "const" in left else (right, left)
    value = exact["const"]
    if "const" in other:
        return exact if value_key(value) == value_key(other["const"]) else None
    if "enum" in other:
        return exact if value in other["enum"] else None
    kind = json_type(value)
    return exact if kind == other["type"] or (kind == "integer" and other["type"] == "number") else None


def _enums(left: Json, right: Json) -> Json | None:
    values = [value for value in right["enum"] if value in left["enum"]]
    if len(values) < 2:
        return {"const": values[0], POINTER: right[POINTER]} if values else None
    names = {repr(value): name for side in (right, left) for value, name in zip(side["enum"], side[NAMES], strict=True)}
    made = {**right, "enum": values, NAMES: [names[repr(value)] for value in values]}
    return {**made, TEXTS: left[TEXTS]} if TEXTS in left and TEXTS not in made else made
