"""Two canonical schemas that describe the same value: what its type, its limits and its default were and are."""

from __future__ import annotations

import json
from typing import Any

from trueline.codegen.typing_of import component
from trueline.diff.changes import Changes, Spot
from trueline.diff.constraints import compare_constraints
from trueline.diff.pairs import Pairs
from trueline.diff.rules.model import Ways
from trueline.diff.types import identity, kind, members, nullable, scalar, shown
from trueline.diff.unions import compare_discriminators, match
from trueline.diff.written import typed
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.openapi import SCHEMAS

#: A sentence has room for so many.
_MOST_VALUES = 6
_BASES = {"string", "integer", "number"}

_CLASS_CHANGED = Ways("parameter-class-changed", "request-class-changed", "response-class-changed")
_DEFAULT_CHANGED = Ways("parameter-default-changed", "request-default-changed", "response-default-changed")
_BECAME_NULLABLE = Ways("parameter-became-nullable", "request-became-nullable", "response-became-nullable")
_BECAME_NOT_NULLABLE = Ways(
    "parameter-became-not-nullable", "request-became-not-nullable", "response-became-not-nullable"
)
_BECAME_UNION = Ways("parameter-became-union", "request-became-union", "response-became-union")
_BECAME_SINGLE = Ways("parameter-became-single", "request-became-single", "response-became-single")
_UNION_MEMBER_REMOVED = Ways(
    "parameter-union-member-removed", "request-union-member-removed", "response-union-member-removed"
)
_UNION_MEMBER_ADDED = Ways("parameter-union-member-added", "request-union-member-added", "response-union-member-added")
_TYPE_CHANGED = Ways("parameter-type-changed", "request-type-changed", "response-type-changed")
_TYPE_WIDENED = Ways("parameter-type-widened", "request-type-widened", "response-type-widened")
_TYPE_NARROWED = Ways("parameter-type-narrowed", "request-type-narrowed", "response-type-narrowed")
_FORMAT_CHANGED = Ways("parameter-format-changed", "request-format-changed", "response-format-changed")
_BECAME_ENUM = Ways("parameter-became-enum", "request-became-enum", "response-became-enum")
_ENUM_DROPPED = Ways("parameter-enum-dropped", "request-enum-dropped", "response-enum-dropped")
_BECAME_CONST = Ways("parameter-became-const", "request-became-const", "response-became-const")
_CONST_CHANGED = Ways("parameter-const-changed", "request-const-changed", "response-const-changed")
_CONST_DROPPED = Ways("parameter-const-dropped", "request-const-dropped", "response-const-dropped")
_EXTENSIBLE_ENUM_VALUE_ADDED = Ways(
    "parameter-extensible-enum-value-added",
    "request-extensible-enum-value-added",
    "response-extensible-enum-value-added",
)
_EXTENSIBLE_ENUM_VALUE_REMOVED = Ways(
    "parameter-extensible-enum-value-removed",
    "request-extensible-enum-value-removed",
    "response-extensible-enum-value-removed",
)


