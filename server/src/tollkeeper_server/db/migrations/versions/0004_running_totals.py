"""Running totals of usage, filled from the events that are there.

From fine to coarse: only the first statement reads every event, the others read what the one before them wrote. SQLite
calls back for decimals, which costs more than all else: so it adds up whole numbers of few digits, which most are, by
itself. The second index is made at the end, in one go.
"""

# ruff: noqa: S608 - statements are made of names of our own
from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

_IDENTIFIER = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_NUMBER = sa.Numeric().with_variant(sa.Text(), "sqlite")
_QUARTER, _HOUR, _DAY = 900_000_000, 3_600_000_000, 86_400_000_000
_ABOUT = "(SELECT current_setting('tollkeeper.organization_id', true))"

_WORK = 256 * 1024
"""KiB that either database may keep in memory meanwhile."""


def _mixed(name: str, column: str, both: str) -> str:
    """An aggregate on SQLite: its own for whole numbers of up to ten characters, ours for others, and both at last."""
    small = f"{column} NOT GLOB '*[^-0-9]*' AND length({column}) <= 10"  # 900 million of these fit into 64 bits
    few = f"CAST({name}(CAST({column} AS INTEGER)) FILTER (WHERE {small}) AS TEXT)"
    rest = f"exact_{name}({column}) FILTER (WHERE NOT ({small}))"
    return f"CASE WHEN {rest} IS NULL THEN {few} WHEN {few} IS NULL THEN {rest} ELSE {both}({few}, {rest}) END"


def _numbers(sqlite: bool, total: str, least: str, greatest: str) -> str:
    """Sum, least and greatest of three columns."""
    wanted = (
        ("sum", total, "add", "total"),
        ("min", least, "lesser", "least"),
        ("max", greatest, "greater", "greatest"),
    )
    return ", ".join(
        f"{_mixed(name, column, f'exact_{both}') if sqlite else f'{name}({column})'} AS {shown}"
        for name, column, both, shown in wanted
    )


_SQLITE = {
    "dimensions": "sorted_json(dimensions)",
    "digest": "digest_of(dimensions)", "packed": "printf('%019d%019d%s', {}, {}, {})", "big": "INTEGER", "json": "{}",
    "number": "{}",
    "month": "CAST(strftime('%s', start / 1000000, 'unixepoch', 'start of month') AS INTEGER) * 1000000",
    "values": _numbers(True, "value", "value", "value"), "totals": _numbers(True, "total", "least", "greatest"),
}  # fmt: skip
_POSTGRESQL = {
    "dimensions": "dimensions::text",
    "digest": "left(encode(sha256(convert_to(dimensions, 'UTF8')), 'hex'), 32)",
    "packed": "(lpad(({})::text, 19, '0') || lpad(({})::text, 19, '0') || ({})::text) COLLATE \"C\"", "big": "BIGINT",
    "json": "{}::jsonb", "number": "{}::numeric",
    "month": "extract(epoch FROM date_trunc('month', to_timestamp(start / 1000000) AT TIME ZONE 'UTC'))::bigint"
    " * 1000000",
    "values": _numbers(False, "value", "value", "value"), "totals": _numbers(False, "total", "least", "greatest"),
}  # fmt: skip


def upgrade() -> None:
    _create()
    if op.get_bind().dialect.name == "postgresql":
        for table in ("usage_totals", "distinct_counts", "distinct_values"):
            op.execute(f"CREATE POLICY tenant ON {table} USING (organization_id = {_ABOUT} OR {_ABOUT} = '*')")
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"SET LOCAL work_mem = {_WORK}")
        op.execute(f"SET LOCAL maintenance_work_mem = {_WORK}")
        _fill(_POSTGRESQL)
        op.create_foreign_key(None, "usage_totals", "organizations", ["organization_id"], ["id"])  # a look for each row
        return
    driver: Any = op.get_bind().connection.driver_connection
    driver.create_function("sorted_json", 1, _sorted, deterministic=True)
    driver.create_function("digest_of", 1, _digest, deterministic=True)
    before = op.get_bind().exec_driver_sql("PRAGMA cache_size").scalar_one()
    op.execute(f"PRAGMA cache_size = -{_WORK}")
    _fill(_SQLITE)
    op.execute(f"PRAGMA cache_size = {before}")


