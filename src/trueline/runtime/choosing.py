"""Which member of a union a value is, where the first look does not tell: each is tried, and the best attempt wins.

An attempt knows the places that are not as documented and those that the document does not name. What was chosen for a
value is remembered for as long as it is being read, so that unions in unions are tried once, however deep they stand.
"""

from __future__ import annotations

from typing import Any

from .decoding import ByName, Decoder, Strictness, anything, parts_of
from .unions import Attempt, Place

#: How many places of each kind an attempt remembers.
MOST = 100
#: What was chosen, by union and value: nothing where no member takes the value.
Choices = dict[tuple[int, int], "Attempt | None"]


def best(attempts: list[Attempt], strict: Strictness) -> Attempt | None:
    """The best of the attempts at a value, of equals the first. ``strict`` prefers one that it would not refuse."""
    if len(attempts) < 2:
        return attempts[0] if attempts else None
    beyond = [_beyond(each) for each in attempts]
    odd = {place for each in attempts for place in each.odd}

    def rank(at: int) -> tuple[Any, ...]:
        each = attempts[at]
        refused = bool(strict and (each.odd or (each.extra and strict != "types")))
        extra = len({*each.extra, *((name,) for name in each.variant.unknown(each.value))})
        # A member that does not know of the place where another one is not as documented is no better than that one.
        unclear = sum(_is_within(place, beyond[at]) for place in odd.difference(each.odd))
        return (refused, *each.variant.deep_rank(each.value, len(each.odd) + unclear, extra))

    return attempts[min(range(len(attempts)), key=rank)]


def _beyond(attempt: Attempt) -> set[Place]:
    """The places of a value that a member has nothing to say of: what stands there may be anything."""
    rest = _rest(attempt.variant.decode)
    unknown = attempt.variant.unknown(attempt.value)
    free = [name for name in unknown if (rest.of(name) if isinstance(rest, ByName) else rest) is anything]
    return {*attempt.extra, *((name,) for name in free)}


def _rest(decode: Decoder[Any]) -> Decoder[Any]:
    """What decodes the properties of an object that have no names in the document."""
    kind, *parts = parts_of(decode) or ("",)
    while kind in {"sibling", "nullable"}:
        kind, *parts = parts_of(parts[0]() if kind == "sibling" else parts[0]) or ("",)
    found: Decoder[Any] = parts[0] if kind == "map" else parts[0].__shape__.extra if kind == "model" else anything
    return found


def _is_within(place: Place, outer: set[Place]) -> bool:
    return any(place[:length] in outer for length in range(1, len(place) + 1))