class Values:
    """Compares values; components that it comes across under other names are noted in ``pairs``."""

    def __init__(self, pairs: Pairs, changes: Changes) -> None:
        self._pairs = pairs
        self._changes = changes

    def compare(self, a: Json, b: Json, at: Spot) -> None:
        """Everything about a value but the texts beside it."""
        if a == b:
            return
        self._default(a, b, at)
        self._types(a, b, at)

    def _default(self, a: Json, b: Json, at: Spot) -> None:
        old, new = (json.dumps(s["default"]) if "default" in s else "none" for s in (a, b))
        if old != new:
            self._changes.value(_DEFAULT_CHANGED, at, old=old, new=new)

    def _types(self, a: Json, b: Json, at: Spot) -> None:
        if nullable(a) != nullable(b) and members(a) and members(b) and "any" not in (kind(a), kind(b)):
            rule = _BECAME_NULLABLE if nullable(b) else _BECAME_NOT_NULLABLE
            self._changes.value(rule, at, before=_code(at, a), after=_code(at, b))
        old, new = members(a), members(b)
        if len(old) == len(new) == 1:
            self._single(old[0], new[0], at)
        elif old != new:
            self._union(old, new, at)
        if "oneOf" in a and "oneOf" in b:
            compare_discriminators(a, b, at, self._pairs, self._changes)

    def _union(self, old: list[Json], new: list[Json], at: Spot) -> None:
        matched, gone, added = match(old, new, self._pairs, at)
        for x, y in matched:
            self._single(x, y, at)
        words = {"old": _listed(old), "new": _listed(new)}
        snippets = {"before": _listed_code(at, old), "after": _listed_code(at, new)}
        if not matched:
            self._changed(old, new, at, words, snippets)
        elif len(old) == 1:
            self._changes.value(_BECAME_UNION, at, **words, **snippets)
        elif len(new) == 1:
            self._changes.value(_BECAME_SINGLE, at, **words, **snippets)
        else:
            for x in gone:
                self._changes.value(_UNION_MEMBER_REMOVED, at, name=shown(x), **snippets)
            for y in added:
                self._changes.value(_UNION_MEMBER_ADDED, at, name=shown(y))

    def _changed(
        self, old: list[Json], new: list[Json], at: Spot, words: dict[str, str], snippets: dict[str, str]
    ) -> None:
        """Nothing of what it was is left, as far as the types tell."""
        if [kind(each) for each in old] == ["any"]:
            rule = _TYPE_NARROWED
        elif [kind(each) for each in new] == ["any"]:
            rule = _TYPE_WIDENED
        else:
            rule = _TYPE_CHANGED
        self._changes.value(rule, at, before=snippets["before"], after=snippets["after"], **words)

    def _single(self, a: Json, b: Json, at: Spot) -> None:
        if kind(a) == kind(b) == "ref":
            self._refs(component(a["$ref"]), component(b["$ref"]), at)
            return
        x, y = self._pairs.plain(a, old=True), self._pairs.plain(b, old=False)
        if kind(x) == kind(y) and kind(x) != "ref":
            self._same_kind(x, y, at)
        else:
            self._other_kind(x, y, at)

    def _refs(self, a: str, b: str, at: Spot) -> None:
        relation = self._pairs.meet(a, b, at)
        if relation == "same":
            return
        x, y = self._pairs.old[a], self._pairs.new[b]
        if self._pairs.is_plain(x) or self._pairs.is_plain(y):
            self._single(x, y, at)
        elif relation == "variant":
            if not at.by_keywords:
                snippets = {"before": typed(at.code, a), "after": typed(at.code, b)}
                self._changes.value(_CLASS_CHANGED, at, old=a, new=b, **snippets)
        else:
            self._other_kind({"$ref": SCHEMAS + a}, {"$ref": SCHEMAS + b}, at)

    def _same_kind(self, a: Json, b: Json, at: Spot) -> None:
        match kind(a):
            case "const":
                if json.dumps(a["const"]) != json.dumps(b["const"]):
                    self._say(_CONST_CHANGED, a, b, at, json.dumps(a["const"]), json.dumps(b["const"]))
            case "array":
                self.compare(a["items"], b["items"], at.below("[]"))
            case "map":
                self.compare(_extra(a), _extra(b), at.below("[...]"))
            case "string" | "integer" | "number" | "boolean":
                if scalar(a) != scalar(b):
                    self._say(_TYPE_CHANGED, a, b, at)
                elif a.get("format") != b.get("format"):
                    words = {"old": a.get("format", "none"), "new": b.get("format", "none")}
                    self._changes.value(_FORMAT_CHANGED, at, **words)
            case _:
                pass  # models and enums are components, which are compared as such
        compare_constraints(a, b, at, self._changes)
        if a.get("contentSchema") != b.get("contentSchema"):
            self.compare(a.get("contentSchema", {}), b.get("contentSchema", {}), at.below("(content)"))
        self._extensible(a.get("x-extensible-enum"), b.get("x-extensible-enum"), at)

    def _other_kind(self, a: Json, b: Json, at: Spot) -> None:
        x, y = kind(a), kind(b)
        target_a, target_b = self._pairs.target(a, old=True), self._pairs.target(b, old=False)
        if kind(target_a) == "union" or kind(target_b) == "union":  # at least one has a name, the other may be a member
            old = members(target_a) if kind(target_a) == "union" else [a]
            self._union(old, members(target_b) if kind(target_b) == "union" else [b], at)
            return
        if kind(target_b) == "enum" and x == target_b["type"]:
            self._say(_BECAME_ENUM, a, target_b, at, new=_choices(target_b))
        elif kind(target_a) == "enum" and y == target_a["type"]:
            self._say(_ENUM_DROPPED, target_a, b, at, old=_choices(target_a))
        elif y == "const" and x in {*_BASES, "boolean", "any", "ref"} and x != "ref":
            self._say(_BECAME_CONST, a, b, at, new=json.dumps(b["const"]))
        elif x == "const" and y in {*_BASES, "boolean", "any"}:
            self._say(_CONST_DROPPED, a, b, at, old=json.dumps(a["const"]))
        elif y == "any" or (x, y) == ("integer", "number"):
            self._say(_TYPE_WIDENED, a, b, at)
        elif x == "any" or (x, y) == ("number", "integer"):
            self._say(_TYPE_NARROWED, a, b, at)
        else:
            self._say(_TYPE_CHANGED, a, b, at)

    def _say(self, rule: Ways, a: Json, b: Json, at: Spot, old: str = "", new: str = "") -> None:
        words = {"old": old or shown(a), "new": new or shown(b)}
        self._changes.value(rule, at, before=_code(at, a), after=_code(at, b), **words)

    def _extensible(self, old: Any, new: Any, at: Spot) -> None:
        """Values that ``x-extensible-enum`` lists."""
        was, is_ = (value if is_array(value) else list[Any]() for value in (old, new))
        for value in was:
            if value not in is_:
                self._changes.value(_EXTENSIBLE_ENUM_VALUE_REMOVED, at, name=value)
        for value in is_:
            if value not in was:
                self._changes.value(_EXTENSIBLE_ENUM_VALUE_ADDED, at, name=value)


def _extra(schema: Json) -> Json:
    stated = schema.get("additionalProperties", {})
    return stated if is_object(stated) else {}


def _choices(enum: Json) -> str:
    """The values of an enum, as far as a sentence has room for them."""
    values = [json.dumps(value) for value in enum["enum"]]
    return ", ".join([*values[:_MOST_VALUES], *(["…"] if len(values) > _MOST_VALUES else [])])


def _listed(schemas: list[Json]) -> str:
    return " | ".join(map(identity, schemas)) or "null"


def _listed_code(at: Spot, schemas: list[Json]) -> str:
    return typed(at.code, _listed(schemas))


def _code(at: Spot, schema: Json) -> str:
    return typed(at.code, shown(schema))