def _fill(words: dict[str, str]) -> None:
    op.execute(
        f"CREATE TEMPORARY TABLE quarters AS SELECT organization_id, type, subject, time - time % {_QUARTER} AS start, "
        f"{words['dimensions']} AS dimensions, count(*) AS n, {words['values']}, "
        f"max({words['packed'].format('time', 'sequence', 'value')}) AS latest "
        f"FROM usage_events GROUP BY organization_id, type, subject, time - time % {_QUARTER}, {words['dimensions']}"
    )
    # Levels: 2 by dimensions, 1 by subject, 0 the whole. Grains: 1 to 4, quarter of an hour, hour, day, month.
    base = f"SELECT *, {words['digest']} AS digest FROM quarters"
    _insert(words, base, 2, _fine("1", "start"))
    for grain, start in ((2, f"start - start % {_HOUR}"), (3, f"start - start % {_DAY}"), (4, words["month"])):
        _insert(words, _rows(words, 2, grain - 1), 2, _fine(str(grain), start))
    _insert(words, _rows(words, 2, None), 1, ("grain", "subject", "start", "''", "'{}'"))
    _insert(words, _rows(words, 1, None), 0, ("grain", "''", "start", "''", "'{}'"))
    op.execute("DROP TABLE quarters")
    op.create_index("ix_usage_totals_start", "usage_totals", ["organization_id", "type", "level", "grain", "start"])


def _fine(grain: str, start: str) -> tuple[str, ...]:
    return grain, "subject", start, "digest", "dimensions"


def _rows(words: dict[str, str], level: int, grain: int | None) -> str:
    dimensions = "CAST(dimensions AS TEXT) AS dimensions"
    latest = words["packed"].format("latest_time", "latest_sequence", "latest_value")
    which = "" if grain is None else f" AND grain = {grain}"
    return (
        f"SELECT organization_id, type, subject, start, digest, grain, {dimensions}, count AS n, total, least, "
        f"greatest, {latest} AS latest FROM usage_totals WHERE level = {level}{which}"
    )


def _insert(words: dict[str, str], source: str, level: int, place: tuple[str, ...]) -> None:
    names = ("grain", "subject", "start", "digest", "dimensions")
    shown = ", ".join(f"{expression} AS {name}" for expression, name in zip(place, names, strict=True))
    op.execute(
        "INSERT INTO usage_totals (organization_id, type, level, grain, subject, start, digest, slot, dimensions, "
        "count, total, least, greatest, latest_time, latest_sequence, latest_value) "
        f"SELECT a.organization_id, a.type, {level}, a.grain, a.subject, a.start, a.digest, 0, "
        f"{words['json'].format('a.dimensions')}, a.n, a.total, a.least, a.greatest, "
        f"CAST(substr(a.latest, 1, 19) AS {words['big']}), CAST(substr(a.latest, 20, 19) AS {words['big']}), "
        f"{words['number'].format('substr(a.latest, 39)')} FROM ("
        f"SELECT organization_id, type, {shown}, sum(n) AS n, {words['totals']}, max(latest) AS latest "
        f"FROM ({source}) AS rows_ GROUP BY 1, 2, 3, 4, 5, 6, 7) AS a"
    )


def _create() -> None:
    late = op.get_bind().dialect.name == "postgresql"  # SQLite adds none to a table that is there
    op.create_table(
        "usage_totals",
        sa.Column(
            "organization_id", _IDENTIFIER, *([] if late else [sa.ForeignKey("organizations.id")]), primary_key=True
        ),
        sa.Column("type", sa.String(100), primary_key=True),
        sa.Column("level", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("grain", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("subject", sa.String(128), primary_key=True),
        sa.Column("start", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(32), primary_key=True),
        sa.Column("slot", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("dimensions", _JSON, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("total", _NUMBER, nullable=False),
        sa.Column("least", _NUMBER, nullable=False),
        sa.Column("greatest", _NUMBER, nullable=False),
        sa.Column("latest_time", sa.BigInteger(), nullable=False),
        sa.Column("latest_sequence", sa.BigInteger(), nullable=False),
        sa.Column("latest_value", _NUMBER, nullable=False),
        sqlite_with_rowid=False,
    )
    for table, last in (
        ("distinct_counts", [sa.Column("count", sa.BigInteger(), nullable=False)]),
        ("distinct_values", [sa.Column("value", sa.String(200), primary_key=True)]),
    ):
        op.create_table(
            table,
            sa.Column("meter_id", _IDENTIFIER, sa.ForeignKey("meters.id"), primary_key=True),
            sa.Column("window", sa.String(8), primary_key=True),
            sa.Column("subject", sa.String(128), primary_key=True),
            sa.Column("window_start", sa.BigInteger(), primary_key=True, autoincrement=False),
            *last,
            sa.Column("organization_id", _IDENTIFIER, sa.ForeignKey("organizations.id"), nullable=False),
        )
        op.create_index(f"ix_{table}_window_start", table, ["window_start"])


@lru_cache(maxsize=100_000)
def _sorted(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@lru_cache(maxsize=100_000)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
