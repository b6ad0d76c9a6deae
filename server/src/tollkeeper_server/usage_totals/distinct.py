"""Different values counted as they come, for the thresholds of ``unique_count`` meters.

Whoever is here holds the locks of its subjects' totals (``writing``), so nobody else counts for them meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tollkeeper_server.db.models import DistinctCount, DistinctValue, Meter
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.queries.windows import Windows
from tollkeeper_server.usage_totals.reading import SUBJECT, Asked, totals
from tollkeeper_server.usage_totals.spans import Run, plan


def count_distinct(
    repository: Repository, meter: Meter, windows: Windows, start: int, rows: Sequence[Mapping[str, Any]]
) -> dict[str, Decimal]:
    """How many different values each subject of the rows has in the window that begins at ``start``, these included."""
    new: dict[str, set[str]] = {}
    for row in rows:
        found = row["dimensions"].get(meter.unique_dimension)
        new.setdefault(row["subject"], set()).update([] if found is None else [found])
    counts: dict[str, Decimal] = {}
    for subject in sorted(new):
        window = _Window(repository, meter, windows.unit, subject, start)
        known = window.known()
        if known is None:  # the first event of the window, or of the meter in it: what came before is looked up once
            values = _before(repository, meter, windows, start, subject)
            window.begin(values)
            counts[subject] = Decimal(len(values))
        else:
            counts[subject] = Decimal(window.add(new[subject], known))
    return counts


class _Window:
    """The count of one subject in one window of a meter."""

    def __init__(self, repository: Repository, meter: Meter, unit: str, subject: str, start: int) -> None:
        self._repository = repository
        self._key = {"meter_id": meter.id, "window": unit, "subject": subject, "window_start": start}

    def known(self) -> int | None:
        """The count so far; ``None`` where nobody counts yet."""
        query = select(DistinctCount.count).filter_by(**self._key)
        return self._repository.session.scalar(query)

    def begin(self, values: set[str]) -> None:
        """Count from these on."""
        row = {**self._key, "organization_id": self._repository.organization_id}
        session = self._repository.session
        session.execute(_insert(self._repository, DistinctCount), [{**row, "count": len(values)}])
        if values:
            session.execute(_insert(self._repository, DistinctValue), [{**row, "value": v} for v in sorted(values)])

    def add(self, values: set[str], known: int) -> int:
        """The count with these among them."""
        if not values:
            return known
        session = self._repository.session
        row = {**self._key, "organization_id": self._repository.organization_id}
        insert = _insert(self._repository, DistinctValue).returning(DistinctValue.value)
        added = len(session.scalars(insert, [{**row, "value": value} for value in sorted(values)]).all())
        if added:
            session.execute(update(DistinctCount).filter_by(**self._key).values(count=known + added))
        return known + added


def _before(repository: Repository, meter: Meter, windows: Windows, start: int, subject: str) -> set[str]:
    run: Run = plan(start, windows.end(start), None)[0]
    asked = Asked(meter, (SUBJECT,), {SUBJECT: [subject]})
    return {value for _, _, part in totals(repository, asked, run) for value in part.values}


def _insert(repository: Repository, table: Any) -> Insert:
    dialect = postgresql if repository.session.get_bind().dialect.name == "postgresql" else sqlite
    insert: Insert = dialect.insert(table).on_conflict_do_nothing()
    return insert
