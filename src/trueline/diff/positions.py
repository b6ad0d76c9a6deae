"""Where the values of both documents are in the SDK: components, properties, parameters, bodies, answers, headers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from trueline.diff.changes import Spot
from trueline.diff.components import Components
from trueline.diff.document_side import Side
from trueline.diff.operations import Pair, spot
from trueline.diff.pairs import Pairs, places
from trueline.diff.written import Named
from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import POINTER


def positions(
    operations: list[Pair], new: Side, components: Components, pairs: Pairs, asked: set[str]
) -> Iterator[Spot]:
    """The places whose pointers are asked for, in either document."""
    every = chain(_components(components, pairs, asked), _operations(operations, new))
    yield from (at for at in every if at.old in asked or at.new in asked)


def _components(components: Components, pairs: Pairs, asked: set[str]) -> Iterator[Spot]:
    for a, schema in pairs.old.items():
        b = pairs.renamed.get(a, a)
        other = pairs.new.get(b)
        if other is not None and not asked.isdisjoint(places(schema) | places(other)):
            for at in components.spots(a, b):
                yield from _everywhere(at, schema, other)
                yield from _properties(at, components.named(b), schema, other)


def _properties(at: Spot, named: Named, a: Json, b: Json) -> Iterator[Spot]:
    old, new = a.get("properties"), b.get("properties")
    if is_object(old) and is_object(new):
        for name in new:
            if name in old:
                below = at.below(f".{named.attribute(name)}", old[name].get(POINTER, ""), new[name].get(POINTER, ""))
                yield from _everywhere(below, old[name], new[name])


def _everywhere(at: Spot, a: Json, b: Json) -> Iterator[Spot]:
    """A place, and the others that both documents describe in the same words."""
    yield at
    yield from (replace(at, old=each, new=each) for each in sorted(places(a) & places(b)) if each != at.new)


def _operations(operations: list[Pair], new: Side) -> Iterator[Spot]:
    for pair in operations:
        at, (a, b) = spot(*pair), (operation.source for operation in pair)
        for parameter, other in _parameters(a["parameters"], b["parameters"]):
            name = new.written.arguments(pair[1].fact).of(other)
            yield _at(at, f"{at.place}: the {other['in']} parameter `{name}`", parameter, other, "parameter")
        yield replace(at, subject="response")  # what is nowhere else in an operation is in its callbacks
        if "requestBody" in a and "requestBody" in b:
            yield _at(at, f"the body of {at.place}", a["requestBody"], b["requestBody"], "request")
        for status, answer in a["responses"].items():
            if status in b["responses"]:
                yield from _answer(at, f"the answer {status} of {at.place}", answer, b["responses"][status])


def _parameters(old: list[Json], new: list[Json]) -> Iterator[tuple[Json, Json]]:
    """The same parameters: at one place of the documents, else of one name."""
    by_pointer = {parameter[POINTER]: parameter for parameter in old}
    by_name = {(parameter["in"], parameter["name"]): parameter for parameter in old}
    for parameter in new:
        same = by_name.get((parameter["in"], parameter["name"])) or by_pointer.get(parameter[POINTER])
        if same is not None:
            yield same, parameter


def _answer(at: Spot, place: str, a: Json, b: Json) -> Iterator[Spot]:
    yield _at(at, place, a, b, "response")
    headers = a.get("headers", {})
    for name, header in b.get("headers", {}).items():
        if name in headers:
            yield _at(at, f"the header `{name}` of {place}", headers[name], header, "response")


def _at(at: Spot, place: str, a: Json, b: Json, subject: str) -> Spot:
    return Spot(at.group, place, a.get(POINTER, at.old), b.get(POINTER, at.new), subject)
