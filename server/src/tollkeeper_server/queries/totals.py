"""Adding up usage events in the database, in parts that can be merged afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select

from tollkeeper_server.db.exact import exact_max, exact_min, exact_sum
from tollkeeper_server.db.models import Meter, UsageEvent
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.exact import EXACT, mean

SUBJECT = "subject"


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


def dimension(name: str) -> ColumnElement[Any]:
    """A dimension of usage events as a column; NULL where an event lacks it."""
    if name == SUBJECT:
        return UsageEvent.subject.expression
    found: ColumnElement[Any] = UsageEvent.dimensions[name].as_string()
    return found


def totals(
    repository: Repository, meter: Meter, conditions: Sequence[ColumnElement[bool]], keys: Sequence[ColumnElement[Any]]
) -> Iterator[tuple[tuple[Any, ...], Total]]:
    """One total per combination of the keys' values, for the events of a meter that meet the conditions."""
    where = (
        UsageEvent.organization_id == repository.organization_id,
        UsageEvent.type == meter.event_type,
        *conditions,
    )
    labelled = [key.label(f"k{number}") for number, key in enumerate(keys)]
    if meter.aggregation == "latest":
        yield from _latest(repository, where, labelled)
        return
    unique = [dimension(meter.unique_dimension).label("u")] if meter.unique_dimension else []
    value = UsageEvent.value
    columns: list[Any] = [*labelled, *unique, func.count(), exact_sum(value), exact_min(value), exact_max(value)]
    query = select(*columns).where(*where).group_by(*[column.name for column in (*labelled, *unique)])
    for row in repository.session.execute(query):
        parts: tuple[Any, ...] = tuple(row)
        count, total, least, greatest = parts[-4:]
        if count:  # without a key there is one row even when there is no event
            seen: set[str] = {parts[-5]} if unique and parts[-5] is not None else set()
            yield parts[: len(labelled)], Total(count, total, least, greatest, None, seen)


def _latest(
    repository: Repository, where: Sequence[ColumnElement[bool]], keys: Sequence[Any]
) -> Iterator[tuple[tuple[Any, ...], Total]]:
    order = (UsageEvent.time.desc(), UsageEvent.sequence.desc())
    partition = [key.element for key in keys]
    rank = func.row_number().over(partition_by=partition or None, order_by=order).label("rank")
    count = func.count().over(partition_by=partition or None).label("n")
    events = UsageEvent.time, UsageEvent.sequence, UsageEvent.value
    ranked = select(*keys, count, *events, rank).where(*where).subquery()
    for row in repository.session.execute(select(ranked).where(ranked.c.rank == 1)):
        number, time, sequence, value, _ = row[len(keys) :]
        yield tuple(row[: len(keys)]), Total(number, Decimal(0), None, None, (time, sequence, value))
