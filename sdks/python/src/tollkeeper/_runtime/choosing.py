from __future__ import annotations

from typing import Any

from .decoding import ByName, Decoder, Strictness, anything, parts_of
from .unions import Attempt, Place

MOST = 100
Choices = dict[tuple[int, int], "Attempt | None"]


def best(attempts: list[Attempt], strict: Strictness) -> Attempt | None:
    if len(attempts) < 2:
        return attempts[0] if attempts else None
    beyond = [_beyond(each) for each in attempts]
    odd = {place for each in attempts for place in each.odd}

    def rank(at: int) -> tuple[Any, ...]:
        each = attempts[at]
        refused = bool(strict and (each.odd or (each.extra and strict != "types")))
        extra = len({*each.extra, *((name,) for name in each.variant.unknown(each.value))})
        unclear = sum(_is_within(place, beyond[at]) for place in odd.difference(each.odd))
        return (refused, *each.variant.deep_rank(each.value, len(each.odd) + unclear, extra))

    return attempts[min(range(len(attempts)), key=rank)]


def _beyond(attempt: Attempt) -> set[Place]:
    rest = _rest(attempt.variant.decode)
    unknown = attempt.variant.unknown(attempt.value)
    free = [name for name in unknown if (rest.of(name) if isinstance(rest, ByName) else rest) is anything]
    return {*attempt.extra, *((name,) for name in free)}


def _rest(decode: Decoder[Any]) -> Decoder[Any]:
    kind, *parts = parts_of(decode) or ("",)
    while kind in {"sibling", "nullable"}:
        kind, *parts = parts_of(parts[0]() if kind == "sibling" else parts[0]) or ("",)
    found: Decoder[Any] = parts[0] if kind == "map" else parts[0].__shape__.extra if kind == "model" else anything
    return found


def _is_within(place: Place, outer: set[Place]) -> bool:
    return any(place[:length] in outer for length in range(1, len(place) + 1))
