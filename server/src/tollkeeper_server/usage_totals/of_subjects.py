"""What subjects have used in one window of UTC: a row of each, whatever the history."""

from __future__ import annotations

from collections.abc import Sequence

from tollkeeper_server.db.models import Meter
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.queries.windows import Windows
from tollkeeper_server.times import MINUTE
from tollkeeper_server.usage_totals.levels import Grain
from tollkeeper_server.usage_totals.reading import SUBJECT, Asked, totals
from tollkeeper_server.usage_totals.spans import Run, Span
from tollkeeper_server.usage_totals.total import Total

_GRAINS = {"minute": Grain.MINUTE, "hour": Grain.HOUR, "day": Grain.DAY, "month": Grain.MONTH}
_MINUTES_FROM = 15 * MINUTE
"""Minutes are kept from a meter's creation on. Events may be ahead of it, clocks apart: so much later for certain."""


def by_subject(
    repository: Repository, meter: Meter, windows: Windows, start: int, subjects: Sequence[str]
) -> dict[str, Total]:
    """Totals of the window that begins at ``start``, by subject."""
    end = windows.end(start)
    grain = None if windows.unit == "minute" and start < meter.created_at + _MINUTES_FROM else _GRAINS[windows.unit]
    run = Run(start, end - start, 1, (Span(grain, start, end),))
    found: dict[str, Total] = {}
    for _, (subject,), part in totals(repository, Asked(meter, (SUBJECT,), {SUBJECT: subjects}), run):
        found.setdefault(subject, Total()).merge(part)
    return found
