"""Runs cases from a seed, keeps the smallest document of each kind of problem, and makes it smaller."""

from __future__ import annotations

import copy
import json
import warnings
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from support.typed_json import is_array, is_object

from fuzz.documents import documents
from fuzz.harness import Outcome, run

Json = dict[str, Any]


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]


@dataclass
class Found:
    """What a run of cases came to."""

    cases: int = 0
    generated: int = 0
    values: int = 0
    refusals: Counter[str] = field(default_factory=Counter[str])
    #: By kind of problem: the smallest document that has it, and what it said.
    problems: dict[str, tuple[Json, str]] = field(default_factory=dict[str, tuple[Json, str]])

    def add(self, document: Json, outcome: Outcome) -> None:
        self.cases += 1
        self.values += outcome.values
        if outcome.refused:
            self.refusals[outcome.refused] += 1
        elif not outcome.problem:
            self.generated += 1
        elif outcome.problem not in self.problems or _size(document) < _size(self.problems[outcome.problem][0]):
            self.problems[outcome.problem] = document, outcome.detail

    def text(self) -> str:
        """As JSON."""
        return json.dumps(vars(self))

    @classmethod
    def read(cls, text: str) -> Found:
        """From :meth:`text`."""
        facts: Json = json.loads(text)
        problems = {name: (document, detail) for name, (document, detail) in facts["problems"].items()}
        refusals = Counter[str](facts["refusals"])
        return cls(facts["cases"], facts["generated"], facts["values"], refusals, problems)

    def merge(self, other: Found) -> None:
        self.cases += other.cases
        self.generated += other.generated
        self.values += other.values
        self.refusals += other.refusals
        for problem, (document, detail) in other.problems.items():
            if problem not in self.problems or _size(document) < _size(self.problems[problem][0]):
                self.problems[problem] = document, detail


def search(number: int, cases: int) -> Found:
    """Run so many cases from the seed ``number``. The same number gives the same cases."""
    found = Found()

    @seed(number)
    @settings(
        max_examples=cases,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=SLOW,
    )
    @given(documents())
    def case(document: Json) -> None:
        if found.cases < cases:
            with _quiet():
                found.add(document, run(document))

    case()
    return found


def search_chunk(number: int, size: int, chunk: int) -> tuple[int, Found]:
    """One chunk of the run with the seed ``number``, and which it was."""
    return chunk, search(number * 100_000 + chunk, size)


def smaller(document: Json, problem: str, still: Callable[[Json], str] = lambda d: run(d).problem) -> Json:
    """The document without what the problem does not need: a part goes if the same problem stays."""
    best: Json = copy.deepcopy(document)
    again = True
    while again:
        again = False
        for path in list(_paths(best)):
            trial: Json = copy.deepcopy(best)
            if not _drop(trial, path):
                continue
            with _quiet():
                same = still(trial) == problem
            if same:
                best, again = trial, True
                break
    return best


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries: Any = value.items() if is_object(value) else enumerate(value) if is_array(value) else ()
    for key, item in entries:
        yield (*path, key)
        yield from _paths(item, (*path, key))


def _drop(document: Any, path: tuple[Any, ...]) -> bool:
    for key in path[:-1]:
        try:
            document = document[key]
        except (LookupError, TypeError):
            return False
    try:
        del document[path[-1]]
    except (LookupError, TypeError):
        return False
    return True


def _size(document: Json) -> int:
    return len(json.dumps(document))


@contextmanager
def _quiet() -> Generator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
