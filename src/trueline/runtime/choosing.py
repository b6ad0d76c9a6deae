"""Which member of a union a value is, where the first look does not tell: each is tried, and the best attempt wins.

An attempt knows the places that are not as documented and those that the document does not name. What was chosen for a
value is remembered for as long as it is being read, so that unions in unions are tried once, however deep they stand.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .decoding import Strictness
from .unions import Variant

#: Keys from the value of a union to something in it.
Place = tuple[str | int, ...]
#: How many places of each kind an attempt remembers.
MOST = 100


class Attempt(NamedTuple):
    """How a value was read as one member of its union."""

    variant: Variant
    value: Any
    #: What it was read as.
    found: Any
    #: Where it is not as documented.
    odd: tuple[Place, ...] = ()
    #: The properties that the document does not name.
    extra: tuple[Place, ...] = ()
    #: Whether an object in it fits no member of its union, and may be read as one part by part.
    kept: bool = False

    @property
    def is_good(self) -> bool:
        """Whether no member that is less likely at first sight fits better."""
        return self.variant.is_good(self.value, odd=bool(self.odd), extra=len(self.extra))

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing to tell of it."""
        return not (self.odd or self.extra or self.kept)


#: What was chosen, by union and value: nothing where no member takes the value.
Choices = dict[tuple[int, int], "Attempt | None"]


def best(attempts: list[Attempt], strict: Strictness) -> Attempt | None:
    """The best of the attempts at a value, of equals the first. ``strict`` prefers one that it would not refuse."""
    if len(attempts) < 2:
        return attempts[0] if attempts else None
    unnamed = [_unnamed(each) for each in attempts]
    odd = {place for each in attempts for place in each.odd}

    def rank(at: int) -> tuple[Any, ...]:
        each = attempts[at]
        refused = bool(strict and (each.odd or (each.extra and strict != "types")))
        # A member that does not know of the place where another one is not as documented is no better than that one.
        beyond = sum(_is_within(place, unnamed[at]) for place in odd.difference(each.odd))
        return (refused, *each.variant.deep_rank(each.value, len(each.odd) + beyond, len(unnamed[at])))

    return attempts[min(range(len(attempts)), key=rank)]


def _unnamed(attempt: Attempt) -> set[Place]:
    """The places of a value that a member does not name; a map names no property at all."""
    return {*attempt.extra, *((name,) for name in attempt.variant.unknown(attempt.value))}


def _is_within(place: Place, outer: set[Place]) -> bool:
    return any(place[:length] in outer for length in range(1, len(place) + 1))
