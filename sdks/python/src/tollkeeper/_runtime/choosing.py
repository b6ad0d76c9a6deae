from __future__ import annotations

from typing import Any, NamedTuple

from .decoding import Strictness
from .unions import Variant

Place = tuple[str | int, ...]
MOST = 100


class Attempt(NamedTuple):
    variant: Variant
    value: Any
    found: Any
    odd: tuple[Place, ...] = ()
    extra: tuple[Place, ...] = ()
    kept: bool = False

    @property
    def is_good(self) -> bool:
        return self.variant.is_good(self.value, odd=bool(self.odd), extra=len(self.extra))

    @property
    def is_whole(self) -> bool:
        return not (self.odd or self.extra or self.kept)


Choices = dict[tuple[int, int], "Attempt | None"]


def best(attempts: list[Attempt], strict: Strictness) -> Attempt | None:
    if len(attempts) < 2:
        return attempts[0] if attempts else None
    unnamed = [_unnamed(each) for each in attempts]
    odd = {place for each in attempts for place in each.odd}

    def rank(at: int) -> tuple[Any, ...]:
        each = attempts[at]
        refused = bool(strict and (each.odd or (each.extra and strict != "types")))
        beyond = sum(_is_within(place, unnamed[at]) for place in odd.difference(each.odd))
        return (refused, *each.variant.deep_rank(each.value, len(each.odd) + beyond, len(unnamed[at])))

    return attempts[min(range(len(attempts)), key=rank)]


def _unnamed(attempt: Attempt) -> set[Place]:
    return {*attempt.extra, *((name,) for name in attempt.variant.unknown(attempt.value))}


def _is_within(place: Place, outer: set[Place]) -> bool:
    return any(place[:length] in outer for length in range(1, len(place) + 1))
