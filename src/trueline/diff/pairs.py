"""Which component of one document is which of the other: by name, or by where references to it were found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from trueline.codegen.typing_of import component
from trueline.diff.changes import Spot
from trueline.diff.document_side import Side
from trueline.diff.types import kind
from trueline.spec.document import Json
from trueline.spec.normalise.canonical import MERGED, POINTER

Relation = Literal["same", "variant", "other"]


class Pairs:
    """Components by class name on both sides, renames, and pairs that wait to be compared."""

    def __init__(self, old: Side, new: Side) -> None:
        self._sides = old, new
        self.old: Json = old.canonical["components"]["schemas"]
        self.new: Json = new.canonical["components"]["schemas"]
        #: The names of components that are on both sides and not the same.
        self.different = {name for name, schema in self.old.items() if name in self.new and schema != self.new[name]}
        #: New name by old name.
        self.renamed: dict[str, str] = {}
        self._back: dict[str, str] = {}
        self._waiting: list[tuple[str, str, Spot]] = []
        self._seen: set[tuple[str, str, str]] = set()

    def meet(self, a: str, b: str, at: Spot) -> Relation:
        """A value referred to ``a`` and refers to ``b`` now: what they are to each other.

        Two with one name are compared as components, elsewhere. Where a name vanished and another one is new, that is a
        rename, once for all places. Two that stand for one schema are its variants for requests and answers.
        """
        if a == b or self.renamed.get(a) == b:
            self._wait(a, b, at)
            return "same"
        if self.is_rename(a, b):
            self.renamed[a], self._back[b] = b, a
            self._wait(a, b, at)
            return "same"
        if self.are_variants(a, b):
            self._wait(a, b, at)
            return "variant"
        return "other"

    def are_variants(self, a: str, b: str) -> bool:
        """Whether both stand for one schema of the document: in one direction or in both, there alone or elsewhere."""
        return not places(self.old[a]).isdisjoint(places(self.new[b]))

    def is_rename(self, a: str, b: str) -> bool:
        """Whether ``b`` may be the new name of ``a``, which no other name has been found for."""
        if a in self.new or b in self.old or a in self.renamed or b in self._back:
            return False
        x, y = self.old[a], self.new[b]
        if kind(x) != kind(y):
            return False
        if kind(x) == "model":
            return _alike(list(x["properties"]), list(y["properties"]))
        return kind(x) != "enum" or _alike(list(map(str, x["enum"])), list(map(str, y["enum"])))

    def _wait(self, a: str, b: str, at: Spot) -> None:
        if a != b and (a, b, at.subject) not in self._seen:
            self._seen.add((a, b, at.subject))
            self._waiting.append((a, b, at))

    def waiting(self) -> Iterator[tuple[str, str, Spot]]:
        """Pairs of other names, each with the first place that led there; more may come while these are compared."""
        while self._waiting:
            yield self._waiting.pop()

    def attribute(self, union: Json, name: str, *, old: bool) -> str:
        """What Python calls a property that the members of a union share."""
        written = self._sides[0 if old else 1].written
        members = [component(member["$ref"]) for member in union["oneOf"] if "$ref" in member]
        return next((found[name] for found in map(written.attributes, members) if name in found), name)

    def identity(self, name: str, *, old: bool) -> str:
        """Equal for two components that are one schema: of one name, renamed, or its variants for both ways."""
        if not old:
            return str(self.new[name].get(POINTER, name))
        now = self.renamed.get(name, name)
        return str((self.new.get(now) or self.old[name]).get(POINTER, name))

    def is_plain(self, schema: Json) -> bool:
        """Whether a component is an alias that is written out where it is used."""
        return kind(schema) in {"string", "integer", "number", "boolean", "array", "map", "any", "const", "ref"}

    def plain(self, schema: Json, *, old: bool) -> Json:
        """A schema with references to plain aliases followed."""
        components = self.old if old else self.new
        seen: set[str] = set()
        while "$ref" in schema and (name := component(schema["$ref"])) not in seen:
            seen.add(name)
            if not self.is_plain(components[name]):
                break
            schema = components[name]
        return schema

    def target(self, schema: Json, *, old: bool) -> Json:
        """The component that a schema refers to; itself where it is not a reference."""
        schema = self.plain(schema, old=old)
        components = self.old if old else self.new
        target: Json = components[component(schema["$ref"])] if "$ref" in schema else schema
        return target


def places(schema: Json) -> frozenset[str]:
    """Where the document describes a schema: several places that say the same are one class."""
    return frozenset((schema.get(POINTER, ""), *schema.get(MERGED, ())))


def _alike(old: list[str], new: list[str]) -> bool:
    """Whether at least half of the names of the smaller one are in both; nothing at all is like nothing."""
    shared = len(set(old) & set(new))
    return 2 * shared >= min(len(old), len(new)) and (shared > 0 or not (old or new))
