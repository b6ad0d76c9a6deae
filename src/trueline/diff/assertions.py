"""Keywords that change no Python type and that a server may enforce: where they say something else than before."""

from __future__ import annotations

from collections.abc import Iterator

from trueline.diff.components import Components
from trueline.diff.found import Found, Spot
from trueline.diff.one_side import Side
from trueline.diff.operations import Pair, spot
from trueline.diff.pairs import Pairs
from trueline.diff.rules.model import Ways
from trueline.diff.written import Named
from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import POINTER

_ADDED = Ways("parameter-assertion-added", "request-assertion-added", "response-assertion-added")
_CHANGED = Ways("parameter-assertion-changed", "request-assertion-changed", "response-assertion-changed")
_REMOVED = Ways("parameter-assertion-removed", "request-assertion-removed", "response-assertion-removed")

Spots = dict[str, list[Spot]]


def compare_assertions(
    old: Side, new: Side, operations: list[Pair], components: Components, pairs: Pairs, found: Found
) -> None:
    """Every schema whose keywords differ, told of at the nearest place that both documents have."""
    pointers = [
        pointer
        for pointer in dict.fromkeys([*old.keywords, *new.keywords])
        if old.keywords.get(pointer) != new.keywords.get(pointer)
    ]
    if not pointers:
        return
    spots = _spots(operations, new, components, pairs, _with_parents(pointers))
    for pointer in pointers:
        a, b = old.keywords.get(pointer, {}), new.keywords.get(pointer, {})
        for at in _nearest(pointer, spots):
            for keyword in dict.fromkeys([*a, *b]):
                if a.get(keyword) != b.get(keyword):
                    rule = _ADDED if keyword not in a else _REMOVED if keyword not in b else _CHANGED
                    found.value(rule, at, name=keyword)


def _nearest(pointer: str, spots: Spots) -> list[Spot]:
    """The places of the schema at ``pointer``, or of what it is a part of; what is new or gone has none."""
    while pointer and pointer not in spots:
        pointer = pointer.rpartition("/")[0]
    return spots.get(pointer, [])


def _with_parents(pointers: list[str]) -> set[str]:
    """The pointers and those of everything that they are a part of."""
    found: set[str] = set()
    for pointer in pointers:
        while pointer and pointer not in found:
            found.add(pointer)
            pointer = pointer.rpartition("/")[0]  # noqa: PLW2901
    return found


def _spots(operations: list[Pair], new: Side, components: Components, pairs: Pairs, asked: set[str]) -> Spots:
    """Where pointers that both documents have are in the SDK: components, their properties, and parameters."""
    found: Spots = {}
    for at in [*_components(components, pairs, asked), *_parameters(operations, new, asked)]:
        if at.old == at.new:
            found.setdefault(at.new, []).append(at)
    return found


def _components(components: Components, pairs: Pairs, asked: set[str]) -> Iterator[Spot]:
    for name, schema in pairs.new.items():
        if name in pairs.old and schema.get(POINTER) in asked:
            for at in components.spots(name):
                yield at
                yield from _properties(at, components.named(name), pairs.old[name], schema)


def _properties(at: Spot, named: Named, a: Json, b: Json) -> Iterator[Spot]:
    old, new = a.get("properties"), b.get("properties")
    if is_object(old) and is_object(new):
        for name in new:
            if name in old:
                yield at.below(f".{named.attribute(name)}", old[name].get(POINTER, ""), new[name].get(POINTER, ""))


def _parameters(operations: list[Pair], new: Side, asked: set[str]) -> Iterator[Spot]:
    for pair in operations:
        at = spot(*pair)
        known = {parameter[POINTER] for parameter in pair[0].source["parameters"]}
        for parameter in pair[1].source["parameters"]:
            pointer = parameter[POINTER]
            if pointer in known and pointer in asked:
                name = new.written.arguments(pair[1].fact).of(parameter)
                place = f"{at.place}: the {parameter['in']} parameter `{name}`"
                yield Spot(at.group, place, pointer, pointer, "parameter")
