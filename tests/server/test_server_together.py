"""Group commit: many writers, one commit; each has its own result, and its own failure."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from live import Live, Running
from sqlalchemy import event, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError, OperationalError
from tollkeeper_server.actions.organizations import create_organization
from tollkeeper_server.db import together
from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database
from tollkeeper_server.db.migrations import upgrade
from tollkeeper_server.db.models import Organization
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.db.together import Together


@pytest.fixture
def database(tmp_path: Path) -> Generator[Database]:
    made = Database(URL.create("sqlite", database=str(tmp_path / "together.db")))
    upgrade(made)
    yield made
    made.close()


@pytest.fixture
def threads() -> Generator[Executor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


@contextmanager
def commits(database: Database) -> Generator[list[str]]:
    """Every COMMIT that SQLite sees."""
    seen: list[str] = []

    def count(statement: str) -> None:
        seen.extend([statement] if statement == "COMMIT" else [])

    def trace(connection: Any, *_: object) -> None:
        connection.set_trace_callback(count)

    event.listen(database.engine, "checkout", trace)
    try:
        yield seen
    finally:
        event.remove(database.engine, "checkout", trace)


def names(database: Database) -> list[str]:
    with database.reading(EVERY_ORGANIZATION) as session:
        return sorted(session.scalars(select(Organization.name)))


def create(repository: Repository, given: Sequence[str]) -> list[str]:
    """What is called bad fails, whoever comes with it."""
    for name in given:
        create_organization(repository.session, name, 1)
    repository.session.flush()
    if any(name.startswith("bad") for name in given):
        raise ValueError(" ".join(given))
    return [*given]


async def made(group: Together, given: Sequence[str]) -> list[Any]:
    """All at once."""
    return await asyncio.gather(*(group.run("create", "org_x", create, name) for name in given), return_exceptions=True)


def test_work_that_waits_is_committed_at_once(database: Database, threads: Executor) -> None:
    wanted = [f"n{n:02}" for n in range(20)]
    with commits(database) as seen:
        assert asyncio.run(made(Together(database, threads), wanted)) == wanted
    assert names(database) == wanted
    assert len(seen) == 1


def test_a_failure_is_its_own_alone(database: Database, threads: Executor) -> None:
    given = [f"bad{n}" if n % 3 == 0 else f"n{n}" for n in range(9)]
    found = asyncio.run(made(Together(database, threads), given))
    assert [str(item) for item in found] == given  # of a failure, the names that it came with: its own
    assert [isinstance(item, ValueError) for item in found] == [name.startswith("bad") for name in given]
    assert names(database) == [name for name in given if name.startswith("n")]


def test_more_than_fit_are_committed_in_several(
    database: Database, threads: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "MOST", 3)
    wanted = [f"n{n}" for n in range(10)]
    with commits(database) as seen:
        assert asyncio.run(made(Together(database, threads), wanted)) == wanted
    assert names(database) == wanted
    assert len(seen) == 4


def test_what_comes_meanwhile_waits_for_the_next_commit(database: Database, threads: Executor) -> None:
    async def run() -> int:
        group = Together(database, threads)
        with database.writer:
            first = asyncio.create_task(made(group, ["a"]))
            while group.waiting or not first.get_loop():
                await asyncio.sleep(0)
            await asyncio.sleep(0.05)  # the first one waits for the writer
            others = asyncio.create_task(made(group, ["b", "c"]))
            while group.waiting < 2:
                await asyncio.sleep(0.005)
        assert [await first, await others] == [["a"], ["b", "c"]]
        return group.waiting

    with commits(database) as seen:
        assert asyncio.run(run()) == 0
    assert len(seen) == 2


def test_a_commit_that_fails_is_told_and_leaves_nothing(database: Database, threads: Executor) -> None:
    def broken(repository: Repository, given: Sequence[str]) -> Sequence[str]:
        session = repository.session
        session.execute(text("PRAGMA defer_foreign_keys = ON"))  # so that COMMIT is what fails
        session.execute(text("INSERT INTO secret_versions (version, digest) VALUES (9, x'00')"))
        session.execute(text("INSERT INTO idempotency_records VALUES ('nobody', 'k', x'00', 200, '{}', x'00', 1)"))
        return given

    with pytest.raises(IntegrityError):
        asyncio.run(Together(database, threads).run("break", "org_x", broken, "x"))
    with database.reading(EVERY_ORGANIZATION) as session:
        assert session.scalar(text("SELECT count(*) FROM secret_versions")) == 0
    assert names(database) == []
    assert asyncio.run(made(Together(database, threads), ["kept"])) == ["kept"]
    assert names(database) == ["kept"]


def test_a_database_that_is_away_is_told_to_all_and_asked_once(database: Database, threads: Executor) -> None:
    asked: list[int] = []

    def away(_repository: Repository, given: Sequence[str]) -> Sequence[str]:
        asked.append(len(given))
        raise OperationalError("", {}, Exception())

    async def run() -> list[Any]:
        group = Together(database, threads)
        return await asyncio.gather(*(group.run("a", "org_x", away, n) for n in "abc"), return_exceptions=True)

    assert [type(error) for error in asyncio.run(run())] == [OperationalError] * 3
    assert asked == [3]


def test_a_database_that_goes_away_meanwhile_is_not_asked_for_each(database: Database, threads: Executor) -> None:
    asked: list[int] = []

    def goes(_repository: Repository, given: Sequence[str]) -> Sequence[str]:
        asked.append(len(given))
        raise ValueError if len(given) > 1 else OperationalError("", {}, Exception())

    async def run() -> list[Any]:
        group = Together(database, threads)
        return await asyncio.gather(*(group.run("a", "org_x", goes, n) for n in "abc"), return_exceptions=True)

    assert [type(error) for error in asyncio.run(run())] == [OperationalError] * 3
    assert asked == [3, 1]


def test_nobody_waits_for_threads_that_have_ended(database: Database) -> None:
    threads = ThreadPoolExecutor(1)
    threads.shutdown()
    found = asyncio.run(made(Together(database, threads), ["a", "b"]))
    assert [type(error) for error in found] == [RuntimeError] * 2


def test_events_of_many_clients_at_once_are_each_recorded_once(own_url: URL) -> None:
    with Running(own_url) as live:
        tenants = [live.tenant(f"T{n}") for n in range(3)]

        def post(number: int) -> str:
            body = {"id": f"e{number % 60}", "type": "used", "subject": "s", "value": 1}
            if number % 7 == 0:
                body["time"] = "2001-01-01T00:00:00Z"
            done = tenants[number % 3].http.post("/v1/usage/events", json=body)
            return str(done.json()["status" if done.is_success else "code"])

        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(post, range(240)))
        with live.services.database.reading(EVERY_ORGANIZATION) as session:
            stored = session.scalar(text("SELECT count(*) FROM usage_events"))
            added = session.scalar(text("SELECT sum(count) FROM usage_totals WHERE level = 0 AND grain = 4"))
        assert answers.count("time_too_old") == len([n for n in range(240) if n % 7 == 0])
        assert answers.count("accepted") == stored == added
        assert answers.count("accepted") + answers.count("duplicate") + answers.count("time_too_old") == 240


def test_what_reads_a_row_by_its_index_needs_no_thread_and_all_else_has_one(live: Live) -> None:
    acme = live.tenant()
    seen: list[str] = []

    def note(_: object) -> None:
        seen.append(threading.current_thread().name.partition("_")[0])

    def threads(method: str, path: str, **body: object) -> set[str]:
        seen.clear()
        assert acme.http.request(method, path, json=body or None).status_code == 200
        return set(seen)

    with live.watched(note):
        threads("GET", f"/v1/keys/{acme.key_id}")  # which opens what is kept open
        assert "request" not in threads("GET", f"/v1/keys/{acme.key_id}")
        assert "request" in threads("GET", "/v1/keys")
        assert "request" in threads("PATCH", f"/v1/keys/{acme.key_id}", name="new")
