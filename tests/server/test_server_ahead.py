"""Reading without a thread on PostgreSQL: many requests on one connection, each about its own organization."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from live import Live, Running, Tenant
from postgres import Cluster
from sqlalchemy import func, literal, select, text
from sqlalchemy.engine import URL, create_engine
from sqlalchemy.exc import DBAPIError, OperationalError
from tollkeeper_server.db import line
from tollkeeper_server.db.ahead import LINES, Fetched, Reader
from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.models import ApiKey
from tollkeeper_server.db.prepared import Prepared, Question
from tollkeeper_server.db.rows import OWN_KEY_BY_ID
from tollkeeper_server.vault import Vault

T = TypeVar("T")

EVERY_KEY = Prepared(select(ApiKey.id), tuple)
BROKEN = Prepared(select(literal(1) / func.length("")), tuple)


@pytest.fixture(scope="module")
def live(cluster: Cluster, of_this_version: URL) -> Iterator[Live]:
    with Running(cluster.database(like=of_this_version)) as live:
        yield live


def digest(live: Live, tenant: Tenant) -> bytes:
    return live.services.vault.digest(tenant.secret)


def with_reader(live: Live, work: Callable[[Reader], Awaitable[T]]) -> T:
    """In a loop of its own, on the database of the server."""
    database = Database(live.services.settings.database_url)

    async def run() -> T:
        with ThreadPoolExecutor(4) as threads:
            reader = Reader(database, threads)
            try:
                return await asyncio.wait_for(work(reader), 60)
            finally:
                reader.close()

    try:
        return asyncio.run(run())
    finally:
        database.close()


@contextmanager
def superuser(live: Live) -> Generator[Any]:
    """A connection above the wall."""
    engine = create_engine(live.services.settings.database_url.set(username=Cluster.superuser))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_each_of_many_sees_the_rows_of_its_key_alone(live: Live) -> None:
    tenants = [live.tenant(f"T{n}") for n in range(5)]

    async def work(reader: Reader) -> list[Fetched]:
        asked: list[Question] = [*((OWN_KEY_BY_ID, {"id": t.key_id}) for t in tenants), (EVERY_KEY, {})]
        return await asyncio.gather(*(reader.fetch([digest(live, tenants[n % 5])], asked) for n in range(200)))

    for n, fetched in enumerate(with_reader(live, work)):
        mine = tenants[n % 5]
        key = fetched.key(digest(live, mine))
        assert key is not None
        assert (key.id, key.organization_id) == (mine.key_id, mine.organization_id)
        about = {"organization_id": mine.organization_id}
        found = [fetched.rows(OWN_KEY_BY_ID, {"id": t.key_id, **about}) for t in tenants]
        assert [[row.id for row in rows] for rows in found] == [[mine.key_id] if t is mine else [] for t in tenants]
        assert fetched.rows(EVERY_KEY, about) == [(mine.key_id,)]  # the wall, not the statement
        with pytest.raises(AssertionError):
            fetched.rows(EVERY_KEY, {"organization_id": tenants[(n + 1) % 5].organization_id})


def test_an_unknown_key_finds_nothing_and_a_pepper_of_before_does(live: Live) -> None:
    acme = live.tenant()

    async def work(reader: Reader) -> list[Fetched]:
        own: list[Question] = [(OWN_KEY_BY_ID, {"id": acme.key_id})]
        known = digest(live, acme)
        return [await reader.fetch(digests, own) for digests in ([b"nobody's"], [b"another", known], [])]

    unknown, second, without = with_reader(live, work)
    assert unknown.key(b"nobody's") is None
    found = second.key(digest(live, acme))
    assert found is not None
    assert second.key(b"another") is None
    assert without.keys == ()


def test_what_a_segment_is_about_ends_with_it(live: Live) -> None:
    acme = live.tenant()

    async def work(reader: Reader) -> list[list[Any]]:
        await reader.fetch([digest(live, acme)], [])
        [one] = reader.lines
        return await one.ask([(EVERY_KEY, {})])

    assert with_reader(live, work) == [[]]


def test_a_statement_that_fails_is_told_to_who_asked_it_and_the_next_have_another_connection(live: Live) -> None:
    acme = live.tenant()
    known = digest(live, acme)

    async def work(reader: Reader) -> None:
        await reader.fetch([known], [])
        before = reader.lines
        asked: list[Question] = [(EVERY_KEY, {}), (BROKEN, {}), (EVERY_KEY, {})]
        fetching = [reader.fetch([known], [question]) for question in asked]
        good, broken, after = await asyncio.gather(*fetching, return_exceptions=True)
        assert isinstance(good, Fetched)
        assert isinstance(broken, DBAPIError)
        assert "division by zero" in str(broken)
        assert isinstance(after, OperationalError)  # which is 503: it may come again
        assert (await reader.fetch([known], [])).key(known) is not None
        assert not {*before} & {*reader.lines}

    with_reader(live, work)


def test_a_connection_that_ends_is_told_and_another_is_opened(live: Live) -> None:
    acme = live.tenant()
    path = f"/v1/keys/{acme.key_id}"
    assert acme.http.get(path).status_code == 200
    with superuser(live) as connection:
        others = text("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = 'tollkeeper'")
        assert connection.execute(others).all()
    statuses = [acme.http.get(path).status_code for _ in range(3)]
    assert statuses[1:] == [200, 200]
    assert statuses[0] in {200, 503}  # it may have been on its way


def test_a_database_that_does_not_answer_is_waited_for_so_long(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "SECONDS", 0.1)
    acme = live.tenant()
    known = digest(live, acme)

    async def work(reader: Reader) -> None:
        await reader.fetch([known], [])
        with superuser(live) as connection:
            connection.execute(text("LOCK TABLE api_keys IN ACCESS EXCLUSIVE MODE"))
            found = await asyncio.gather(*(reader.fetch([known], []) for _ in range(3)), return_exceptions=True)
            assert [type(error) for error in found] == [OperationalError] * 3
            assert reader.lines == ()
        monkeypatch.setattr(line, "SECONDS", 60)
        assert (await reader.fetch([known], [])).key(known) is not None

    with_reader(live, work)


def test_nobody_waits_for_a_reader_that_is_closed(live: Live) -> None:
    known = digest(live, live.tenant())

    async def work(reader: Reader) -> list[Any]:
        await reader.fetch([known], [])
        with superuser(live) as connection:
            connection.execute(text("LOCK TABLE api_keys IN ACCESS EXCLUSIVE MODE"))
            waiting = [asyncio.create_task(reader.fetch([known], [])) for _ in range(3)]
            while not any(one.busy for one in reader.lines):
                await asyncio.sleep(0.005)
            reader.close()
            return await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(error) for error in with_reader(live, work)] == [OperationalError] * 3


def test_who_gives_up_takes_nothing_from_the_others(live: Live) -> None:
    acme = live.tenant()
    known = digest(live, acme)

    async def work(reader: Reader) -> None:
        await reader.fetch([known], [])
        tasks = [asyncio.create_task(reader.fetch([known], [(EVERY_KEY, {})])) for _ in range(20)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        for number, fetched in enumerate(found):
            assert isinstance(fetched, Fetched if number % 2 else asyncio.CancelledError)
        assert len(reader.lines) <= LINES

    with_reader(live, work)


def test_reads_need_no_connection_of_the_pool_and_no_thread(live: Live) -> None:
    acme = live.tenant()
    seen: list[str] = []

    def note(_: object) -> None:
        seen.append(threading.current_thread().name.partition("_")[0])

    def read() -> None:
        assert acme.http.get(f"/v1/keys/{acme.key_id}").status_code == 200
        assert acme.http.post("/v1/keys/verify", json={"key": acme.secret}).json()["valid"] is True
        assert live.client().get(f"/v1/keys/{acme.key_id}").status_code == 401

    read()  # which opens what it needs
    with live.watched(note):
        read()
        assert "request" not in seen


def test_the_key_of_a_request_is_digested_once(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    acme = live.tenant("Once")
    digested: list[str] = []

    def counted(vault: Vault, text: str, version: int | None = None) -> bytes:
        digested.append(text)
        return digest_of(vault, text, version)

    digest_of = Vault.digest
    monkeypatch.setattr(Vault, "digest", counted)
    assert acme.http.get(f"/v1/keys/{acme.key_id}").status_code == 200
    assert digested == [acme.secret]
