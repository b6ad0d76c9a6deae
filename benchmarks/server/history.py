"""What a history costs: recording and asking with no event before, 100,000, a million, ten million.

    .venv/bin/python -m benchmarks.server history [--history 10000000] [--subjects 1000] [--write]

A month of events is put into the table of the version before running totals and migrated: so the migration is measured
too. Then a server runs on each database, and they are asked in turns: what else the machine does meanwhile slows all of
them, and the ratio stays. CPU is of the server's process; PostgreSQL's is beside it.
"""

# ruff: noqa: S608 - statements are made of names of our own
from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text
from sqlalchemy.engine import URL
from tollkeeper_server import times
from tollkeeper_server.actions.organizations import create_first_key
from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.migrations import upgrade
from tollkeeper_server.demo.processes import Process
from tollkeeper_server.settings import read_settings
from tollkeeper_server.spec.document import load_api
from tollkeeper_server.vault import Vault

from benchmarks.server.load import cpu_seconds
from benchmarks.server.report import Table

REGIONS = ("eu", "us", "ap", "sa")
SIZES = (0, 100_000, 1_000_000)
COLUMNS = ("database", "what", "events before", "ms, median", "by that with the fewest", "CPU ms of the server", "rows")
ORGANIZATION = "org_0000000000000000000000"
ROUNDS = {"POST": 100, "ask": 9}


@dataclass(frozen=True)
class Filled:
    """A database with events, and a key to ask about them."""

    url: URL
    key: str
    events: int
    begin: int
    end: int


@dataclass(frozen=True)
class Running:
    """A server on it, and its client."""

    filled: Filled
    server: Process
    client: httpx.Client


def histories(
    name: str, urls: Iterator[URL], environment: dict[str, str], most: int, subjects: int, table: Table
) -> None:
    """Databases of growing histories, filled one after the other and asked in turns."""
    sizes = [*[size for size in SIZES if size < most], most]
    filled = [fill(name, next(urls), environment, size, subjects, table) for size in sizes]
    with contextlib.ExitStack() as stack:
        running = [_run(one, environment, stack) for one in filled]
        _compare(name, "POST /v1/usage/events, three thresholds", running, _record, ROUNDS["POST"], table)
        for what, more in QUESTIONS.items():
            asked = [one for one in running if one.filled.events]
            _compare(name, what, asked, partial(_ask, more), ROUNDS["ask"], table)


