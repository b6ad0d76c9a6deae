"""What the types of a method are called after it: ``client.trip_details.retrieve()`` → ``TripDetailRetrieve``."""

from __future__ import annotations

from collections.abc import Iterable

from trueline import words
from trueline.spec.naming.model import Method


def stem(parts: Iterable[str]) -> str:
    """``("trip-details", "retrieve")`` → ``TripDetailRetrieve``: a resource's last word for one of it."""
    made: list[str] = []
    texts = tuple(parts)
    for number, part in enumerate(texts):
        said = words.split(part)
        if number < len(texts) - 1 and said:
            said = [*said[:-1], words.stem(said[-1])]
        made += words.class_words(" ".join(said))
    return "".join(made)


def short_stem(method: Method) -> str:
    """The stem that is enough among the methods of one place."""
    return stem((*method.resource[-1:], method.name))


def stems(methods: Iterable[Method]) -> dict[str, str]:
    """The stem of each method by its key; the whole path where two are the same."""
    short = {method.key: short_stem(method) for method in methods}
    counts = list(short.values())
    return {
        method.key: short[method.key] if counts.count(short[method.key]) == 1 else stem((*method.resource, method.name))
        for method in methods
    }
