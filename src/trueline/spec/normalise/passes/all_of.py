"""Pass: every ``allOf`` is merged into the one schema that it means.

Objects unite their properties; a property described twice is what both descriptions have in common. A union among the
members is distributed: each of its members is merged with the rest. Components are merged first, each after those it is
made from, and then whatever stands inside them. A schema that is made from itself is refused.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import NoReturn

from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.components import to_component
from trueline.spec.normalise.helpers.source import Source
from trueline.spec.normalise.helpers.walk import rewrite, rewrite_children
from trueline.spec.normalise.marks import EXTENDS, PLACE
from trueline.spec.normalise.report import Notes
from trueline.spec.normalise.schema.keywords import NEVER, enum_labels, is_hoistable, remarks, sealed, shape_key
from trueline.spec.normalise.schema.meet import OF_THE_COMPONENT, EndlessError, Meet
from trueline.spec.normalise.schema.union import union

MAX_CHAIN = 60
MAX_NESTED = 30


def run(document: Json, notes: Notes) -> Json:
    """The document without ``allOf``."""
    return _Merger(document["components"]["schemas"], notes).run(document)


class _Merger:
    def __init__(self, schemas: Json, notes: Notes) -> None:
        self.schemas = schemas
        self.notes = notes
        self.source = Source(notes)
        self.merged: Json = {}
        self.hoisted: Json = {}
        self.bases: dict[str, dict[str, None]] = {}
        self._open: dict[str, None] = {}
        self._nested = 0
        self._same: dict[Hashable, Json] = {}

    def run(self, document: Json) -> Json:
        for key in self.schemas:
            self.value(key)
        document = rewrite(document, self._member, lambda key, _: self._inside(self.merged[key]))
        schemas = document["components"]["schemas"]
        pending = list(self.hoisted)
        rounds = 0
        while pending:
            rounds += 1
            if rounds > MAX_NESTED:
                self._refuse_endless(pending[0])
            for key in pending:
                schemas[key] = self._inside(self.hoisted[key])
            pending = [key for key in self.hoisted if key not in schemas]
        for key, bases in self.bases.items():
            if bases:
                schemas[key] = {**schemas[key], EXTENDS: list(bases)}
        return document

    def value(self, key: str) -> Json:
        """A component with its own ``allOf`` merged; those of its properties wait."""
        known: Json | None = self.merged.get(key) or self.hoisted.get(key)
        if known is not None:
            return known
        if key in self._open:
            chain = " → ".join([*list(self._open)[list(self._open).index(key) :], key])
            self.notes.refuse(key, f"the schema is made from itself by allOf: {chain}", "Take one allOf out.")
        if len(self._open) > MAX_CHAIN:
            self.notes.refuse(key, f"a chain of allOf is longer than {MAX_CHAIN}", "Merge some of its schemas by hand.")
        self._open[key] = None
        schema = self.schemas[key]
        merged: Json = self._merge(schema, key) if "allOf" in schema else schema
        merged = self._as_child(merged, key) if "$ref" in merged else merged
        del self._open[key]
        self.merged[key] = merged
        return merged

    def _as_child(self, schema: Json, key: str) -> Json:
        """``allOf: [a schema of a family]`` is another child of that family, even if it adds nothing; not an alias.

        A family is what shares a parent with a discriminator.
        """
        line = dict.fromkeys(self._line(schema["$ref"][1:]))
        value = next((found for found in map(self.value, line) if "$ref" not in found), schema)
        is_family = any("discriminator" in self.value(ancestor) for ancestor in line)
        if not is_family or value.get("type") != "object" or "allOf" not in self.source.at(key):
            return schema
        self.bases[key] = line
        inherited = {name: part for name, part in value.items() if name not in OF_THE_COMPONENT}
        return {**inherited, **remarks(schema), POINTER: key}

    def extends(self, key: str, base: str) -> bool:
        """Whether a component is made from another by ``allOf``, directly or not."""
        return base in self.bases.get(key, ())

    def _merge(self, schema: Json, owner: str) -> Json:
        parts = self._without_own_choice(schema["allOf"], owner)
        found = self._met(parts, owner)
        if found is None:
            self.notes.repair(owner, "no value is allowed by all members of the allOf; the last one counts")
            rest = (self._met([part], owner) for part in reversed(parts))
            found = next((part for part in rest if part is not None), {**NEVER, POINTER: owner})
        if owner in self.schemas:
            self.bases[owner] = dict.fromkeys(self._extended(parts))
        beside = remarks(schema) | ({"discriminator": schema["discriminator"]} if "discriminator" in schema else {})
        return {**found, **beside, **enum_labels(found), POINTER: owner}

    def _met(self, parts: list[Json], owner: str) -> Json | None:
        try:
            return Meet(owner, self.value, self.extends).all(parts)
        except EndlessError:
            self.notes.refuse(owner, "the allOf is made from a union that it is part of", "Take one of them out.")

    def _extended(self, parts: list[Json]) -> Iterator[str]:
        """The components that the parts of an ``allOf`` are, and what these are made from; the last part first."""
        for part in reversed(parts):
            if "$ref" in part:
                yield from self._line(part["$ref"][1:])
            else:
                yield from self._extended(part.get("allOf", []))

    def _line(self, key: str) -> Iterator[str]:
        yield key
        yield from self.bases.get(key, ())
        if "$ref" in self.value(key):  # another name of a component
            yield from self._line(self.value(key)["$ref"][1:])

    def _without_own_choice(self, parts: list[Json], owner: str) -> list[Json]:
        """A parent often says ``oneOf`` its children, and each of them ``allOf`` the parent: no news for the child."""
        found: list[Json] = []
        for part in parts:
            base = self.schemas.get(part["$ref"][1:]) if "$ref" in part else None
            if base and "allOf" in base and any(_offers(member, owner) for member in base["allOf"]):
                found += [member for member in base["allOf"] if not _offers(member, owner)]
            else:
                found.append(part)
        return found or parts

    def _inline(self, schema: Json) -> Json:
        """A schema that stands inside another, or in an operation."""
        if "allOf" not in schema:
            return self._inside(schema)
        key: Hashable = tuple(map(shape_key, schema["allOf"]))
        if any("$ref" not in part for part in schema["allOf"]):  # parts that stand here belong to this place alone
            key = (key, schema[POINTER])
        if key not in self._same:
            merged = self._merge(schema, schema[POINTER])
            self._nested += 1
            if self._nested > MAX_NESTED:
                self._refuse_endless(schema[POINTER])
            place = schema.get(PLACE)
            merged = {**merged, PLACE: place} if place else merged
            if is_hoistable(merged):
                self._same[key] = to_component(merged, self.hoisted, self.schemas)
            else:
                self._same[key] = self._inside(merged)
            self._nested -= 1
        bare = {k: v for k, v in self._same[key].items() if k not in remarks(self._same[key])}
        found = bare if "$ref" in bare else self._same[key]
        return {
            **found,
            **{k: v for k, v in remarks(schema).items() if k != PLACE},
            POINTER: schema.get(PLACE, schema[POINTER]),
        }

    def _refuse_endless(self, pointer: str) -> NoReturn:
        cure = "Give the schema inside a name in components.schemas, or take one allOf out."
        self.notes.refuse(pointer, "merging the allOf leads to another one inside it, without end", cure)

    def _inside(self, schema: Json) -> Json:
        new = rewrite_children(schema, self._member)
        new = sealed(new) if new is not schema else new  # other properties may have been merged to nothing
        if "oneOf" not in new or new is schema:
            return new
        made = union(new["oneOf"], new[POINTER], new.get("discriminator"))
        return {**made, **remarks(new), POINTER: new[POINTER]}

    def _member(self, schema: Json) -> Json:
        found = self._inline(schema)
        return to_component(found, self.hoisted, self.schemas) if is_hoistable(found) else found


def _offers(schema: Json, child: str) -> bool:
    return any(member.get("$ref") == f"#{child}" for member in schema.get("oneOf", ()))
