"""What became of one document, as data that goes from the child to the parent and into the journal."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any


class Status(str, Enum):
    """How a run over one document ended. Everything but the first two is a fault of ours."""

    WHOLE = "whole"  # everything is in the SDK
    REFUSED = "refused"  # invalid: all of it, or parts of it by name, the rest is there
    LOST = "lost"  # something is missing, and no fault of the document is named
    BROKEN = "broken"  # a generated module does not compile or import
    CRASH = "crash"
    TIMEOUT = "timeout"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The account of one document. ``seconds`` are on the cores; ``mebibytes`` is the peak of the resident memory."""

    document: str
    status: Status
    seconds: float = 0.0
    mebibytes: int = 0
    operations: int = 0
    operations_refused: int = 0
    schemas: int = 0
    modules: int = 0
    repairs: int = 0
    faults: tuple[str, ...] = ()
    """What is refused, lost or broken: a pointer or a module, and why."""
    stages: dict[str, float] = field(default_factory=dict[str, float])

    @property
    def good(self) -> bool:
        """Whether the run ended as it has to."""
        return self.status in {Status.WHOLE, Status.REFUSED}

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=True)


def from_json(line: str | bytes) -> Outcome:
    """Reverse of :meth:`Outcome.to_json`."""
    raw: dict[str, Any] = json.loads(line)
    raw |= {"status": Status(raw["status"]), "faults": tuple(raw["faults"])}
    return Outcome(**raw)
