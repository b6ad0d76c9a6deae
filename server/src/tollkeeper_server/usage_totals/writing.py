"""Adding new events to the running totals, in the transaction that stores them: one statement, whatever the history."""

# ruff: noqa: S608 - statements are made of names of our own
from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson

from tollkeeper_server.db.repository import Repository
from tollkeeper_server.exact import dump_json, plain
from tollkeeper_server.usage_totals.levels import KEPT, Grain, Level, begin_of
from tollkeeper_server.usage_totals.total import Total

SLOTS = 16
"""Rows that every event of a type changes are so many on PostgreSQL: a writer holds one of them until it commits."""

# level, grain, subject, start, digest, dimensions
_Place = tuple[str, int, int, str, int, str, str]

_KEY = ("organization_id", "type", "level", "grain", "subject", "start", "digest", "slot")
_COLUMNS = (
    *_KEY, "dimensions", "count", "total", "least", "greatest", "latest_time", "latest_sequence", "latest_value",
)  # fmt: skip
_NEWER = "(excluded.latest_time, excluded.latest_sequence) > (t.latest_time, t.latest_sequence)"
_UPDATE = f"""
ON CONFLICT ({", ".join(_KEY)}) DO UPDATE SET
  count = t.count + excluded.count, total = {{add}}, least = {{lesser}}, greatest = {{greater}},
  latest_time = CASE WHEN {_NEWER} THEN excluded.latest_time ELSE t.latest_time END,
  latest_value = CASE WHEN {_NEWER} THEN excluded.latest_value ELSE t.latest_value END,
  latest_sequence = CASE WHEN {_NEWER} THEN excluded.latest_sequence ELSE t.latest_sequence END
"""
_SQLITE = f"INSERT INTO usage_totals AS t ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})" + (
    _UPDATE.format(
        add="exact_add(t.total, excluded.total)",
        lesser="exact_lesser(t.least, excluded.least)",
        greater="exact_greater(t.greatest, excluded.greatest)",
    )
)
_TYPES = (
    "text", "text", "smallint", "smallint", "text", "bigint", "text", "smallint", "jsonb", "bigint", "numeric",
    "numeric", "numeric", "bigint", "bigint", "numeric",
)  # fmt: skip
_POSTGRESQL = (  # one JSON text: psycopg takes three times as long for arrays
    f"INSERT INTO usage_totals AS t ({', '.join(_COLUMNS)}) SELECT * FROM json_to_recordset(%s::json) "
    f"AS added ({', '.join(map(' '.join, zip(_COLUMNS, _TYPES, strict=True)))})"
) + _UPDATE.format(
    add="t.total + excluded.total",
    lesser="LEAST(t.least, excluded.least)",
    greater="GREATEST(t.greatest, excluded.greatest)",
)


def add_to_totals(repository: Repository, rows: Sequence[Mapping[str, Any]], by_minute: Collection[str]) -> None:
    """Add rows of ``usage_events`` that were stored just now. ``by_minute`` are the types that need minutes too.

    On PostgreSQL the rows of a subject stay locked until the transaction ends: whoever adds to the same comes after it.
    """
    added: dict[_Place, Total] = {}
    for row in rows:
        value = row["value"]
        part = Total(1, value, value, value, (row["time"], row["sequence"], value))
        for place in _places(row, row["type"] in by_minute):
            known = added.get(place)
            if known is None:
                added[place] = Total(1, value, value, value, part.latest)
            else:
                known.merge(part)
    if not added:
        return
    organization_id = repository.organization_id
    if not repository.is_postgresql:
        parameters = [_values(organization_id, 0, place, added[place], plain) for place in sorted(added)]
        repository.execute(_SQLITE, parameters, each=True)
        return
    slot = secrets.randbelow(SLOTS)
    # In one order, so that two batches wait for each other and not in a circle.
    values = [_values(organization_id, slot, place, added[place], _as_it_is) for place in sorted(added)]
    repository.execute(_POSTGRESQL, [dump_json([_named(row) for row in values]).decode()])


def _named(row: tuple[Any, ...]) -> dict[str, Any]:
    named = dict(zip(_COLUMNS, row, strict=True))
    return {**named, "dimensions": orjson.Fragment(named["dimensions"])}


def _as_it_is(number: Decimal | None) -> Decimal | None:
    return number


def _places(row: Mapping[str, Any], by_minute: bool) -> Iterator[_Place]:
    kind, subject, time = row["type"], row["subject"], row["time"]
    dimensions = orjson.dumps(row["dimensions"], option=orjson.OPT_SORT_KEYS).decode()
    digest = hashlib.sha256(dimensions.encode()).hexdigest()[:32]
    for grain in KEPT:
        start = begin_of(grain, time)
        yield kind, Level.WHOLE, grain, "", start, "", "{}"
        yield kind, Level.SUBJECT, grain, subject, start, "", "{}"
        yield kind, Level.DIMENSIONS, grain, subject, start, digest, dimensions
    if by_minute:
        yield kind, Level.SUBJECT, Grain.MINUTE, subject, begin_of(Grain.MINUTE, time), "", "{}"


def _values(organization_id: str, slot: int, place: _Place, total: Total, spell: Any) -> tuple[Any, ...]:
    kind, level, grain, subject, start, digest, dimensions = place
    assert total.latest is not None
    time, sequence, value = total.latest
    key = (organization_id, kind, int(level), int(grain), subject, start, digest, slot if level == Level.WHOLE else 0)
    numbers = (spell(total.total), spell(total.least), spell(total.greatest))
    return (*key, dimensions, total.count, *numbers, time, sequence, spell(value))
