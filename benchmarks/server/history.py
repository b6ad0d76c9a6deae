"""What a history costs: recording with 0 and 100,000 events before, and queries over ten million.

    .venv/bin/python -m benchmarks.server history [--history 10000000] [--subjects 1000] [--write]

Events are put into the tables of the version before running totals, a month of them, and migrated: so the migration is
measured too. A query is asked through HTTP; the median of seven is told.
"""

# ruff: noqa: S608 - statements are made of names of our own
from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
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

from benchmarks.server.report import Table

REGIONS = ("eu", "us", "ap", "sa")
COLUMNS = ("database", "what", "events before", "ms, median", "rows")
ORGANIZATION = "org_0000000000000000000000"


@dataclass(frozen=True)
class Filled:
    """A database with events, and a key to ask about them."""

    name: str
    url: URL
    key: str
    events: int
    begin: int
    end: int


def fill(name: str, url: URL, environment: dict[str, str], events: int, subjects: int, table: Table) -> Filled:
    """A month of events, migrated to running totals."""
    database = Database(url)
    upgrade(database, "0003")
    end = times.now() - times.now() % times.DAY
    begin = end - 31 * times.DAY
    with database.migrating() as connection:
        row = {"id": ORGANIZATION, "name": "Benchmark", "now": begin}
        connection.execute(text("INSERT INTO organizations (id, name, created_at) VALUES (:id, :name, :now)"), row)
        driver: Any = connection.connection.driver_connection
        if database.is_sqlite:
            driver.executemany(_INSERT.format(f"VALUES ({', '.join('?' * 9)})"), _rows(events, subjects, begin, end))
        else:
            step = (end - begin) // max(events, 1)
            driver.execute(_SERIES, {"begin": begin, "step": step, "last": events - 1, "subjects": subjects})
    started = time.perf_counter()
    upgrade(database)
    table.add(
        name, f"migrate {events:,} events to running totals", "-", f"{(time.perf_counter() - started) * 1000:,.0f}", "-"
    )
    if not database.is_sqlite:
        driver = database.engine.raw_connection().driver_connection  # our transactions begin by themselves
        driver.execute("VACUUM ANALYZE")
    vault = Vault(read_settings({**environment, "TOLLKEEPER_DATABASE_URL": "sqlite:///unused"}).secrets)
    with database.writing(ORGANIZATION) as session:
        key = create_first_key(session, vault, ORGANIZATION, list(load_api().scopes), times.now())[1]
    database.close()
    return Filled(name, url, key, events, begin, end)


_NAMES = "organization_id, source, event_id, type, subject, time, value, dimensions, received_at"
_INSERT = f"INSERT INTO usage_events ({_NAMES}) {{}}"
_SERIES = _INSERT.format(
    f"SELECT '{ORGANIZATION}', 'bench', 'h' || n, 'tile.served', 'c' || n * 7919 %% %(subjects)s, "
    "%(begin)s + n * %(step)s, n %% 9, jsonb_build_object('region', "
    f"(ARRAY{list(REGIONS)})[n %% {len(REGIONS)} + 1]), %(begin)s + n * %(step)s "
    "FROM generate_series(0::bigint, %(last)s) AS n"
)


def _rows(events: int, subjects: int, begin: int, end: int) -> Iterator[tuple[Any, ...]]:
    step = (end - begin) // max(events, 1)
    for number in range(events):
        moment = begin + number * step
        dimensions = f'{{"region":"{REGIONS[number % len(REGIONS)]}"}}'
        subject = f"c{number * 7919 % subjects}"
        yield (
            ORGANIZATION, "bench", f"h{number}", "tile.served", subject, moment, str(number % 9), dimensions, moment,
        )  # fmt: skip


def measure(filled: Filled, environment: dict[str, str], table: Table) -> float:
    """Recording, then queries. The median of recording."""
    where = {"TOLLKEEPER_DATABASE_URL": filled.url.render_as_string(hide_password=False)}
    with Process({**environment, **where}) as server:
        server.wait_until_it_listens()
        client = httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {filled.key}"}, timeout=120)
        thresholds = [{"value": 10**12, "window": window} for window in ("hour", "day", "month")]
        meter = {"key": "tiles", "name": "Tiles", "event_type": "tile.served", "aggregation": "sum"}
        body: dict[str, Any] = {**meter, "dimensions": ["region"], "thresholds": thresholds}
        client.post("/v1/usage/meters", json=body).raise_for_status()
        recording = _record(client)
        table.add(filled.name, "POST /v1/usage/events, three thresholds", f"{filled.events:,}", f"{recording:.1f}", "-")
        if filled.events > 100_000:
            _ask(client, filled, table)
        client.close()
    return recording


def _record(client: httpx.Client) -> float:
    took: list[float] = []
    for number in range(60):
        event = {"id": f"p{time.time_ns()}-{number}", "type": "tile.served", "subject": f"c{number % 50}", "value": 1}
        started = time.perf_counter()
        client.post("/v1/usage/events", json=event).raise_for_status()
        took.append(time.perf_counter() - started)
    return statistics.median(took[10:]) * 1000


def _ask(client: httpx.Client, filled: Filled, table: Table) -> None:
    span = {"from": times.show(filled.begin), "to": times.show(filled.end)}
    questions: dict[str, dict[str, Any]] = {
        "a month by day, UTC": {"window": "day"},
        "a month by day, Berlin": {"window": "day", "time_zone": "Europe/Berlin"},
        "a month by day, Kolkata": {"window": "day", "time_zone": "Asia/Kolkata"},
        "a month by hour": {"window": "hour"},
        "a month, of one subject by day": {"window": "day", "filters": {"subject": ["c1"]}},
        "a month, by subject": {"group_by": ["subject"]},
        "a month, by region": {"group_by": ["region"]},
        "a month by day and region": {"window": "day", "group_by": ["region"]},
    }
    for what, more in questions.items():
        took: list[float] = []
        counts: set[int] = set()
        for _ in range(7):
            started = time.perf_counter()
            answer = client.post("/v1/usage/query", json={"meter": "tiles", **span, **more}).raise_for_status()
            took.append(time.perf_counter() - started)
            counts.add(len(answer.json()["rows"]))
        count = ", ".join(map(str, counts))
        table.add(filled.name, what, f"{filled.events:,}", f"{statistics.median(took) * 1000:.1f}", count)


def histories(
    name: str, urls: Iterator[URL], environment: dict[str, str], most: int, subjects: int, table: Table
) -> None:
    """No event, 100,000, and the most."""
    nothing = measure(fill(name, next(urls), environment, 0, subjects, table), environment, table)
    many = measure(fill(name, next(urls), environment, 100_000, subjects, table), environment, table)
    table.add(name, "POST with 100,000 events before, by POST with none", "-", f"{many / nothing:.2f} times", "-")
    if most > 100_000:
        measure(fill(name, next(urls), environment, most, subjects, table), environment, table)


def sqlite_urls(folder: Path) -> Iterator[URL]:
    """Files, one after the other."""
    for number in range(10):
        yield URL.create("sqlite", database=str(folder / f"history{number}.db"))