def fill(name: str, url: URL, environment: dict[str, str], events: int, subjects: int, table: Table) -> Filled:
    """A month of events, migrated to running totals."""
    database = Database(url)
    upgrade(database, "0003")
    end = times.now() - times.now() % times.DAY
    begin = end - 31 * times.DAY
    numbers = {"begin": begin, "step": (end - begin) // max(events, 1), "events": events, "subjects": subjects}
    started = time.perf_counter()
    with database.migrating() as connection:
        row = {"id": ORGANIZATION, "name": "Benchmark", "now": begin}
        connection.execute(text("INSERT INTO organizations (id, name, created_at) VALUES (:id, :name, :now)"), row)
        if database.is_sqlite:
            connection.exec_driver_sql(f"PRAGMA cache_size = -{256 * 1024}")
        connection.execute(text(_SQLITE if database.is_sqlite else _POSTGRESQL), numbers)
    _tell(name, f"fill {events:,} events", started, table)
    started = time.perf_counter()
    upgrade(database)
    _tell(name, f"migrate {events:,} events to running totals", started, table)
    if not database.is_sqlite:
        driver: Any = database.engine.raw_connection().driver_connection  # our transactions begin by themselves
        driver.execute("VACUUM ANALYZE")
    vault = Vault(read_settings({**environment, "TOLLKEEPER_DATABASE_URL": "sqlite:///unused"}).secrets)
    with database.writing(ORGANIZATION) as session:
        key = create_first_key(session, vault, ORGANIZATION, list(load_api().scopes), times.now())[1]
    database.close()
    return Filled(url, key, events, begin, end)


_INSERT = (
    "INSERT INTO usage_events (organization_id, source, event_id, type, subject, time, value, dimensions, received_at) "
    f"SELECT '{ORGANIZATION}', 'bench', {{id}}, 'tile.served', 'c' || (n * 7919 % :subjects), "
    ":begin + n * :step, {value}, {dimensions}, :begin + n * :step FROM {numbers}"
)
_SQLITE = "WITH RECURSIVE numbers (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM numbers WHERE n < :events) " + (
    _INSERT.format(
        id="printf('h%08d', n)",
        value="CAST(n % 9 AS TEXT)",
        dimensions=f"""printf('{{"region":"%s"}}', substr('{"".join(REGIONS)}', n % {len(REGIONS)} * 2 + 1, 2))""",
        numbers="numbers WHERE n < :events",
    )
)
_POSTGRESQL = _INSERT.format(
    id="'h' || lpad(n::text, 8, '0')",
    value="n % 9",
    dimensions=f"jsonb_build_object('region', (ARRAY{list(REGIONS)})[n % {len(REGIONS)} + 1])",
    numbers="generate_series(0::bigint, :events - 1) AS n",
)


def _tell(name: str, act: str, started: float, table: Table) -> None:
    table.add(name, act, "-", f"{(time.perf_counter() - started) * 1000:,.0f}", "-", "-", "-")


def _run(filled: Filled, environment: dict[str, str], stack: contextlib.ExitStack) -> Running:
    where = {"TOLLKEEPER_DATABASE_URL": filled.url.render_as_string(hide_password=False)}
    server = stack.enter_context(Process({**environment, **where}))
    server.wait_until_it_listens()
    headers = {"Authorization": f"Bearer {filled.key}"}
    client = stack.enter_context(httpx.Client(base_url=server.url, headers=headers, timeout=120))
    thresholds = [{"value": 10**12, "window": window} for window in ("hour", "day", "month")]
    meter = {"key": "tiles", "name": "Tiles", "event_type": "tile.served", "aggregation": "sum"}
    body: dict[str, Any] = {**meter, "dimensions": ["region"], "thresholds": thresholds}
    client.post("/v1/usage/meters", json=body).raise_for_status()
    return Running(filled, server, client)


def _compare(
    name: str, title: str, running: Sequence[Running], act: Callable[[Running, int], int], rounds: int, table: Table
) -> None:
    """The same of each, in turns; the first round is not told."""
    took: list[list[float]] = [[] for _ in running]
    rows = [act(one, -1) for one in running]
    before = [cpu_seconds(one.server.process.pid) for one in running]
    for number in range(rounds):
        for place, one in enumerate(running):
            started = time.perf_counter()
            act(one, number)
            took[place].append(time.perf_counter() - started)
    least = statistics.median(took[0])
    for one, times_, used, count in zip(running, took, before, rows, strict=True):
        median = statistics.median(times_)
        cpu = (cpu_seconds(one.server.process.pid) - used) / rounds * 1000
        ratio = "-" if one is running[0] else f"{median / least:.2f} times"
        table.add(name, title, f"{one.filled.events:,}", f"{median * 1000:.1f}", ratio, f"{cpu:.1f}", count or "-")


def _record(running: Running, number: int) -> int:
    event = {"id": f"p{time.time_ns()}", "type": "tile.served", "subject": f"c{number % 50}", "value": 1}
    running.client.post("/v1/usage/events", json=event).raise_for_status()
    return 0


def _ask(more: dict[str, Any], running: Running, _number: int) -> int:
    span = {"from": times.show(running.filled.begin), "to": times.show(running.filled.end)}
    answer = running.client.post("/v1/usage/query", json={"meter": "tiles", **span, **more}).raise_for_status()
    return len(answer.json()["rows"])


QUESTIONS: dict[str, dict[str, Any]] = {
    "a month by day, UTC": {"window": "day"},
    "a month by day, Berlin": {"window": "day", "time_zone": "Europe/Berlin"},
    "a month by day, Kolkata": {"window": "day", "time_zone": "Asia/Kolkata"},
    "a month by hour": {"window": "hour"},
    "a month, of one subject by day": {"window": "day", "filters": {"subject": ["c1"]}},
    "a month, by subject": {"group_by": ["subject"]},
    "a month, by region": {"group_by": ["region"]},
    "a month by day and region": {"window": "day", "group_by": ["region"]},
}


def sqlite_urls(folder: Path) -> Iterator[URL]:
    """Files, one after the other."""
    for number in range(10):
        yield URL.create("sqlite", database=str(folder / f"history{number}.db"))
