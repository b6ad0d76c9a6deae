"""The modules of types, half of all that is left to do after the facts, made in a second process."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TypeAlias

from trueline.beside import beside
from trueline.codegen.facts import Facts
from trueline.codegen.format import formatter
from trueline.codegen.plan.types import types_plan
from trueline.codegen.render import render_types

#: As many models are worth a process of their own.
_MANY = 200
#: Of as many the copy of a process waits until the document is gone, for it holds what is there as long as it works.
_HUGE = 5000

#: Waits for the files.
TypeFiles: TypeAlias = Callable[[], Mapping[str, bytes]]


def are_worth_it(facts: Facts) -> bool:
    """Whether there are enough types."""
    return len(facts.models) >= _MANY


def are_huge(facts: Facts) -> bool:
    """Whether memory counts for more than time."""
    return len(facts.models) >= _HUGE


@contextmanager
def types_beside(facts: Facts, package: str, source: str) -> Generator[TypeFiles]:
    """Begin to make them; what is yielded waits for them."""
    with beside(partial(_types, facts, package, source)) as files:
        yield files


def _types(facts: Facts, package: str, source: str) -> dict[str, bytes]:
    with formatter() as formatted:
        for path, content in render_types(types_plan(facts), package, source):
            formatted.add(path, content)
        return formatted.finish()
