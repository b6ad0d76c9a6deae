"""Which operation of one document is which of the other, and what is new, gone or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from trueline.codegen.facts import OperationFact
from trueline.diff.changes import Changes, Spot
from trueline.diff.document_side import Side
from trueline.diff.lifecycle import compare_lifecycle, is_before_sunset
from trueline.spec import extensions
from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER

_TEMPLATE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of one side. ``name`` is what Python calls it (``keys.create``), ``code`` how it is called."""

    method: str
    path: str
    source: Json
    fact: OperationFact
    pointer: str
    resource: str
    name: str
    code: str

    @property
    def request(self) -> str:
        """``GET /v1/keys``."""
        return f"{self.method} {self.path}"

    @property
    def id(self) -> str:
        """The operationId; empty for none."""
        return str(self.source.get("operationId", ""))


Pair = tuple[Operation, Operation]


def spot(old: Operation | None, new: Operation | None) -> Spot:
    """The place of an operation, which one side may lack."""
    one = new or old
    assert one is not None
    pointers = (old.pointer if old else "", new.pointer if new else "")
    return Spot(one.resource or "api", f"`{one.name}`", *pointers, code=one.code)


def compare_operations(old: Side, new: Side, changes: Changes) -> list[Pair]:
    """Notes what is new, gone, elsewhere or called otherwise; returns the pairs that are the same operation."""
    before, after = list(_operations(old)), list(_operations(new))
    pairs = list(_matched(before, after))
    kept = {id(one) for pair in pairs for one in pair}
    for each in before:
        if id(each) not in kept:
            rule = "deprecated-operation-removed" if each.source.get("deprecated") else "operation-removed"
            if is_before_sunset(each.source, changes.today):
                rule = "operation-removed-before-sunset"
            words = {"request": each.request, "name": each.name, "old": each.source.get(extensions.SUNSET, "")}
            changes.add(rule, spot(each, None), before=f"{each.code}(...)", **words)
    for each in after:
        if id(each) not in kept:
            changes.add("operation-added", spot(None, each), request=each.request, name=each.name)
    for a, b in pairs:
        _compare(a, b, changes)
    return pairs


def _operations(side: Side) -> Iterator[Operation]:
    """Every operation, in the order of the document."""
    for path, item in side.canonical["paths"].items():
        for method, source in item.items():
            pointer = source[POINTER]
            place = side.places[pointer]
            name = ".".join((*place.resource, place.method))
            fact = side.by_pointer[pointer]
            yield Operation(
                method.upper(), path, source, fact, pointer, ".".join(place.resource), name, side.call(name)
            )


def _matched(before: list[Operation], after: list[Operation]) -> Iterator[Pair]:
    """The same method and path; of the rest the same but for names of parameters; of the rest the same operationId."""
    keys: tuple[Callable[[Operation], object], ...] = (
        lambda each: each.request,
        _route,  # a document may have two paths of one shape, so this is not the first
        lambda each: each.id,
    )
    for key in keys:
        others = {key(each): each for each in reversed(after) if key(each)}
        pairs = [(each, other) for each in before if (other := others.pop(key(each), None))]
        yield from pairs
        taken = {id(one) for pair in pairs for one in pair}
        before, after = ([each for each in side if id(each) not in taken] for side in (before, after))


def _route(operation: Operation) -> tuple[str, str]:
    """The method and the path without the names of its parameters: they are not on the wire."""
    return operation.method, _TEMPLATE.sub("{}", operation.path)


def _compare(a: Operation, b: Operation, changes: Changes) -> None:
    at = spot(a, b)
    if _route(a) != _route(b):
        changes.add("operation-moved", at, old=a.request, new=b.request)
    if a.name != b.name:
        calls = {"before": f"{a.code}(...)", "after": f"{b.code}(...)"}
        changes.add("method-renamed", at, old=a.name, new=b.name, **calls)
    if a.id != b.id:
        changes.add("operation-id-changed", at, old=a.id or "none", new=b.id or "none")
    old_tags, new_tags = a.source.get("tags", []), b.source.get("tags", [])
    if old_tags != new_tags:
        changes.add("tags-changed", at, old=", ".join(old_tags) or "none", new=", ".join(new_tags) or "none")
    if bool(a.source.get("deprecated")) != bool(b.source.get("deprecated")):
        changes.add("operation-deprecated" if b.source.get("deprecated") else "operation-reactivated", at)
    compare_lifecycle(a.source, b.source, at, changes)
    if any(a.source.get(key) != b.source.get(key) for key in ("summary", "description")):
        changes.text("description-changed", at)
