"""What the types of a method are called after it: ``client.trip_details.retrieve()`` → ``TripDetailRetrieve``."""

from __future__ import annotations

from collections.abc import Iterable

from trueline import words
from trueline.spec.naming.casings import Casings, class_name
from trueline.spec.naming.model import Method


def stem(parts: Iterable[str], casings: Casings = ()) -> str:
    """``("trip-details", "retrieve")`` → ``TripDetailRetrieve``: a resource's last word for one of it."""
    made: list[str] = []
    texts = tuple(parts)
    for number, part in enumerate(texts):
        said = words.split(part)
        if number < len(texts) - 1 and said:
            said = [*said[:-1], words.stem(said[-1])]
        made.append(class_name(" ".join(said), casings))
    return "".join(made)


def short_stem(method: Method, casings: Casings = ()) -> str:
    """The stem that is enough among the methods of one place."""
    return stem((*method.resource[-1:], method.name), casings)


def stems(methods: Iterable[Method], casings: Casings = ()) -> dict[str, str]:
    """The stem of each method by its key; the whole path where two are the same."""
    short = {method.key: short_stem(method, casings) for method in methods}
    counts = list(short.values())
    return {
        method.key: short[method.key]
        if counts.count(short[method.key]) == 1
        else stem((*method.resource, method.name), casings)
        for method in methods
    }
