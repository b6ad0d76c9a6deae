"""Pass: every discriminator has a complete mapping: each member of its union has a value, each value a member.

A member's values are those that the mapping gives it; else the constants that its property may have; else its name.
"""

from __future__ import annotations

from collections import Counter

from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.mapping import end_of, target
from trueline.spec.normalise.helpers.source import Source
from trueline.spec.normalise.helpers.walk import rewrite, rewrite_children
from trueline.spec.normalise.marks import ANY, derived_by, is_derived, parts
from trueline.spec.normalise.report import Notes
from trueline.spec.normalise.schema.keywords import remarks
from trueline.spec.normalise.schema.union import union
from trueline.spec.pointer import parse


def run(document: Json, notes: Notes) -> Json:
    """The document with complete mappings, and a constant for each discriminator property that has one value."""
    return _Discriminators(document["components"]["schemas"], notes).run(document)


class _Discriminators:
    def __init__(self, schemas: Json, notes: Notes) -> None:
        self.schemas = schemas
        self.notes = notes
        self.source = Source(notes)
        self.constants: dict[tuple[str, str], Json] = {}

    def run(self, document: Json) -> Json:
        new = rewrite(document, self._schema)
        if not self.constants:
            return new
        schemas = dict(new["components"]["schemas"])
        for (key, name), constant in self.constants.items():
            properties = {**schemas[key]["properties"], name: {**schemas[key]["properties"][name], **constant}}
            properties[name].pop("$ref", None)
            schemas[key] = {**schemas[key], "properties": properties}
        return {**new, "components": {**new["components"], "schemas": schemas}}

    def _schema(self, schema: Json) -> Json:
        schema = rewrite_children(schema, self._schema)
        return self._union(schema) if "oneOf" in schema and "discriminator" in schema else schema

    def _union(self, schema: Json) -> Json:
        name = schema["discriminator"]["propertyName"]
        written = self._written(schema)
        made = union(self._members(schema), schema[POINTER])
        if "oneOf" not in made:
            return {**made, **remarks(schema), POINTER: schema[POINTER]}
        members: list[Json] = made["oneOf"]
        mapping = self._objects(self._stated(schema, members), members, schema[POINTER])
        default = self._default(schema)
        silent = {self._last(default)} if default and mapping else set[str]()
        told = {each for key in mapping.values() for each in self._within(key)}
        for key, values in self._unstated(name, members, told, set(mapping), silent, written).items():
            mapping |= dict.fromkeys(values, key)
        listed = {member["$ref"][1:] for member in members if "$ref" in member}
        told |= set(mapping.values()) | (self._within(default) if default else set())
        if not mapping or any(self._is_object(key) for key in listed - told):
            said = "a member that is written in place has no value that the discriminator could tell it by; shapes do"
            self.notes.repair(schema[POINTER], said)
            return {key: value for key, value in schema.items() if key != "discriminator"}
        self._join(mapping, members, listed, schema[POINTER])
        for key in dict.fromkeys(mapping.values()):
            self._constant(key, name)
        followed = {value: f"#{self._followed(key, name, schema[POINTER])}" for value, key in mapping.items()}
        new: Json = {"propertyName": name, "mapping": followed}
        if default and self._within(default) <= {*listed, *mapping.values()}:
            new["defaultMapping"] = f"#{default}"
        return {**schema, "oneOf": members, "discriminator": new}

    def _join(self, mapping: dict[str, str], members: list[Json], listed: set[str], pointer: str) -> None:
        """What a mapping names becomes a member; of a union, what it may be."""
        for key in dict.fromkeys(mapping.values()):
            missing = set[str]() if key in listed else self._within(key) - listed
            if missing:
                self.notes.repair(pointer, f"the mapping names {_label(key)}, which is not a member; taken as one")
            place = sum("$ref" in member for member in members)
            members[place:place] = [{"$ref": f"#{each}", POINTER: pointer} for each in sorted(missing)]
            listed |= missing

    def _followed(self, key: str, name: str, owner: str) -> str:
        """A member, or the union of its family, where that has a discriminator that says more than this one."""
        family = f"{key}{ANY}"
        told = self.schemas.get(family, {}).get("discriminator")
        return key if told is None or told["propertyName"] == name or owner.startswith(family) else family

    def _within(self, key: str) -> set[str]:
        """The members of a component that is a union, else the component itself."""
        members = self._members({"oneOf": [{"$ref": f"#{key}", POINTER: key}]})
        return {member["$ref"][1:] for member in members if "$ref" in member}

    def _last(self, key: str) -> str:
        """What is left when nothing tells a member: the end of a chain of defaults."""
        for _ in range(len(self.schemas)):
            further = self.schemas.get(key, {}).get("discriminator", {}).get("defaultMapping")
            found = target(further, self.schemas, self.source)
            if found is None:
                break
            key = found
        return key

    def _default(self, schema: Json) -> str | None:
        """OpenAPI 3.2: the member of objects whose property says nothing, or something unknown."""
        stated = schema["discriminator"].get("defaultMapping")
        if stated is None:
            return None
        key = target(stated, self.schemas, self.source)
        if key is None:
            self.notes.repair(schema[POINTER], f"defaultMapping names {stated!r}, which is not there; left out")
        return key and end_of(key, self.schemas)

    def _written(self, schema: Json) -> dict[str, list[str]]:
        """By member: the components that the union names it by, which are others where those only refer to it."""
        found: dict[str, list[str]] = {}
        for member in schema["oneOf"]:
            if "$ref" in member and "oneOf" not in self.schemas.get(key := member["$ref"][1:], {}):
                found.setdefault(end_of(key, self.schemas), []).append(key)
        return found

    def _members(self, schema: Json) -> list[Json]:
        """The members, with those of a component that is itself a union in its place."""
        found: dict[str, Json] = {}
        pending = list(reversed(schema["oneOf"]))
        opened: set[str] = set()
        while pending:
            member = pending.pop()
            key = member["$ref"][1:] if "$ref" in member else None
            value: Json = self.schemas.get(key, {}) if key else {}
            if key and key not in opened and ("oneOf" in value or "$ref" in value):
                opened.add(key)
                pending += (
                    reversed(value["oneOf"])
                    if "oneOf" in value
                    else [{"$ref": value["$ref"], POINTER: member[POINTER]}]
                )
            elif key not in opened:
                found.setdefault(key or f"{len(found)}", member)
        return list(found.values())

    def _stated(self, schema: Json, members: list[Json]) -> dict[str, str]:
        mapping = schema["discriminator"].get("mapping")
        stands_for = {derived_by(key): key for key in (m.get("$ref", "#")[1:] for m in members) if is_derived(key)}
        found: dict[str, str] = {}
        for value, named in mapping.items() if is_object(mapping) else ():
            key = target(named, self.schemas, self.source)
            if key is None:
                self.notes.repair(
                    schema[POINTER], f"the mapping of {value!r} names {named!r}, which is not there; left out"
                )
            else:
                key = end_of(key, self.schemas)
                found[str(value)] = stands_for.get(key, key)
        return found

    def _objects(self, mapping: dict[str, str], members: list[Json], pointer: str) -> dict[str, str]:
        """The mapping without what is not a member and has no objects: only objects have the property that tells."""
        listed = {member["$ref"][1:] for member in members if "$ref" in member}
        found: dict[str, str] = {}
        for value, key in mapping.items():
            if key in listed or any(each in listed or self._is_object(each) for each in self._within(key)):
                found[value] = key
            else:
                self.notes.repair(
                    pointer, f"the mapping of {value!r} names {_label(key)}, which is not an object; left out"
                )
        return found

    def _unstated(
        self,
        name: str,
        members: list[Json],
        mapped: set[str],
        taken: set[str],
        silent: set[str],
        written: dict[str, list[str]],
    ) -> dict[str, list[str]]:
        """The values of members that no mapping gives one; those of ``silent`` ones only where they say them."""
        keys = [member["$ref"][1:] for member in members if "$ref" in member and self._is_object(member["$ref"][1:])]
        values = {key: [v for v in self._values(key, name) if v not in taken] for key in keys if key not in mapped}
        count = Counter(value for found in values.values() for value in found)
        chosen: dict[str, list[str]] = {}
        for key, found in values.items():
            implied = [] if key in silent else [value for each in written.get(key, [key]) for value in _implied(each)]
            own = found if found and all(count[value] == 1 for value in found) else implied
            chosen[key] = [value for value in own if value not in taken]
            taken |= set(chosen[key])
        return chosen

    def _is_object(self, key: str) -> bool:
        return bool(self.schemas[end_of(key, self.schemas)].get("type") == "object")

    def _values(self, key: str, name: str) -> list[str]:
        found = self.schemas.get(key, {}).get("properties", {}).get(name, {})
        if "$ref" in found:
            found = self.schemas.get(found["$ref"][1:], {})
        values = [found["const"]] if "const" in found else found.get("enum", [])
        return [value if isinstance(value, str) else str(value).lower() for value in values]

    def _constant(self, key: str, name: str) -> None:
        """A member's property with one value is that value: making the member need not ask for it."""
        found = self.schemas.get(key, {}).get("properties", {}).get(name, {})
        enum: Json = self.schemas.get(found["$ref"][1:], {}) if "$ref" in found else {}
        if len(enum.get("enum", ())) == 1 and found["$ref"].count("/") > 3:
            self.constants[key, name] = {"const": enum["enum"][0]}


def _implied(key: str) -> list[str]:
    """OpenAPI 3.1, 4.8.25: the name of a component is its value; a schema that is written in place has none."""
    own = parts(key)[1]
    return [_label(key)] if own.startswith("/components/schemas/") and own.count("/") == 3 else []


def _label(key: str) -> str:
    """The name of a component in the document: the last token of the pointer that it goes back to."""
    owner, what = parts(key)
    return parse(what if what.startswith("/") else owner or what)[-1]
