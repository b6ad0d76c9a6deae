"""Events added up, in parts that can be merged."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tollkeeper_server.exact import EXACT, mean


@dataclass(slots=True)
class Total:
    """Events added up. ``latest`` is time, sequence and value of the last one."""

    count: int = 0
    total: Decimal = Decimal(0)
    least: Decimal | None = None
    greatest: Decimal | None = None
    latest: tuple[int, int, Decimal] | None = None
    values: set[str] = field(default_factory=set[str])

    def merge(self, other: Total) -> None:
        """Add the events of another total, which has none of these."""
        self.count += other.count
        self.total = EXACT.add(self.total, other.total)
        self.least = min((v for v in (self.least, other.least) if v is not None), default=None)
        self.greatest = max((v for v in (self.greatest, other.greatest) if v is not None), default=None)
        self.latest = max((v for v in (self.latest, other.latest) if v is not None), default=None)
        self.values |= other.values

    def value(self, aggregation: str) -> Decimal | None:
        """The number that an aggregation makes; ``None`` where it needs an event and there is none."""
        match aggregation:
            case "sum":
                return self.total
            case "count":
                return Decimal(self.count)
            case "unique_count":
                return Decimal(len(self.values))
            case "avg":
                return mean(self.total, self.count) if self.count else None
            case "min":
                return self.least
            case "max":
                return self.greatest
            case _:
                return None if self.latest is None else self.latest[2]
