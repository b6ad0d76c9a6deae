"""Components: the classes of the SDK. A change of one is told of once, however many operations use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from trueline.diff.changes import Changes, Spot
from trueline.diff.constraints import compare_constraints
from trueline.diff.document_side import Side
from trueline.diff.groups import Groups
from trueline.diff.pairs import Pairs
from trueline.diff.properties import Properties
from trueline.diff.reach import directions
from trueline.diff.rules.model import Ways
from trueline.diff.types import kind
from trueline.diff.values import Values
from trueline.diff.written import Named
from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER

_TYPE_CHANGED = Ways("parameter-type-changed", "request-type-changed", "response-type-changed")
_ENUM_VALUE_ADDED = Ways("parameter-enum-value-added", "request-enum-value-added", "response-enum-value-added")
_ENUM_VALUE_REMOVED = Ways("parameter-enum-value-removed", "request-enum-value-removed", "response-enum-value-removed")
_TEXTS = (("description-changed", ("title", "description")), ("example-changed", ("example", "examples")))


class Components:
    """Compares components of the two sides with each other."""

    def __init__(self, old: Side, new: Side, pairs: Pairs, changes: Changes) -> None:
        self._old, self._new = old, new
        self._pairs = pairs
        self._changes = changes
        self._values = Values(pairs, changes)
        self._properties = Properties(new, self._values, changes)
        self._groups = Groups(old), Groups(new)

    def compare_same_names(self) -> None:
        """Every component that has the same name on both sides and is not the same."""
        for name in self._pairs.old:
            if name in self._pairs.different:
                self._compare(name, name, self._ways(name, name))

    def compare_waiting(self) -> None:
        """Every pair of components of other names that comparing has led to, in the direction that led there."""
        for a, b, at in self._pairs.waiting():
            self._compare(a, b, ["response" if at.subject == "response" else "request"], at.unused)

    def compare_presence(self) -> None:
        """Classes that are new, gone, or called otherwise. Comes last, when all renames are known."""
        for name in self._pairs.old:
            renamed = self._pairs.renamed.get(name)
            if renamed:
                at = self._spot(name, renamed, "", unused=False)
                self._changes.add(
                    "schema-renamed",
                    at,
                    old=name,
                    new=renamed,
                    before=self._old.of_class(name),
                    after=self._new.of_class(renamed),
                )
            elif name not in self._pairs.new:
                at = Spot(self._groups[0].of(name), f"`{name}`", old=self._pairs.old[name].get(POINTER, ""))
                self._changes.add("schema-removed", at, name=name, before=self._old.of_class(name))
        taken = set(self._pairs.renamed.values())
        for name, schema in self._pairs.new.items():
            if name not in self._pairs.old and name not in taken:
                at = Spot(self._groups[1].of(name), f"`{name}`", new=schema.get(POINTER, ""))
                self._changes.add("schema-added", at, name=name)

    @cached_property
    def _reached(self) -> tuple[tuple[frozenset[str], frozenset[str]], tuple[frozenset[str], frozenset[str]]]:
        return directions(self._old.gathered), directions(self._new.gathered)

    def _ways(self, a: str, b: str) -> list[str]:
        """The ways that a component goes on both sides, else on one of them; none where nothing reaches it."""
        (sent_a, received_a), (sent_b, received_b) = self._reached
        was = {way for way, names in (("request", sent_a), ("response", received_a)) if a in names}
        is_ = {way for way, names in (("request", sent_b), ("response", received_b)) if b in names}
        return sorted(was & is_ or was | is_)

    def _spot(self, a: str, b: str, subject: str, *, unused: bool) -> Spot:
        old, new = self._pairs.old[a].get(POINTER, ""), self._pairs.new[b].get(POINTER, "")
        return Spot(self._groups[1].of(b), f"`{b}`", old, new, subject, b, unused)

    def matched(self) -> Iterator[tuple[str, str, Spot]]:
        """The components of both sides that are the same one and differ, each with its place."""
        for a, schema in self._pairs.old.items():
            b = self._pairs.renamed.get(a, a)
            if b in self._pairs.new and schema != self._pairs.new[b]:
                yield a, b, self._spot(a, b, "", unused=not self._ways(a, b))

    def spots(self, a: str, b: str) -> list[Spot]:
        """The places of a component that both sides have, one for each way that it goes."""
        ways = self._ways(a, b)
        return list(self._directed(a, b, ways, not ways))

    def _directed(self, a: str, b: str, ways: list[str], unused: bool) -> Iterator[Spot]:
        """A place for each way; what stands in a parameter and is not an object is a parameter's value."""
        for way in ways or ["response"]:
            at = self._spot(a, b, way, unused=unused)
            in_parameter = way == "request" and "/parameters/" in at.new and kind(self._pairs.new[b]) != "model"
            yield replace(at, subject="parameter") if in_parameter else at

    def _compare(self, a: str, b: str, ways: list[str], unused: bool = False) -> None:
        x, y = self._pairs.old[a], self._pairs.new[b]
        at = self._spot(a, b, ways[0] if ways else "response", unused=unused or not ways)
        self._shared(a, b, x, y, at)
        for here in self._directed(a, b, ways, at.unused):
            if kind(x) == kind(y) == "model":
                self._properties.compare(x, y, here, self._named(a, b, sent=here.subject == "request"))
                compare_constraints(x, y, here, self._changes)
            elif kind(x) == kind(y) == "enum":
                self._enum(x, y, here)
            else:
                self._values.compare(x, y, here)

    def _shared(self, a: str, b: str, x: Json, y: Json, at: Spot) -> None:
        """What does not depend on the way that a component goes."""
        for rule, keys in _TEXTS:
            if any(x.get(key) != y.get(key) for key in keys):
                self._changes.text(rule, at)
        if bool(x.get("deprecated")) != bool(y.get("deprecated")):
            self._changes.add("schema-deprecated" if y.get("deprecated") else "schema-reactivated", at)
        if kind(x) == kind(y) == "model":
            self._properties.compare_shared(x, y, at, self.named(b))
            self._attributes(a, b, at)
        if kind(x) == kind(y) == "enum":
            self._members(x, y, at)

    def named(self, name: str) -> Named:
        """What Python calls a component of the new side."""
        return Named(name, self._new.written.attributes(name))

    def _named(self, a: str, b: str, *, sent: bool) -> tuple[Named, Named]:
        """What Python calls two components. What is sent is keywords, where a method takes it so on both sides."""
        callers = [groups.callers.get(name) for groups, name in zip(self._groups, (a, b), strict=True)]
        old, new = (
            Named(
                name, side.written.attributes(name), side.call(caller[0]), side.written.arguments(caller[1]).keywords()
            )
            if sent and caller and all(callers)
            else Named(name, side.written.attributes(name))
            for side, name, caller in zip((self._old, self._new), (a, b), callers, strict=True)
        )
        return old, new

    def _attributes(self, a: str, b: str, at: Spot) -> None:
        was, is_ = self._old.written.attributes(a), self._new.written.attributes(b)
        for name, old in was.items():
            new = is_.get(name, old)
            if old != new:
                self._changes.add("attribute-renamed", at, old=old, new=new, before=f"{a}.{old}", after=f"{b}.{new}")

    def _members(self, x: Json, y: Json, at: Spot) -> None:
        """The Python names of an enum's values, and their texts."""
        was, is_ = _named(x), _named(y)
        for value, old in was.items():
            new = is_.get(value, old)
            if old != new:
                self._changes.add(
                    "enum-member-renamed", at, old=old, new=new, before=f"{at.code}.{old}", after=f"{at.code}.{new}"
                )
        if x.get("x-enum-descriptions") != y.get("x-enum-descriptions") and list(was) == list(is_):
            self._changes.text("description-changed", at)

    def _enum(self, x: Json, y: Json, at: Spot) -> None:
        if x["type"] != y["type"]:
            self._changes.value(_TYPE_CHANGED, at, old=x["type"], new=y["type"])
            return
        was, is_ = _named(x), _named(y)
        for value, name in was.items():
            if value not in is_:
                self._changes.value(_ENUM_VALUE_REMOVED, at, name=value, before=f"{at.code}.{name}")
        for value in is_:
            if value not in was:
                self._changes.value(_ENUM_VALUE_ADDED, at, name=value)


def _named(enum: Json) -> dict[Any, str]:
    return dict(zip(enum["enum"], enum["x-enum-varnames"], strict=True))
