"""The modules of types: half of all that is left to do after the facts, and nothing that the other half waits for."""

from __future__ import annotations

from collections.abc import Iterator

from trueline.codegen.facts import Facts
from trueline.codegen.plan.types import types_plan
from trueline.codegen.render import render_types

#: As many models are worth a process of their own.
_MANY = 200
#: Of as many the copy of a process waits until the document is gone, for it holds what is there as long as it works.
_HUGE = 5000


def are_worth_it(facts: Facts) -> bool:
    """Whether there are enough types."""
    return len(facts.models) >= _MANY


def are_huge(facts: Facts) -> bool:
    """Whether memory counts for more than time."""
    return len(facts.models) >= _HUGE


def type_modules(facts: Facts, package: str, source: str) -> Iterator[tuple[str, bytes]]:
    """The modules with their POSIX paths, unformatted."""
    yield from render_types(types_plan(facts), package, source)
