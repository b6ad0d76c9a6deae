"""The properties of two objects that are the same component."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from trueline.diff.changes import Changes, Spot
from trueline.diff.document_side import Side
from trueline.diff.lifecycle import compare_lifecycle
from trueline.diff.renames import renames
from trueline.diff.types import kind, shown
from trueline.diff.values import Values
from trueline.diff.written import Named, typed
from trueline.spec import extensions
from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import POINTER

#: Whether properties that are not described are sent, and are forbidden now.
_EXTRA = {
    (True, True): "request-additional-properties-forbidden",
    (True, False): "request-additional-properties-allowed",
    (False, True): "response-additional-properties-forbidden",
    (False, False): "response-additional-properties-allowed",
}
_ACCESS = ("readOnly", "writeOnly")
#: What Python calls an object of the old side and of the new one.
Both = tuple[Named, Named]


class Properties:
    """Compares the properties of objects, one way at a time."""

    def __init__(self, new: Side, values: Values, changes: Changes) -> None:
        self._new = new
        self._values = values
        self._changes = changes

    def compare(self, a: Json, b: Json, at: Spot, named: Both) -> None:
        """What is sent or comes back. ``named`` is what Python calls the object and its properties, then and now."""
        was, is_ = a["properties"], b["properties"]
        needed_a, needed_b = set(a.get("required", ())), set(b.get("required", ()))
        renamed = {
            name: other
            for name, other in renames(was, is_).items()
            if (name in needed_a) == (other in needed_b)
            and not any(self._is_flagged(name, b, flag) for flag in _ACCESS)  # it is still there, for the other way
        }
        for name, other in renamed.items():
            self._renamed(name, other, name in needed_a, (was[name], is_[other]), at, named)
        for name in was:
            if name in renamed:
                continue
            if name not in is_:
                self._removed(name, was[name], name in needed_a, b, at, named)
            elif was[name] != is_[name] or (name in needed_a) != (name in needed_b):
                here = _below(at, named[1], name, was[name], is_[name])
                if (name in needed_a) != (name in needed_b):
                    self._needed(name, is_[name], name in needed_b, at, here, named)
                self._values.compare(was[name], is_[name], here)
        for name in is_:
            if name not in was and name not in renamed.values():
                self._added(name, is_[name], name in needed_b, at, named)
        self._extra(a.get("additionalProperties", True), b.get("additionalProperties", True), at)

    def compare_shared(self, a: Json, b: Json, at: Spot, named: Named) -> None:
        """What properties say whichever way they go: texts, deprecation, who may see them."""
        for name, x in a["properties"].items():
            y = b["properties"].get(name, x)
            if x == y:
                continue
            here, called = _at(at, x, y), named.attribute(name)
            if any(x.get(key) != y.get(key) for key in ("title", "description")):
                self._changes.text("description-changed", here)
            if any(x.get(key) != y.get(key) for key in ("example", "examples")):
                self._changes.text("example-changed", here)
            if bool(x.get("deprecated")) != bool(y.get("deprecated")):
                rule = "property-deprecated" if y.get("deprecated") else "property-reactivated"
                self._changes.add(rule, here, name=called)
            compare_lifecycle(x, y, _below(at, named, name, x, y), self._changes)
            if _secret(x) != _secret(y):
                self._changes.add("sensitivity-changed", here, name=called, new="hidden" if _secret(y) else "shown")
            if any(x.get(key) is not y.get(key) for key in _ACCESS):
                self._changes.add("access-changed", here, name=called, old=_access(x), new=_access(y))

    def _removed(self, name: str, schema: Json, needed: bool, b: Json, at: Spot, named: Both) -> None:
        here = _at(at, schema, {})
        if at.subject == "request":
            read_only = self._is_flagged(name, b, "readOnly")
            rule = "request-property-became-read-only" if read_only else "request-property-removed"
        elif self._is_flagged(name, b, "writeOnly"):
            rule = "response-property-became-write-only"
        else:
            rule = "response-required-property-removed" if needed else "response-optional-property-removed"
        called = _called(name, named[0], named[1])
        before = named[0].use(name, at.subject)
        self._changes.add(
            rule, here, name=called, before=before if called != name else _remarked(before, name, named[0])
        )

    def _renamed(self, old: str, new: str, needed: bool, both: tuple[Json, Json], at: Spot, named: Both) -> None:
        here = _at(at, *both)
        if at.subject == "request":
            rule = "request-required-property-renamed" if needed else "request-optional-property-renamed"
        else:
            rule = "response-required-property-renamed" if needed else "response-optional-property-renamed"
        words = {"old": named[0].attribute(old), "new": named[1].attribute(new)}
        snippets = {"before": named[0].use(old, at.subject), "after": named[1].use(new, at.subject)}
        if words["old"] == words["new"]:
            words = {"old": old, "new": new}
            snippets = {"before": f"{snippets['before']}  # {old}", "after": f"{snippets['after']}  # {new}"}
        self._changes.add(rule, here, **words, **snippets)

    def _is_flagged(self, name: str, schema: Json, flag: str) -> bool:
        """Whether the variant of a component for the other direction still has a property, with this flag."""
        pointer = schema.get(POINTER)
        return any(other["properties"].get(name, {}).get(flag) is True for other in self._by_pointer.get(pointer, ()))

    @cached_property
    def _by_pointer(self) -> dict[Any, list[Json]]:
        groups: dict[Any, list[Json]] = {}
        for schema in self._new.canonical["components"]["schemas"].values():
            if kind(schema) == "model":
                groups.setdefault(schema.get(POINTER), []).append(schema)
        return groups

    def _needed(self, name: str, schema: Json, needed: bool, at: Spot, here: Spot, named: Both) -> None:
        if at.subject == "request":
            rule = "request-property-became-required" if needed else "request-property-became-optional"
            if needed and "default" in schema:
                rule = "request-property-with-default-became-required"
            snippets = {"before": named[0].without(), "after": named[1].use(name, at.subject)}
        else:
            rule = "response-property-became-required" if needed else "response-property-became-optional"
            type_ = shown(schema)
            snippets = {"before": typed(named[0].place(name), type_), "after": typed(here.code, f"{type_} | Unset")}
        at = Spot(at.group, at.place, here.old, here.new, at.subject, at.code, at.unused)
        self._changes.add(rule, at, name=named[1].attribute(name), **snippets)

    def _added(self, name: str, schema: Json, needed: bool, at: Spot, named: Both) -> None:
        here, called = _at(at, {}, schema), _called(name, named[1], named[0])
        if at.subject == "response":
            self._changes.add("response-property-added", here, name=called)
            return
        rule = "request-required-property-added" if needed else "request-optional-property-added"
        if needed and "default" in schema:
            rule = "request-required-property-with-default-added"
        snippets = {"before": named[0].without(), "after": named[1].use(name, at.subject)}
        self._changes.add(rule, here, name=called, **snippets)

    def _extra(self, a: Any, b: Any, at: Spot) -> None:
        """Properties that are not described."""
        if a == b:
            return
        if (a is False) != (b is False):
            self._changes.add(_EXTRA[at.subject == "request", b is False], at)
        old, new = (value if is_object(value) else dict[str, Any]() for value in (a, b))
        self._values.compare(old, new, at.below("[...]"))


def _below(at: Spot, named: Named, name: str, a: Json, b: Json) -> Spot:
    below = at.below(f".{named.attribute(name)}", a.get(POINTER, ""), b.get(POINTER, ""))
    return replace(below, code=named.place(name))


def _at(at: Spot, a: Json, b: Json) -> Spot:
    """The object as the place, and the pointers of the property."""
    return Spot(at.group, at.place, a.get(POINTER, at.old), b.get(POINTER, at.new), at.subject, at.code, at.unused)


def _called(name: str, own: Named, other: Named) -> str:
    """The property in a sentence: its name in Python; that on the wire where another property has that name too."""
    called = own.attribute(name)
    return name if any(called == each for wire, each in other.attributes.items() if wire != name) else called


def _remarked(code: str, name: str, named: Named) -> str:
    """Code whose names say nothing of what changed, with the name on the wire."""
    return code if named.attribute(name) == name else f"{code}  # {name}"


def _secret(schema: Json) -> bool:
    return bool(schema.get(extensions.SENSITIVE)) or schema.get("format") == "password"


def _access(schema: Json) -> str:
    words = {"readOnly": "read-only", "writeOnly": "write-only"}
    return next((word for key, word in words.items() if schema.get(key) is True), "for both ways")
