"""Totals of windows and groups: from running totals, and from the events at the edges of a range."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select
from sqlalchemy.sql.functions import FunctionElement

from tollkeeper_server.db.exact import exact_max, exact_min, exact_sum
from tollkeeper_server.db.models import Meter, UsageEvent, UsageTotal
from tollkeeper_server.db.prepared import Prepared
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.usage_totals.levels import Grain, Level, end_of
from tollkeeper_server.usage_totals.spans import Run, Span
from tollkeeper_server.usage_totals.total import Total

SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is added up, by which dimensions, and which values of them are kept."""

    meter: Meter
    group_by: Sequence[str] = ()
    filters: Mapping[str, Sequence[str]] | None = None

    @property
    def level(self) -> Level:
        """The coarsest that tells apart what has to be."""
        names = {*self.group_by, *(self.filters or {}), *([self.meter.unique_dimension] if self.unique else [])}
        if names - {SUBJECT}:
            return Level.DIMENSIONS
        return Level.SUBJECT if names else Level.WHOLE

    @property
    def unique(self) -> bool:
        """Whether different values are counted."""
        return self.meter.unique_dimension is not None


def _extent() -> Prepared[tuple[int | None, int | None]]:
    where = (
        UsageTotal.organization_id == bindparam("organization_id"), UsageTotal.type == bindparam("type"),
        UsageTotal.level == Level.WHOLE, UsageTotal.grain == Grain.MONTH,
    )  # fmt: skip
    months = select(UsageTotal.start).where(*where).limit(1)
    first, last = months.order_by(UsageTotal.start), months.order_by(UsageTotal.start.desc())
    return Prepared(select(first.scalar_subquery().label("first"), last.scalar_subquery().label("last")), _two)


def _two(columns: Iterable[int | None]) -> tuple[int | None, int | None]:
    first, last = columns
    return first, last


_EXTENT = _extent()


def extent(repository: Repository, event_type: str) -> tuple[int, int] | None:
    """The months that have events of a type: when the first begins and the last ends."""
    first, last = repository.find(_EXTENT, {"type": event_type}) or (None, None)
    return None if first is None or last is None else (first, end_of(Grain.MONTH, last))


def totals(repository: Repository, asked: Asked, run: Run) -> Iterator[tuple[int, tuple[Any, ...], Total]]:
    """For each span of a run: number of the window, values of ``group_by``, total. The same may come more than once."""
    for span in run.spans:
        source = _events(span) if span.grain is None else _rows(span, asked.level)
        window: ColumnElement[Any] = (source.time - run.begin) // run.length if run.number > 1 else literal_column("0")
        keys = [window, *[source.dimension(name) for name in asked.group_by]]
        where = [
            source.organization_id == repository.organization_id,
            source.type == asked.meter.event_type,
            *source.conditions,
            *[source.dimension(name).in_(values) for name, values in (asked.filters or {}).items()],
        ]
        find = _latest if asked.meter.aggregation == "latest" else _added
        for key, total in find(repository, asked.meter, source, where, keys):
            yield int(key[0]), key[1:], total


@dataclass(frozen=True, slots=True)
class _Source:
    """The same columns of either table."""

    table: type[UsageEvent] | type[UsageTotal]
    time: ColumnElement[int]
    count: FunctionElement[Any]
    total: ColumnElement[Decimal]
    least: ColumnElement[Decimal]
    greatest: ColumnElement[Decimal]
    latest: tuple[ColumnElement[int], ColumnElement[int], ColumnElement[Decimal]]
    conditions: tuple[ColumnElement[bool], ...]

    @property
    def organization_id(self) -> ColumnElement[str]:
        """Whose they are."""
        return self.table.organization_id.expression

    @property
    def type(self) -> ColumnElement[str]:
        """What happened."""
        return self.table.type.expression

    def dimension(self, name: str) -> ColumnElement[Any]:
        """A dimension as a column; NULL where an event lacks it."""
        if name == SUBJECT:
            return self.table.subject.expression
        found: ColumnElement[Any] = self.table.dimensions[name].as_string()
        return found


def _events(span: Span) -> _Source:
    table, value = UsageEvent, UsageEvent.value.expression
    return _Source(
        table,
        table.time.expression,
        func.count(),
        value,
        value,
        value,
        (table.time.expression, table.sequence.expression, value),
        (table.time >= span.begin, table.time < span.end),
    )


def _rows(span: Span, level: Level) -> _Source:
    table = UsageTotal
    return _Source(
        table,
        table.start.expression,
        func.sum(table.count),
        table.total.expression,
        table.least.expression,
        table.greatest.expression,
        (table.latest_time.expression, table.latest_sequence.expression, table.latest_value.expression),
        (table.level == level, table.grain == span.grain, table.start >= span.begin, table.start < span.end),
    )


def _added(
    repository: Repository,
    meter: Meter,
    source: _Source,
    conditions: Sequence[ColumnElement[bool]],
    keys: Sequence[ColumnElement[Any]],
) -> Iterator[tuple[tuple[Any, ...], Total]]:
    labelled = [key.label(f"k{number}") for number, key in enumerate(keys)]
    unique = [source.dimension(meter.unique_dimension).label("u")] if meter.unique_dimension else []
    numbers = _numbers(meter.aggregation, source)
    columns: list[Any] = [*labelled, *unique, source.count, *numbers.values()]
    query = select(*columns).where(*conditions).group_by(*[column.name for column in (*labelled, *unique)])
    for row in repository.session.execute(query):
        parts: tuple[Any, ...] = tuple(row)
        seen = parts[len(labelled) : len(labelled) + len(unique)]
        count, *found = parts[len(labelled) + len(unique) :]
        total = Total(int(count), values={value for value in seen if value is not None})
        for name, number in zip(numbers, found, strict=True):
            setattr(total, name, number)
        yield parts[: len(labelled)], total


def _numbers(aggregation: str, source: _Source) -> dict[str, ColumnElement[Any]]:
    """What an aggregation needs beside the count, by its name in ``Total``."""
    match aggregation:
        case "sum" | "avg":
            return {"total": exact_sum(source.total)}
        case "min":
            return {"least": exact_min(source.least)}
        case "max":
            return {"greatest": exact_max(source.greatest)}
        case _:
            return {}


def _latest(
    repository: Repository,
    _meter: Meter,
    source: _Source,
    conditions: Sequence[ColumnElement[bool]],
    keys: Sequence[ColumnElement[Any]],
) -> Iterator[tuple[tuple[Any, ...], Total]]:
    time, sequence, _ = source.latest
    rank = func.row_number().over(partition_by=keys, order_by=(time.desc(), sequence.desc())).label("rank")
    count = source.count.over(partition_by=keys).label("n")
    labelled = [key.label(f"k{number}") for number, key in enumerate(keys)]
    ranked = select(*labelled, count, *source.latest, rank).where(*conditions).subquery()
    for row in repository.session.execute(select(ranked).where(ranked.c.rank == 1)):
        number, *latest, _ = row[len(keys) :]
        yield tuple(row[: len(keys)]), Total(int(number), latest=(latest[0], latest[1], latest[2]))
