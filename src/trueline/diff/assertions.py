"""Keywords that change no Python type and that a server may enforce: where they say something else than before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from trueline.diff.changes import Changes, Spot
from trueline.diff.components import Components
from trueline.diff.document_side import Side
from trueline.diff.events import events
from trueline.diff.operations import Pair
from trueline.diff.pairs import Pairs
from trueline.diff.positions import positions
from trueline.diff.rules.model import Ways
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.pointer import parse

_ADDED = Ways("parameter-assertion-added", "request-assertion-added", "response-assertion-added")
_CHANGED = Ways("parameter-assertion-changed", "request-assertion-changed", "response-assertion-changed")
_REMOVED = Ways("parameter-assertion-removed", "request-assertion-removed", "response-assertion-removed")

#: How a part of a value is written after its place; other steps (``allOf``, ``oneOf``) stay with the value.
_STEPS = {"items": "[]", "additionalProperties": "[...]"}
Spots = dict[str, list[Spot]]


def compare_assertions(
    old: Side, new: Side, operations: list[Pair], components: Components, pairs: Pairs, changes: Changes
) -> None:
    """Every schema whose keywords differ, told of at the nearest place that both documents have."""
    if old.keywords == new.keywords:
        return
    differing = {
        pointer
        for pointer in old.keywords.keys() | new.keywords.keys()
        if old.keywords.get(pointer) != new.keywords.get(pointer)
    }
    asked = _with_parents(differing)
    spots = [*positions(operations, new, components, pairs, asked), *_events(old, new)]
    by_old, by_new = _by(spots, old=True), _by(spots, old=False)
    told: set[tuple[str, str]] = set()
    for pointer in [*new.keywords, *old.keywords]:
        is_new = pointer in new.keywords and pointer in differing
        if pointer not in differing or (not is_new and any(pointer == was for was, _ in told)):
            continue
        for start, rest in _nearest(pointer, by_new if is_new else by_old):
            at = _below(start, rest)
            told.add((at.old, at.new))
            changes.mention(start)
            _compare(old, new, at, changes)


def _compare(old: Side, new: Side, at: Spot, changes: Changes) -> None:
    a, b = old.keywords.get(at.old, {}), new.keywords.get(at.new, {})
    for keyword in dict.fromkeys([*a, *b]):
        if a.get(keyword) != b.get(keyword):
            rule = _ADDED if keyword not in a else _REMOVED if keyword not in b else _CHANGED
            changes.value(rule, at, name=keyword)


def _nearest(pointer: str, spots: Spots) -> list[tuple[Spot, str]]:
    """The places that the schema at ``pointer`` is a part of and that both documents have; the rest of its pointer."""
    start = pointer
    while start and start not in spots:
        start = start.rpartition("/")[0]
    rest = pointer[len(start) :]
    document = Spot("api", "the document", subject="response", unused=True)
    return [(at, rest) for at in spots.get(start, [document])]


def _below(at: Spot, rest: str) -> Spot:
    """A part of the value at a place: the rest of the pointer, in both documents."""
    below, tokens = at, parse(rest)
    for number, token in enumerate(tokens):
        if token in _STEPS:
            below = below.below(_STEPS[token])
        elif number and tokens[number - 1] == "properties":
            below = below.below(f".{token}")
    return replace(below, old=at.old + rest, new=at.new + rest)


def _by(spots: Iterable[Spot], *, old: bool) -> Spots:
    spots_of: Spots = {}
    for at in spots:
        spots_of.setdefault(at.old if old else at.new, []).append(at)
    return spots_of


def _events(old: Side, new: Side) -> list[Spot]:
    """What the API sends by itself is received."""
    spots: list[Spot] = []
    for a, b, at in events(old, new):
        body, other = a.get("requestBody", a), b.get("requestBody", b)
        received = replace(at, subject="response")
        spots += [received, replace(received, old=body[POINTER], new=other[POINTER])]
    return spots


def _with_parents(pointers: Iterable[str]) -> set[str]:
    """The pointers and those of everything that they are a part of."""
    places: set[str] = set()
    for pointer in pointers:
        while pointer and pointer not in places:
            places.add(pointer)
            pointer = pointer.rpartition("/")[0]  # noqa: PLW2901
    return places
