"""Group commit on SQLite: many writers, one commit; each has its own result, and its own failure."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from live import Live, Running
from sqlalchemy import event, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from tollkeeper_server.actions.organizations import create_organization
from tollkeeper_server.db import together
from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database
from tollkeeper_server.db.migrations import upgrade
from tollkeeper_server.db.models import Organization
from tollkeeper_server.db.together import Together
from tollkeeper_server.db.transaction import Transaction


@pytest.fixture
def database(tmp_path: Path) -> Generator[Database]:
    made = Database(URL.create("sqlite", database=str(tmp_path / "together.db")))
    upgrade(made)
    yield made
    made.close()


def names(database: Database) -> list[str]:
    with database.reading(EVERY_ORGANIZATION) as session:
        return sorted(session.scalars(select(Organization.name)))


def creating(name: str, *, fails: bool = False) -> Callable[[Transaction], str]:
    def work(begun: Transaction) -> str:
        found = create_organization(begun.session, name, 1)
        begun.session.flush()
        if fails:
            raise ValueError(name)
        return found

    return work


def test_work_that_waits_is_committed_at_once_and_failures_stay_their_own(database: Database) -> None:
    group = Together(database)
    commits: list[str] = []

    def count(statement: str) -> None:
        commits.extend([statement] if statement == "COMMIT" else [])

    def trace(connection: Any, *_: object) -> None:
        connection.set_trace_callback(count)

    event.listen(database.engine, "checkout", trace)
    with ThreadPoolExecutor(20) as pool:
        database.writer.__enter__()  # everybody has to wait
        waiting = [pool.submit(group.run, "org_x", creating(f"n{n:02}", fails=n % 5 == 0)) for n in range(20)]
        while group.waiting < 20:
            threading.Event().wait(0.005)
        database.writer.__exit__(None, None, None)
        errors = [done.exception() for done in waiting]
    assert [str(error) for error in errors if error] == ["n00", "n05", "n10", "n15"]
    assert names(database) == [f"n{n:02}" for n in range(20) if n % 5]
    assert len(commits) == 1


def test_more_than_fit_are_committed_in_several(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MOST", 3)
    group = Together(database)
    with ThreadPoolExecutor(10) as pool:
        for done in [pool.submit(group.run, "org_x", creating(f"n{n}")) for n in range(10)]:
            done.result()
    assert names(database) == [f"n{n}" for n in range(10)]


def test_a_commit_that_fails_is_told_to_all_and_leaves_nothing(database: Database) -> None:
    group = Together(database)

    def broken(begun: Transaction) -> None:
        session = begun.session
        session.execute(text("PRAGMA defer_foreign_keys = ON"))  # so that COMMIT is what fails
        session.execute(text("INSERT INTO secret_versions (version, digest) VALUES (9, x'00')"))
        session.execute(text("INSERT INTO idempotency_records VALUES ('nobody', 'k', x'00', 200, '{}', x'00', 1)"))

    with pytest.raises(IntegrityError):
        group.run("org_x", broken)
    with database.reading(EVERY_ORGANIZATION) as session:
        assert session.scalar(text("SELECT count(*) FROM secret_versions")) == 0
    assert names(database) == []
    group.run("org_x", creating("kept"))
    assert names(database) == ["kept"]


def test_events_of_many_clients_at_once_are_each_recorded_once(tmp_path: Path) -> None:
    with Running(URL.create("sqlite", database=str(tmp_path / "x.db"))) as live:
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


def test_on_sqlite_what_reads_a_row_by_its_index_needs_no_thread_and_all_else_has_one(live: Live) -> None:
    acme = live.tenant()
    engine = live.services.database.engine
    seen: list[str] = []

    def note(*_: object) -> None:
        seen.append(threading.current_thread().name.partition("_")[0])

    def threads(method: str, path: str, **body: object) -> set[str]:
        seen.clear()
        assert acme.http.request(method, path, json=body or None).status_code == 200
        return set(seen)

    event.listen(engine, "checkout", note)
    try:
        assert ("request" in threads("GET", f"/v1/keys/{acme.key_id}")) is not live.services.database.is_sqlite
        assert "request" in threads("GET", "/v1/keys")
        assert "request" in threads("PATCH", f"/v1/keys/{acme.key_id}", name="new")
    finally:
        event.remove(engine, "checkout", note)
