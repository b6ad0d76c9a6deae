"""What of an older SDK is there, is another thing, or is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any


class Kind(Enum):
    """What users can write."""

    METHOD = "methods"
    ARGUMENT = "arguments"
    TYPE = "types"
    IMPORT = "import paths"
    OPTION = "client options"
    VARIABLE = "variables"
    ERROR = "errors"
    WAY = "ways to call"


class State(Enum):
    """What becomes of it."""

    DIFFERS = "differs"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not stay as it was: ``name`` as users write it, why, and what can be done."""

    kind: Kind
    state: State
    name: str
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``counts``: how many things of each kind the older SDK has. ``findings`` are those that do not stay."""

    counts: dict[Kind, int]
    findings: tuple[Finding, ...]

    def number(self, kind: Kind, state: State) -> int:
        """How many things of a kind are missing, or differ."""
        return len({each.name for each in self.findings if (each.kind, each.state) == (kind, state)})

    def there(self, kind: Kind) -> int:
        """How many things of a kind stay as they were."""
        return self.counts.get(kind, 0) - len({each.name for each in self.findings if each.kind is kind})

    @property
    def kinds(self) -> list[Kind]:
        """The kinds that were looked for, in their order."""
        return [kind for kind in Kind if kind in self.counts]

    @property
    def missing(self) -> int:
        """How many things are missing."""
        return sum(self.number(kind, State.MISSING) for kind in Kind)

    def to_json(self) -> dict[str, Any]:
        """The counts and the findings, for ``--report``."""
        counts = {
            kind.value: {
                "there": self.there(kind),
                "differs": self.number(kind, State.DIFFERS),
                "missing": self.number(kind, State.MISSING),
            }
            for kind in self.kinds
        }
        findings = [{**asdict(each), "kind": each.kind.value, "state": each.state.value} for each in self.findings]
        return {"counts": counts, "findings": findings}


def comparison(counts: dict[Kind, int], findings: Iterable[Finding]) -> Comparison:
    """The findings, those that are missing first, in the order of their kinds and names."""
    order = list(Kind)
    made = sorted(findings, key=lambda f: (f.state is not State.MISSING, order.index(f.kind), f.name))
    return Comparison(counts, tuple(made))
